"""What a user typed <-> a scenario and a view of it. The only place that reads user input.

The query string is the one form that everything takes: the address of the page, the request for a
new picture, a preset. `read` accepts what a person may write by hand, `write` gives it back in its
one canonical form.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from core import ScalarScenario
from core.errors import ScenarioError
from core.scalar import MAX_DEPTH, by_imbalance, by_weights, with_depth
from dashboard.parts.entries import label as entry_label
from dashboard.parts.query import (
    ControlError,
    choice,
    entries_of,
    joined,
    number,
    numbers,
    short,
    text_of,
    whole,
)
from dashboard.scalar.starts import STARTS, Start, read_starts, starts_text
from words import Message

#: What may be drawn beside the rest: envelopes, what is behind the plane of two weights, and that
#: plane in place of space for three layers.
CURVES = ("lower", "progressive", "contours", "field", "plane")
DEFAULT_CURVES = ("lower",)
DEFAULT_WEIGHTS = (0.9, 0.4)
DEFAULT_TARGET = 1.0

# Entry of the query -> the control's name on the page, for the sentences about it.
_LABELS = {
    name: entry_label("scalar", name)
    for name in (
        "w", "d", "p", "y", "T", "gamma", "show", "pair", STARTS, "at", "depth", "from",
    )
}  # fmt: skip
# Entry of a scenario -> entry of the query.
_ENTRIES = {
    "weights": "w",
    "imbalance": "d",
    "product": "p",
    "target": "y",
    "horizon": "T",
    "gamma": "gamma",
    "depth": "depth",
}


@dataclass(frozen=True, kw_only=True)
class ScalarView:
    """What is drawn of a solution.

    Attributes
    ----------
    curves : tuple of str
        Of `CURVES`, those shown.
    pair : tuple of int
        The two layers, from 1, whose plane is drawn for more than two layers.
    starts : tuple of (float, float)
        Other weights of the pair to start from, the rest of the weights as in the scenario.
    at : float
        The time cursor, as a part of the horizon.
    """

    curves: tuple[str, ...] = DEFAULT_CURVES
    pair: tuple[int, int] = (1, 2)
    starts: tuple[Start, ...] = ()
    at: float = 0.0


@dataclass(frozen=True, kw_only=True)
class ScalarState:
    """Everything the page shows: the recipe and the view."""

    scenario: ScalarScenario
    view: ScalarView = ScalarView()


def read(query: str) -> ScalarState:
    """The state that a query string describes; what it leaves out is the default.

    `depth=5` adds layers of weight 1 to the state described by the rest, or drops its last ones;
    `from=weights` and `from=imbalance` give the same network the other way.

    Raises
    ------
    ControlError
        With the control and a sentence to show beside it.
    """
    entries = entries_of(query, _LABELS)
    try:
        scenario = _scenario(entries)
        if "depth" in entries:
            scenario = with_depth(scenario, whole("depth", _LABELS["depth"], entries["depth"]))
        if "from" in entries:
            scenario = _start_from(entries["from"], scenario)
    except ScenarioError as error:
        raise control_error(error) from None
    return ScalarState(scenario=scenario, view=_view(entries, scenario.depth))


def write(state: ScalarState) -> str:
    """The canonical query string of a state: `read(write(state)) == state`."""
    scenario, view = state.scenario, state.view
    parts = []
    if scenario.weights is not None:
        parts.append(("w", _join(scenario.weights)))
    else:
        parts += [("d", _join(scenario.imbalance or ())), ("p", text_of(scenario.product or 0.0))]
    parts.append(("y", text_of(scenario.target)))
    if scenario.horizon is not None:
        parts.append(("T", text_of(scenario.horizon)))
    if scenario.gamma != "true":
        parts.append(("gamma", scenario.gamma))
    if view.curves != DEFAULT_CURVES:
        parts.append(("show", ",".join(view.curves)))
    if view.pair != ScalarView().pair:
        parts.append(("pair", "{},{}".format(*view.pair)))
    if view.starts:
        parts.append((STARTS, starts_text(view.starts)))
    if view.at:
        parts.append(("at", text_of(view.at)))
    return joined(parts)


# ---- entries of the query -----------------------------------------------------------------------


def _scenario(entries: dict[str, str]) -> ScalarScenario:
    start: dict[str, Any]
    if "w" in entries and ("d" in entries or "p" in entries):
        raise ControlError("w", "scalar_page.either")
    if "d" in entries or "p" in entries:
        missing = "p" if "p" not in entries else "d" if "d" not in entries else ""
        if missing:
            raise ControlError(missing, "link.missing", label=_LABELS[missing], name=missing)
        start = {
            "imbalance": _list("d", entries["d"], may_be_empty=True),
            "product": _number("p", entries["p"]),
        }
    elif "w" in entries:
        start = {"weights": _list("w", entries["w"])}
    else:
        start = {"weights": DEFAULT_WEIGHTS}
    return ScalarScenario(
        target=_number("y", entries["y"]) if "y" in entries else DEFAULT_TARGET,
        horizon=_number("T", entries["T"]) if "T" in entries else None,
        gamma=entries.get("gamma", "true"),  # type: ignore[arg-type]  # checked by the scenario
        **start,
    )


def _start_from(way: str, scenario: ScalarScenario) -> ScalarScenario:
    ways: dict[str, Callable[[ScalarScenario], ScalarScenario]] = {
        "weights": by_weights,
        "imbalance": by_imbalance,
    }
    if way not in ways:
        raise ControlError("from", "scalar_page.start", value=short(way))
    return ways[way](scenario)


def _view(entries: dict[str, str], depth: int) -> ScalarView:
    view = ScalarView()
    if "show" in entries:
        shown = choice("show", _LABELS["show"], entries["show"], CURVES)
        view = replace(view, curves=shown)
    if "pair" in entries:
        pair = tuple(whole("pair", _LABELS["pair"], text) for text in entries["pair"].split(","))
        if len(pair) != 2 or pair[0] == pair[1] or not all(1 <= n <= MAX_DEPTH for n in pair):
            raise ControlError("pair", "control.pair")
        if max(pair) <= depth:  # a layer that was dropped takes its pair along
            view = replace(view, pair=(pair[0], pair[1]))
    if depth > 1 and entries.get(STARTS):  # one layer has no plane to start in
        view = replace(view, starts=read_starts(entries[STARTS]))
    if "at" in entries:
        at = _number("at", entries["at"])
        if not 0.0 <= at <= 1.0:
            raise ControlError("at", "scalar_page.at", value=at)
        view = replace(view, at=at)
    return view


def _list(name: str, text: str, *, may_be_empty: bool = False) -> tuple[float, ...]:
    if not text:
        if may_be_empty:
            return ()
        raise ControlError(name, "control.no_numbers", label=_LABELS[name])
    parts = numbers(text)
    if len(parts) > MAX_DEPTH:
        raise ControlError(
            name,
            "scalar_page.too_many",
            label=_LABELS[name],
            count=len(parts),
            most=MAX_DEPTH,
        )
    return tuple(_number(f"{name}{index}", part) for index, part in enumerate(parts, start=1))


def _number(control: str, text: str) -> float:
    return number(control, label(control), text)


@lru_cache(maxsize=256)
def label(control: str) -> Message:
    """The name on the page of a control: `w3` is Initial weight w3."""
    layer = re.fullmatch(r"([wd])(\d+)", control)
    if layer is None:
        return _LABELS[control]
    return Message(f"layer.{layer[1]}", name=control)


def control_error(error: ScenarioError) -> ControlError:
    """A scenario's refusal, in the words of the page."""
    field = re.fullmatch(r"(\w+)(?:\[(\d+)\])?", error.field)
    assert field is not None and field[1] in _ENTRIES, error.field
    control = _ENTRIES[field[1]] + (str(int(field[2]) + 1) if field[2] else "")
    return ControlError(control, "control.refused", label=label(control), reason=error.message)


def _join(numbers: tuple[float, ...]) -> str:
    return ",".join(text_of(number) for number in numbers)
