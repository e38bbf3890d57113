"""The matrix page's wiring."""

from __future__ import annotations

from typing import Any

import dash
from flask_caching import Cache

from core import ScenarioError
from dashboard.matrix.answer import matrix_answer, minimum_answer
from dashboard.matrix.controls import control_error, read
from dashboard.matrix.ids import Matrix
from dashboard.parts.pictures import mount, register_pictures

ROUTE = "api/matrix"
MINIMUM_ROUTE = "api/matrix-minimum"


def register(app: dash.Dash, cache: Cache) -> None:
    """Serve the pictures and the numerical minimum, and start the page's JavaScript."""
    register_pictures(app, cache, ROUTE, _answer, with_file=True)
    register_pictures(app, cache, MINIMUM_ROUTE, _minimum, with_file=True)
    mount(app, Matrix.PAGE, "mountMatrix")


def _answer(query: str, drawn: list[str], file: bytes | None = None) -> dict[str, Any]:
    return matrix_answer(read(query), drawn, file)


def _minimum(query: str, _drawn: list[str], file: bytes | None = None) -> dict[str, Any]:
    state = read(query)
    try:
        return minimum_answer(state, file)
    except ScenarioError as error:
        raise control_error(error, state) from None
