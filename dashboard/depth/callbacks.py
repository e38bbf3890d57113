"""The depth page's wiring."""

from __future__ import annotations

import dash

from core import ScenarioError
from dashboard.depth.answer import depth_answer
from dashboard.depth.controls import control_error, read
from dashboard.depth.cost import cost
from dashboard.depth.ids import Depth
from dashboard.depth.runs import depth_run
from dashboard.depth.shelf import SHELF
from dashboard.parts.exchange.answers import Answer
from dashboard.parts.exchange.desk import Desk
from dashboard.parts.exchange.expecting import cost_of
from dashboard.parts.exchange.pictures import register_pictures
from dashboard.parts.exchange.runs import Run
from dashboard.parts.exchange.wiring import wire, wire_draw, wire_pair
from dashboard.parts.page.presets import wire_presets

TOPIC = "depth"
ROUTE = f"api/{TOPIC}"

_COST = cost_of(read, cost)


def register(app: dash.Dash, desk: Desk) -> None:
    """Serve the answers, and connect them with the page."""
    register_pictures(app, desk, ROUTE, _answer, cost=_COST, with_sight=True)
    register_pictures(app, desk, f"{ROUTE}-run", _run, cost=_COST)
    wire(app, TOPIC, Depth)
    wire_presets(app, TOPIC, Depth.ANSWER, SHELF)
    wire_draw(app, TOPIC)
    wire_pair(app, TOPIC, Depth.ANSWER)


def _answer(query: str, drawn: list[str], sight: tuple[str, ...] | None) -> Answer:
    state = read(query)
    try:
        return depth_answer(state, drawn, sight)
    except ScenarioError as error:
        raise control_error(error, state) from None


def _run(query: str, _drawn: list[str]) -> Run:
    state = read(query)
    try:
        return depth_run(state)
    except ScenarioError as error:
        raise control_error(error, state) from None
