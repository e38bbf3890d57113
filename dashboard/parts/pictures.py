"""The one request that a page makes: a query string in, a picture out."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from typing import Any

import dash
from flask import Response, request
from flask_caching import Cache
from werkzeug.exceptions import RequestEntityTooLarge

from dashboard.parts.query import ControlError
from words import Message, say

Answer = Callable[..., dict[str, Any]]

# Two threads that compute in one process only take the interpreter from each other.
_one_at_a_time = threading.Lock()


def register_pictures(
    app: dash.Dash, cache: Cache, route: str, answer: Answer, *, with_file: bool = False
) -> None:
    """Serve `answer(query, kinds of picture drawn)` at `route`, below the server's prefix.

    `with_file`: the answer also takes the bytes of a file that came with the question, or None. A
    file may be empty. Kept are answers that came to their end: a refusal may be for want of time,
    and one that says that it is not "complete" is.
    """

    def respond() -> Response:
        try:
            given = _given(with_file)
        except RequestEntityTooLarge:
            return _sent(json.dumps(_too_large("file" if with_file else "")))
        key = hashlib.sha256(repr([route, *given]).encode()).hexdigest()
        text = cache.get(key)
        if text is None:
            with _one_at_a_time:
                found = _answered(answer, given)
                text = json.dumps(found, allow_nan=False, separators=(",", ":"))
            if "error" not in found and found.get("complete", True):
                cache.set(key, text)
        return _sent(text)

    path = f"{app.config.routes_pathname_prefix}{route}"
    app.server.add_url_rule(path, route, respond, methods=["GET", "POST"])


def _given(with_file: bool) -> list[Any]:
    state, drawn = request.values.get("state", ""), request.values.get("drawn", "")
    return [state, drawn.split("|"), *([_file()] if with_file else [])]


def _file() -> bytes | None:
    """The file that came along, as a file or as the text in it."""
    if "file" in request.files:
        return request.files["file"].read()
    text = request.form.get("file")
    # A browser sends each line of a text with the end "\r\n", whatever it was in the file.
    return None if text is None else text.replace("\r\n", "\n").encode()


def _sent(text: str) -> Response:
    return Response(text, mimetype="application/json")


def _too_large(control: str) -> dict[str, Any]:
    most = request.max_content_length
    return {"error": {"control": control, "sentence": say(Message("link.too_large", most=most))}}


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
        return {"error": {"control": error.control, "sentence": str(error)}}
