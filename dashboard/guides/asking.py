"""A question as a form: radio buttons, a slider on a drawn axis, or a hint at the figure."""

from __future__ import annotations

import json
import math
from functools import singledispatch
from typing import Any

from dash import html
from dash.development.base_component import Component

import words
from dashboard.guides.ids import Panel
from dashboard.guides.questions import Choose, Drag, Mark, Question
from dashboard.guides.step import Step
from dashboard.parts.page.native import Choice, Range, attributes
from dashboard.parts.prose.markdown import inline_html_of
from words.numbers import written

#: Steps of the slider on an axis: finer than a finger.
STEPS = 1000


def form(step: Step) -> list[Component]:
    """What the guess is made with."""
    return _form(step.question, step)


def told(question: Question) -> dict[str, Any]:
    """What assets/topics/guides/ have to know of it; never the truth."""
    return _told(question)


@singledispatch
def _form(question: Question, _step: Step) -> list[Component]:
    raise TypeError(type(question).__name__)


@_form.register
def _choose(question: Choose, step: Step) -> list[Component]:
    options = [
        {"value": name, "label": step.option(name), "html": inline_html_of(step.option(name))}
        for name in question.options
    ]
    return [Choice(id=Panel.GUESS, name=Panel.GUESS, options=options, value="")]


@_form.register
def _mark(question: Mark, _step: Step) -> list[Component]:
    axis = {"low": question.low, "high": question.high, "scale": question.scale}
    ticks = [
        html.Span(
            html.Span(written(value)),
            style={"left": f"{100 * question.part(value):.4g}%"},
        )
        for value in ticks_of(question)
    ]
    return [
        html.Div(
            [
                Range(
                    id=Panel.GUESS,
                    label=words.text("guide.axis"),
                    most=STEPS,
                    start=STEPS // 2,
                ),
                html.Div(ticks, className="ticks", **attributes(aria_hidden="true")),
            ],
            id=Panel.AXIS,
            className="axis",
            **attributes(data_axis=json.dumps(axis)),
        ),
        html.Output(
            words.text("guide.mark"), id=Panel.GUESSED, htmlFor=Panel.GUESS, className="guessed"
        ),
    ]


@_form.register
def _drag(_question: Drag, _step: Step) -> list[Component]:
    return [
        html.P(words.text("guide.drag"), className="hint"),
        html.Output(id=Panel.GUESSED, className="guessed"),
    ]


@singledispatch
def _told(question: Question) -> dict[str, Any]:
    raise TypeError(type(question).__name__)


@_told.register
def _told_choose(_question: Choose) -> dict[str, Any]:
    return {"kind": "choose"}


@_told.register
def _told_mark(question: Mark) -> dict[str, Any]:
    return {"kind": "mark", "plot": question.plot, "axis": question.axis}


@_told.register
def _told_drag(question: Drag) -> dict[str, Any]:
    return {
        "kind": "drag", "plot": question.plot, "axis": question.axis, "control": question.control,
    }  # fmt: skip


def ticks_of(question: Mark, most: int = 6) -> list[float]:
    """Round numbers along an axis, its powers of ten or 1, 2, 5 times one."""
    low, high = question.low, question.high
    if question.scale == "log":
        first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
        apart = max(1, math.ceil((last - first) / most))
        powers = [10.0**power for power in range(first, last + 1, apart)]
        return powers if len(powers) > 1 else sorted({low, *powers, high})
    unit = 10.0 ** math.floor(math.log10((high - low) / most))
    apart_by = next(
        unit * times for times in (1, 2, 5, 10) if (high - low) / (unit * times) <= most
    )
    start, end = math.ceil(low / apart_by - 1e-9), math.floor(high / apart_by + 1e-9)
    return [round(count * apart_by, 12) for count in range(start, end + 1)]
