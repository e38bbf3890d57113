"""The one request that a page makes: a query string in, a picture out."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Sequence
from typing import Any

import dash
from flask import Response, request
from flask_caching import Cache

from dashboard.parts.asking import Controls, query_of
from dashboard.parts.query import ControlError

Answer = Callable[..., dict[str, Any]]
#: What the page shows, its controls, those touched -> a query.
Asked = Callable[[str, Controls, Sequence[str]], str]

# Two threads that compute in one process only take the interpreter from each other.
_one_at_a_time = threading.Lock()


def register_pictures(
    app: dash.Dash,
    cache: Cache,
    route: str,
    answer: Answer,
    *,
    asked: Asked | None = None,
    with_file: bool = False,
) -> None:
    """Serve `answer(query, kinds of picture drawn)` at `route`, below the server's prefix.

    `with_file`: the answer also takes the text of a file that came with the question, or None. A
    file may be empty.
    """

    def respond() -> Response:
        try:
            state = _state(asked)
        except ControlError as error:
            return Response(_written(_refusal(error)), mimetype="application/json")
        given: list[Any] = [state, request.values.get("drawn", "").split("|")]
        if with_file:
            given.append(request.values.get("file"))
        key = hashlib.sha256(json.dumps([route, *given]).encode()).hexdigest()
        text = cache.get(key)
        if text is None:
            with _one_at_a_time:
                text = _written(_answered(answer, given))
            cache.set(key, text)
        return Response(text, mimetype="application/json")

    path = f"{app.config.routes_pathname_prefix}{route}"
    app.server.add_url_rule(path, route, respond, methods=["GET", "POST"])


def _state(asked: Asked | None) -> str:
    """The query that a request asks for: the one it names, or the one that its controls say."""
    state: str = request.values.get("state", "")
    if "controls" not in request.values:
        return state
    try:
        controls = json.loads(request.values["controls"])
    except ValueError:
        raise ControlError("", "The controls are not JSON.") from None
    moved = [name for name in request.values.get("moved", "").split(",") if name]
    return asked(state, controls, moved) if asked else query_of(controls, moved)


def _written(found: dict[str, Any]) -> str:
    return json.dumps(found, allow_nan=False, separators=(",", ":"))


def mount(app: dash.Dash, page: str, function: str) -> None:
    """Start the page's JavaScript when the page is there."""
    app.clientside_callback(
        dash.ClientsideFunction("deepLinear", function),
        dash.Output(page, "data-mounted"),
        dash.Input(page, "id"),
    )


def _answered(answer: Answer, given: list[Any]) -> dict[str, Any]:
    """The picture of a query, or what is wrong with it.

    A refusal is an answer like any other (status 200): the page shows it beside its control.
    """
    try:
        return answer(*given)
    except ControlError as error:
        return _refusal(error)


def _refusal(error: ControlError) -> dict[str, Any]:
    return {"error": {"control": error.control, "sentence": str(error)}}
