"""The scalar page's wiring."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import dash
from dash import Input, Output, State
from dash.exceptions import PreventUpdate

from core import ScenarioError
from dashboard.parts.exchange.answers import Answer, Said
from dashboard.parts.exchange.desk import Desk
from dashboard.parts.exchange.expecting import cost_of
from dashboard.parts.exchange.pictures import register_pictures
from dashboard.parts.exchange.runs import Run
from dashboard.parts.exchange.wiring import wire, wire_pair
from dashboard.parts.page.presets import wire_presets
from dashboard.scalar.answer import scalar_answer
from dashboard.scalar.asking import asked
from dashboard.scalar.controls import control_error, read
from dashboard.scalar.cost import cost
from dashboard.scalar.ids import Scalar
from dashboard.scalar.panel import TOPIC, layers
from dashboard.scalar.runs import scalar_run
from dashboard.scalar.shelf import SHELF

ROUTE = f"api/{TOPIC}"

# Read twice in a row: for its cost, and for good.
_read = lru_cache(maxsize=8)(read)
_COST = cost_of(_read, cost)


def register(app: dash.Dash, desk: Desk) -> None:
    """Serve the answers, and connect them with the page."""
    register_pictures(app, desk, ROUTE, _answer, cost=_COST, asked=asked)
    register_pictures(app, desk, f"{ROUTE}-run", _run, cost=_COST)
    wire(app, TOPIC, Scalar)
    wire_presets(app, TOPIC, Scalar.ANSWER, SHELF)
    wire_pair(app, TOPIC, Scalar.ANSWER)
    app.callback(
        Output(Scalar.WEIGHTS, "children"),
        Output(Scalar.IMBALANCES, "children"),
        Output(Scalar.LAYERS, "data"),
        Input(Scalar.ANSWER, "data"),
        State(Scalar.LAYERS, "data"),
        prevent_initial_call=True,
    )(_rows)


def _answer(query: str, drawn: list[str]) -> Answer:
    try:
        return scalar_answer(_read(query), drawn)
    except ScenarioError as error:
        raise control_error(error) from None


def _run(query: str, _drawn: list[str]) -> Run:
    try:
        return scalar_run(read(query))
    except ScenarioError as error:
        raise control_error(error) from None


def _rows(answer: Said | None, shown: int | None) -> tuple[list[Any], list[Any], int]:
    """A slider a layer, when there are more or fewer than `shown`."""
    if not answer or "controls" not in answer or answer["controls"]["layers"] == shown:
        raise PreventUpdate
    controls = answer["controls"]
    values, hidden = controls["values"], frozenset(controls["hidden"])
    depth = controls["layers"]
    return layers("w", depth, values, hidden), layers("d", depth - 1, values, hidden), depth
