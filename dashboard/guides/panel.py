"""What is said and asked beside the stage, and how one gets on."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

import words
from dashboard.guides.asking import form
from dashboard.guides.ids import Panel
from dashboard.guides.path import Path
from dashboard.guides.step import Step
from dashboard.parts.page.bar.pages import pages
from dashboard.parts.page.native import Prose, attributes
from dashboard.parts.prose.markdown import prose
from words import Message, say


def panel(path: Path, place: int, notice: Message | None = None) -> html.Section:
    """The panel of a step; `notice` is what was wrong with the address."""
    step = path.steps[place - 1]
    return html.Section(
        [
            _progress(path, place),
            html.Div(
                [
                    html.H1(step.title, id=Panel.TITLE, tabIndex=-1),
                    *([html.P(say(notice), role="status", className="notice")] if notice else []),
                    prose(step.text),
                    *([_labelled("task", "guide.task", prose(step.task))] if step.task else []),
                    _question(step),
                ],
                className="told",
                tabIndex=0,  # it scrolls by itself where it is long
                role="group",
                **attributes(aria_labelledby=Panel.TITLE),
            ),
            _ways(path, place),
        ],
        id=Panel.PANEL,
        className="card guide",
        **attributes(aria_labelledby=Panel.TITLE),
    )


def _progress(path: Path, place: int) -> html.Nav:
    count = len(path.steps)
    dots = [
        html.Li(
            html.A(
                html.Span(str(here)),
                href=path.href(here),
                title=step.title,
                className="dot",
                **attributes(
                    data_turns="step",
                    data_key=step.key,
                    aria_label=words.text("guide.step", place=here, title=step.title),
                    **({"aria_current": "step"} if here == place else {}),
                ),
            )
        )
        for here, step in enumerate(path.steps, start=1)
    ]
    return html.Nav(
        [
            html.Ol(dots, className="dots"),
            html.Span(words.text("guide.place", place=place, count=count), className="place"),
        ],
        className="progress",
        **attributes(aria_label=words.text("guide.progress")),
    )


def _labelled(kind: str, code: str, *parts: Component) -> html.Div:
    return html.Div([html.Strong(words.text(code), className="chip"), *parts], className=kind)


def _question(step: Step) -> html.Div:
    return html.Div(
        [
            html.Strong(words.text("guide.question"), className="chip"),
            html.Fieldset([html.Legend(prose(step.asks)), *form(step)], className="guess"),
            html.Div(
                [
                    html.Button(
                        words.text("guide.reveal"),
                        id=Panel.REVEAL,
                        type="button",
                        className="main",
                        disabled=True,
                    ),
                    html.Button(
                        words.text("guide.show"), id=Panel.SHOW, type="button", className="plain"
                    ),
                ],
                className="deciding",
            ),
            html.P(id=Panel.WRONG, role="alert", className="error"),
            html.Div(
                [
                    Prose(id=Panel.VERDICT, html="", className="said"),
                    Prose(id=Panel.ANSWER, html="", className="prose"),
                ],
                className="answer",
                tabIndex=-1,
                **attributes(aria_live="polite"),
            ),
        ],
        id=Panel.QUESTION,
        className="question",
    )


def _ways(path: Path, place: int) -> html.Nav:
    count = len(path.steps)
    scene, back = path.steps[place - 1].scene, path.back(place)
    ways: list[Component] = []
    if place > 1:
        ways.append(_turn(path, place - 1, Panel.PREVIOUS, "guide.previous", "prev"))
    ways.append(
        html.A(
            words.text("guide.lab"),
            id=Panel.LAB,
            href=scene.href(back),
            title=words.text("guide.lab_hint"),
            className="lab",
            # What else its address says, whatever the figure shows by then: topics/guides/scene.js
            **attributes(data_more=scene.more(back)),
        )
    )
    if place < count:
        ways.append(_turn(path, place + 1, Panel.NEXT, "guide.next", "next"))
    elif not path.query:  # the poster, which leads on; a lesson ends
        ways.extend(
            html.A(page.name, href=page.href, className="next", **attributes(data_turns="on"))
            for page in pages()
            if page.topic == "challenges"
        )
    return html.Nav(ways, className="ways", **attributes(aria_label=words.text("guide.ways")))


def _turn(path: Path, place: int, element_id: str, code: str, rel: str) -> html.A:
    return html.A(
        words.text(code),
        id=element_id,
        href=path.href(place),
        rel=rel,
        title=path.steps[place - 1].title,
        className=f"turn {rel}",
        **attributes(data_turns=rel),
    )
