"""The controls of the scalar page: a slider a layer, and what the other pages have too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from core.scalar import MAX_DEPTH
from dashboard.parts.entries import Entry
from dashboard.parts.page.native import NumberControl, attributes
from dashboard.parts.page.rows import choice, choice_id, horizon, number, pair
from dashboard.scalar.controls import DEFAULT_CURVES, DEFAULT_WEIGHTS, label
from dashboard.scalar.ids import Scalar
from dashboard.scalar.starts import MAX_STARTS, STARTS
from words import Message, say

TOPIC = "scalar"
WAYS = (("weights", "weights"), ("imbalance", "imbalance and product"))
GAMMAS = (("true", "4, the true one"), ("poster", "1, the poster’s"))
CURVES = (
    ("lower", "envelope of the lower bound"),
    ("progressive", "progressive envelope"),
    ("contours", "contours of the loss"),
    ("field", "the way down, −gradient"),
    ("plane", "a plane for three layers"),
)
#: Kind of a layer's number -> the ends of its slider.
_ENDS = {"w": (-3, 3), "d": (-5, 5)}


def controls() -> list[Component]:
    """The rows, in order, as the default picture needs them."""
    depth = len(DEFAULT_WEIGHTS)
    return [
        number(TOPIC, _entry("depth", 1, 12, step=1), most=MAX_DEPTH),
        number(TOPIC, _entry("y", -3, 3)),
        choice(TOPIC, "from", "Start from", WAYS, "weights"),
        _group(Scalar.WEIGHTS, "Initial weights", "w", depth),
        _group(Scalar.IMBALANCES, "Imbalances", "d", depth - 1),
        dcc.Store(id=Scalar.LAYERS, data=depth),
        number(TOPIC, _entry("p", -3, 3), hidden=True),
    ]


def rare() -> list[Component]:
    """The rows that are folded away."""
    return [
        *horizon(TOPIC),
        choice(TOPIC, "gamma", "PL constant γ", GAMMAS, "true"),
        choice(TOPIC, "show", "Draw too", CURVES, DEFAULT_CURVES),
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
        "full": say(Message("handles.full", most=MAX_STARTS)),
        "remove": say(Message("handles.remove", x="{x}", y="{y}")),
    }
    return html.Button(
        say(Message("handles.clear")),
        type="button",
        title=say(Message("handles.clear_hint")),
        className="clear-starts",
        hidden=True,
        **attributes(data_starts=json.dumps(told)),
    )


def layers(
    kind: str, count: int, values: Mapping[str, Any], hidden: frozenset[str] = frozenset()
) -> list[NumberControl]:
    """A row a layer: "w" initial weights, "d" imbalances."""
    names = [f"{kind}{layer}" for layer in range(1, count + 1)]
    return [
        number(
            TOPIC,
            _entry(name, *_ENDS[kind]),
            hidden=name in hidden,
            **({"value": repr(values[name])} if name in values else {}),
        )
        for name in names
    ]


def _group(element_id: str, name: str, kind: str, count: int) -> html.Div:
    return html.Div(
        # The default start is its weights: the imbalances follow from them.
        layers(kind, count, {}, frozenset(f"d{layer}" for layer in range(1, count + 1))),
        id=element_id,
        role="group",
        className="layers",
        **attributes(aria_label=name),
    )


def _entry(name: str, low: float, high: float, step: float = 0.01) -> Entry:
    return Entry(name=name, label=label(name), default=0.0, low=low, high=high, step=step)
