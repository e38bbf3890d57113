"""The regimes page's wiring."""

from __future__ import annotations

from typing import Any

import dash
from flask_caching import Cache

from core import ScenarioError
from dashboard.parts.pictures import mount, register_pictures
from dashboard.regimes.answer import regimes_answer
from dashboard.regimes.controls import control_error, read
from dashboard.regimes.ids import Regimes

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
