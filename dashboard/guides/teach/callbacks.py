"""What the teacher's page, and a deck on any page, ask of the server."""

from __future__ import annotations

import json
from typing import Any

import dash
from flask import Response, request

from dashboard.guides.teach import decks
from words import RefusalError

ROUTE = "api/deck"


def register(app: dash.Dash) -> None:
    """Serve decks."""
    path = f"{app.config.routes_pathname_prefix}{ROUTE}"
    app.server.add_url_rule(path, ROUTE, _deck, methods=["GET", "POST"])


def _deck() -> Response:
    """A deck by its name, or the links that are sent."""
    try:
        name = request.values.get("name", "")
        found: dict[str, Any] = {
            "deck": decks.named(name) if name else decks.of_links(request.values.getlist("link"))
        }
    except RefusalError as error:
        found = {"error": {"control": "", "sentence": str(error)}}
    response = Response(json.dumps(found, allow_nan=False), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
