"""The scalar page's wiring: one request, query string in, picture out."""

from __future__ import annotations

import json
import threading
from typing import Any

import dash
from flask import Response, request
from flask_caching import Cache

from core import ScenarioError
from dashboard.answer import scalar_answer
from dashboard.controls import ControlError, control_error, read
from dashboard.ids import Scalar

ROUTE = "api/scalar"

# Two threads that compute in one process only take the interpreter from each other.
_one_at_a_time = threading.Lock()


def register(app: dash.Dash, cache: Cache) -> None:
    """Serve the pictures and start the page's JavaScript when the page is there."""

    def answer() -> Response:
        state, drawn = request.values.get("state", ""), request.values.get("drawn", "")
        key = json.dumps([ROUTE, state, drawn])
        text = cache.get(key)
        if text is None:
            with _one_at_a_time:
                text = json.dumps(_answer(state, drawn), allow_nan=False, separators=(",", ":"))
            cache.set(key, text)
        return Response(text, mimetype="application/json")

    app.server.add_url_rule(
        f"{app.config.routes_pathname_prefix}{ROUTE}", ROUTE, answer, methods=["GET", "POST"]
    )
    app.clientside_callback(
        dash.ClientsideFunction("deepLinear", "mountScalar"),
        dash.Output(Scalar.PAGE, "data-mounted"),
        dash.Input(Scalar.PAGE, "id"),
    )


def _answer(query: str, drawn: str) -> dict[str, Any]:
    """The picture of a query, or what is wrong with it.

    A refusal is an answer like any other (status 200): the page shows it beside its control.
    """
    try:
        try:
            return scalar_answer(read(query), drawn.split("|"))
        except ScenarioError as error:
            raise control_error(error) from None
    except ControlError as error:
        return {"error": {"control": error.control, "sentence": str(error)}}
