"""The question of a step, as a file has it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from dashboard.guides.lessons import states
from dashboard.guides.lessons.document import Entry, short
from dashboard.guides.lessons.fields import Form, Said
from dashboard.guides.lessons.states import State
from dashboard.parts.typed import number_of

Kind = Literal["choose", "mark", "drag"]
KINDS: tuple[Kind, ...] = ("choose", "mark", "drag")
_LEAST_OPTIONS, _MOST_OPTIONS = 2, 6
_WITHIN = 0.05
_OPTION = 200  # characters
_NO_NUMBERS = ("time", "pair", "show", "from", "starts", "sort", "axis")


@dataclass(frozen=True)
class Asked:
    """A question.

    Attributes
    ----------
    kind : "choose", "mark" or "drag"
    ask : Said
    options : tuple of Said
        To choose from.
    right : int
        Of these the right one, from 1.
    low, high : float
        The axis to mark a place on.
    control : str
        The control to drag.
    scale : "linear" or "log"
    truth : str or float
        A key figure of the step's state, by its name, or a number.
    within : float
        A guess as near as this is right: a part of the axis, or for a control a difference; on a
        logarithmic scale a factor.
    """

    kind: Kind
    ask: Said
    options: tuple[Said, ...] = ()
    right: int = 0
    low: float = 0.0
    high: float = 1.0
    control: str = ""
    scale: Literal["linear", "log"] = "linear"
    truth: str | float = 0.0
    within: float = _WITHIN


def question_of(form: Form, state: State, most: int) -> Asked | None:
    """The question that the entries ask of a state; what is wrong is kept in the form."""
    before = len(form.problems)
    ask = form.said("ask", most, needed=True)
    kinds = [kind for kind in KINDS if form.has(kind)]
    if len(kinds) != 1:
        form.refuse(form.line, "lesson.one_kind", kinds=KINDS)
        return None
    asked = {"choose": _choose, "mark": _mark, "drag": _drag}[kinds[0]](form, ask, state)
    form.unknown()
    return asked if len(form.problems) == before else None


def _choose(form: Form, ask: Said, _state: State) -> Asked:
    given = form.items("choose", _LEAST_OPTIONS, _MOST_OPTIONS, "lesson.options")
    options = tuple(form.spoken(each, "choose", _OPTION) for each in given)
    if len({tuple(option.items()) for option in options}) < len(options):
        form.refuse(given[0].line, "lesson.same_options")
    right = form.number("right", 0.0)
    form.lacks("right")
    if given and form.has("right") and right not in range(1, len(given) + 1):
        _refuse(form, "right", "lesson.right", most=len(given), value=right)
    return Asked("choose", ask, options=options, right=int(right))


def _mark(form: Form, ask: Said, state: State) -> Asked:
    axis = form.form("mark")
    low, high, scale = 0.0, 1.0, "linear"
    if axis is not None:
        low, high = axis.number("from", 0.0), axis.number("to", 0.0)
        axis.lacks("from")
        axis.lacks("to")
        scale = axis.one_of("scale", ("linear", "log"), "linear")
        axis.unknown()
        if not low < high:
            form.refuse(axis.line, "lesson.axis", low=low, high=high)
        elif scale == "log" and low <= 0.0:
            form.refuse(axis.line, "lesson.axis_log", low=low)
    truth, value = _truth(form, state)
    if low < high and not math.isnan(value) and not low <= value <= high:
        _refuse(form, "truth", "lesson.beyond", value=value, low=low, high=high)
    within = form.number("within", _WITHIN)
    if not 0.0 < within < 1.0:
        _refuse(form, "within", "lesson.within_axis", value=within)
    return Asked("mark", ask, low=low, high=high, scale=_scale(scale), truth=truth, within=within)


def _drag(form: Form, ask: Said, state: State) -> Asked:
    known = states.found(state.topic, state.query).controls
    options = tuple(name for name in state.controls if name in known and name not in _NO_NUMBERS)
    control = form.text("drag", _OPTION)
    if control not in options:
        count, dragged = len(options), short(control)
        _refuse(form, "drag", "lesson.drag", value=dragged, options=options, count=count)
    scale = form.one_of("scale", ("linear", "log"), "linear")
    truth, value = _truth(form, state)
    default = 1.05 if scale == "log" else max(_WITHIN * abs(value), 1e-6)
    within = form.number("within", default)
    if within <= (1.0 if scale == "log" else 0.0):
        _refuse(form, "within", "lesson.within", least=1.0 if scale == "log" else 0.0, value=within)
    if scale == "log" and value <= 0.0:
        _refuse(form, "truth", "lesson.axis_log", low=value)
    return Asked("drag", ask, control=control, scale=_scale(scale), truth=truth, within=within)


def _scale(name: str) -> Literal["linear", "log"]:
    return "log" if name == "log" else "linear"


def _truth(form: Form, state: State) -> tuple[str | float, float]:
    """The truth as the file has it, and its value; a key figure's is computed."""
    entry = form.entry("truth")
    if entry is None:
        form.lacks("truth")
        return 0.0, math.nan
    quantities = states.found(state.topic, state.query).quantities
    name = entry.value if isinstance(entry.value, str) else ""
    if name not in quantities:
        try:
            given = number_of(name)
        except (ValueError, OverflowError):
            shown, options = short(name), tuple(quantities)
            form.refuse(entry.line, "lesson.truth", value=shown, options=options)
            return 0.0, math.nan
        return given, given
    number = quantities[name]
    if not isinstance(number, int | float):
        form.refuse(entry.line, "lesson.no_value", name=name)
        return 0.0, math.nan
    return name, float(number)


def _refuse(form: Form, name: str, code: str, /, **values: object) -> None:
    """Keep what is wrong with an entry, on its line."""
    found: Entry | None = form.entry(name)
    form.refuse(found.line if found else form.line, code, **values)
