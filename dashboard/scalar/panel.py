"""The controls of the scalar page: a slider a layer, and what the other pages have too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

import words
from core.scalar import MAX_DEPTH
from dashboard.parts.entries import Entry
from dashboard.parts.page.native import NumberControl, attributes
from dashboard.parts.page.rows import choice, choice_id, horizon, number, pair
from dashboard.scalar.controls import CURVES, DEFAULT_CURVES, DEFAULT_WEIGHTS, label
from dashboard.scalar.ids import Scalar
from dashboard.scalar.starts import MAX_STARTS, STARTS
from words import Message

TOPIC = "scalar"
WAYS = ("weights", "imbalance")
GAMMAS = ("true", "poster")
#: Kind of a layer's number -> the ends of its slider.
_ENDS = {"w": (-3, 3), "d": (-5, 5)}


def controls() -> list[Component]:
    """The rows, in order, as the default picture needs them."""
    depth = len(DEFAULT_WEIGHTS)
    return [
        _number("depth", 1, 12, step=1, most=MAX_DEPTH),
        _number("y", -3, 3),
        choice(TOPIC, "from", WAYS, "weights"),
        _group(Scalar.WEIGHTS, "w", depth),
        _group(Scalar.IMBALANCES, "d", depth - 1),
        dcc.Store(id=Scalar.LAYERS, data=depth),
        _number("p", -3, 3, hidden=True),
    ]


def rare() -> list[Component]:
    """The rows that are folded away."""
    return [
        *horizon(TOPIC),
        choice(TOPIC, "gamma", GAMMAS, "true", legend=Message("legend.scalar.gamma")),
        choice(TOPIC, "show", CURVES, DEFAULT_CURVES, legend=Message("legend.scalar.show")),
        pair(TOPIC, MAX_DEPTH),
        # Starts are dropped on the picture; what holds them is a control like any other.
        dcc.Input(id=choice_id(TOPIC, STARTS), type="hidden", value=""),
    ]


def clear_starts() -> html.Button:
    """A button on the plot where starts are dropped, and what the script there has to know."""
    told = {
        "name": STARTS,
        "choice": choice_id(TOPIC, STARTS),
        "most": MAX_STARTS,
        "full": words.text("handles.full", most=MAX_STARTS),
        "remove": words.text("handles.remove", x="{x}", y="{y}"),
    }
    return html.Button(
        words.text("handles.clear"),
        type="button",
        title=words.text("handles.clear_hint"),
        className="clear-starts",
        hidden=True,
        **attributes(data_starts=json.dumps(told)),
    )


def layers(
    kind: str, count: int, values: Mapping[str, Any], hidden: frozenset[str] = frozenset()
) -> list[NumberControl]:
    """A row a layer: "w" initial weights, "d" imbalances."""
    names = [f"{kind}{layer}" for layer in range(1, count + 1)]
    given: dict[str, dict[str, Any]] = {
        name: {"value": repr(values[name])} for name in names if name in values
    }
    return [
        _number(name, *_ENDS[kind], hidden=name in hidden, **given.get(name, {})) for name in names
    ]


def _group(element_id: str, kind: str, count: int) -> html.Div:
    return html.Div(
        # The default start is its weights: the imbalances follow from them.
        layers(kind, count, {}, frozenset(f"d{layer}" for layer in range(1, count + 1))),
        id=element_id,
        role="group",
        className="layers",
        **attributes(aria_label=words.text(f"layers.{kind}")),
    )


def _number(
    name: str, low: float, high: float, *, step: float = 0.01, **more: Any
) -> NumberControl:
    entry = Entry(name=name, default=0.0, low=low, high=high, step=step)
    return number(TOPIC, entry, label(name), **more)
