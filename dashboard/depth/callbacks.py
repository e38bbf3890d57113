"""The depth page's wiring."""

from __future__ import annotations

from typing import Any

import dash
from flask_caching import Cache

from core import ScenarioError
from dashboard.depth.answer import depth_answer
from dashboard.depth.controls import control_error, read
from dashboard.depth.ids import Depth
from dashboard.parts.pictures import mount, register_pictures

ROUTE = "api/depth"


def register(app: dash.Dash, cache: Cache) -> None:
    """Serve the pictures and start the page's JavaScript."""
    register_pictures(app, cache, ROUTE, _answer)
    mount(app, Depth.PAGE, "mountDepth")


def _answer(query: str, drawn: list[str]) -> dict[str, Any]:
    state = read(query)
    try:
        return depth_answer(state, drawn)
    except ScenarioError as error:
        raise control_error(error, state) from None
