"""The regimes page's wiring."""

from __future__ import annotations

from typing import Any

import dash
from flask_caching import Cache

from core import ScenarioError
from dashboard.callbacks.pictures import mount, register_pictures
from dashboard.ids import Regimes
from dashboard.regimes_answer import regimes_answer
from dashboard.regimes_controls import control_error, read

ROUTE = "api/regimes"


def register(app: dash.Dash, cache: Cache) -> None:
    """Serve the pictures and start the page's JavaScript."""
    register_pictures(app, cache, ROUTE, _answer)
    mount(app, Regimes.PAGE, "mountRegimes")


def _answer(query: str, drawn: list[str]) -> dict[str, Any]:
    try:
        return regimes_answer(read(query), drawn)
    except ScenarioError as error:
        raise control_error(error) from None
