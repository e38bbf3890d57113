"""A worksheet: the steps of a lesson on paper, with their questions and room for the answers.

Made of the same steps as the pages, and its answers of the same truths, which core computes.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

import words
from dashboard.guides import asking
from dashboard.guides.lessons.own import in_language
from dashboard.guides.lessons.playing import steps_of
from dashboard.guides.lessons.shelf import folder
from dashboard.guides.lessons.states import PLOTS
from dashboard.guides.poster.steps import STEPS
from dashboard.guides.questions import Choose, Drag, Mark, Question
from dashboard.guides.step import Step
from dashboard.guides.teach.drawn import drawing, ruler
from dashboard.guides.teach.places import href
from dashboard.guides.teach.plans import PLANS
from dashboard.parts.page.native import Prose, attributes
from dashboard.parts.prose.markdown import inline_html_of, prose
from words import RefusalError
from words.numbers import written

#: Pictures of a step that fit beside its text.
_MOST_PLOTS = 2
POSTER = "poster"


def parts(name: str, *, answers: bool) -> list[Component]:
    """The worksheet of the poster, of a plan, or of a teacher's lesson.

    Raises
    ------
    RefusalError
        If there is none of that name.
    """
    title, steps = _steps(name)
    return [
        _head(name, answers=answers),
        html.H1(title),
        *([] if answers else [_blanks()]),
        *(_step(step, place, answers=answers) for place, step in enumerate(steps, start=1)),
    ]


def _steps(name: str) -> tuple[str, Sequence[Step]]:
    if name == POSTER:
        return words.text("worksheet.poster"), STEPS
    for plan in PLANS:
        if plan.name == name:
            chosen = [step for key in plan.steps for step in STEPS if step.key == key]
            return words.text("worksheet.plan", minutes=plan.minutes), chosen
    for lesson in folder().lessons:
        if lesson.name == name:
            language = words.spoken()
            return in_language(lesson.title, language), steps_of(lesson, language)
    raise RefusalError("worksheet.unknown", name=name)


def _head(name: str, *, answers: bool) -> html.P:
    """What is on the screen alone: how to print it, and the other one."""
    other = "" if answers else "&answers=1"
    return html.P(
        [
            html.Button(words.text("worksheet.print"), type="button", **attributes(data_prints="")),
            dcc.Link(
                words.text("worksheet.without" if answers else "worksheet.with"),
                href=href(f"/teach?sheet={name}{other}"),
            ),
            dcc.Link(words.text("worksheet.back"), href=href("/teach")),
        ],
        className="ways screen-only",
    )


def _blanks() -> html.P:
    return html.P(
        [
            html.Span([words.text(code), html.Span(className="blank")])
            for code in ("worksheet.name", "worksheet.date")
        ],
        className="blanks",
    )


def _step(step: Step, place: int, *, answers: bool) -> html.Section:
    heading = f"sheet-{place}"
    pictures = [Prose(html=svg, className="drawn") for svg in drawings(step)]
    return html.Section(
        [
            html.H2(f"{place}. {step.title}", id=heading),
            prose(step.text),
            html.Div(
                [
                    html.Div(pictures, className="pictures"),
                    html.Div(
                        [
                            html.Div(prose(step.asks), className="asks"),
                            *_room(step, step.question, answers=answers),
                            *([html.Div(prose(step.reveal), className="reveal")] * answers),
                        ],
                        className="asked",
                    ),
                ],
                className="one" if len(pictures) == 1 else "many",
            ),
        ],
        className="exercise",
        **attributes(aria_labelledby=heading),
    )


def drawings(step: Step) -> list[str]:
    """The pictures of a step before its reveal, without what would tell the answer."""
    scene = step.scene
    hidden = set(step.hides)
    names = scene.plots or [name for name, tab in PLOTS[scene.topic].items() if tab == scene.tab]
    seen = [name for name in names if f"plot:{name}" not in hidden]
    answer = _answer(scene.topic, scene.canonical, words.spoken())
    found = (
        drawing(answer, name, curves="curves" not in hidden, labels="labels" not in hidden)
        for name in seen
    )
    return [svg for svg in found if svg][:_MOST_PLOTS]


@lru_cache(maxsize=64)
def _answer(topic: str, query: str, _language: str) -> Mapping[str, Any]:
    """What a topic's page is told of a state."""
    read = importlib.import_module(f"dashboard.{topic}.controls").read
    module = importlib.import_module(f"dashboard.{topic}.answer")
    found: Mapping[str, Any] = getattr(module, f"{topic}_answer")(read(query), ())
    return found


# ---- room for the answer, or the answer ---------------------------------------------------------


def _room(step: Step, question: Question, *, answers: bool) -> list[Component]:
    truth = question.truth_in(step.known)
    if isinstance(question, Choose):
        options = [
            html.Li(
                [
                    html.Span("☒" if answers and name == truth else "☐", className="box"),
                    Prose(html=inline_html_of(step.option(name))),
                ],
                className="right" if answers and name == truth else "",
            )
            for name in question.options
        ]
        return [html.Ul(options, className="options"), *([] if answers else [_lines(2)])]
    if isinstance(question, Mark):
        at = question.part(float(truth)) if answers else None
        ticks = [(question.part(value), written(value, 4)) for value in asking.ticks_of(question)]
        axis = Prose(html=ruler(ticks, at), className="ruler")
        return [axis, _truth(float(truth)) if answers else _lines(1)]
    assert isinstance(question, Drag)
    return [_truth(float(truth))] if answers else [_guess(question), _lines(1)]


def _truth(value: float) -> html.P:
    return html.P(words.text("worksheet.truth", value=value), className="right")


def _guess(question: Drag) -> html.P:
    return html.P(
        [f"{words.text('worksheet.guess')} {question.control} = ", html.Span(className="blank")]
    )


def _lines(count: int) -> html.Div:
    return html.Div([html.Div(className="rule") for _ in range(count)], className="rules")
