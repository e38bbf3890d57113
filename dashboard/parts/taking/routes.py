"""Where the run of a state is fetched, and its link's code drawn."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

import dash
from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from core import ScenarioError
from dashboard.parts.exchange.desk import Desk, Made
from dashboard.parts.exchange.entries import entries, posted_file
from dashboard.parts.query import ControlError, UnknownEntryError, choice
from dashboard.parts.taking import code, files, heads, opening, snippets
from dashboard.parts.taking.run import Run, Taking
from words import Message, RefusalError, say

#: Below the page's own route, `api/<topic>`: the texts, and the run as a file of either kind.
TEXTS, CSV, JSON = "take", "run.csv", "run.json"
#: Of all pages.
CODE, OPEN = "api/code.svg", "api/open"
_DAY = 86_400
_OPENING = 1.0  # seconds that a saved run takes: how long is not known before it is read
_MIME = {CSV: "text/csv; charset=utf-8", JSON: "application/json"}


def register_taking(app: dash.Dash, desk: Desk, topics: Mapping[str, Taking]) -> None:
    """Serve what can be taken away of every topic, by its name."""
    for topic, taking in topics.items():
        _add(app, f"api/{topic}/{TEXTS}", partial(_send_texts, desk, taking), "GET", "POST")
        for kind in (CSV, JSON):
            view = partial(_send_file, desk, taking, kind)
            _add(app, f"api/{topic}/{kind}", view, "GET", "POST")
    _add(app, CODE, _code, "GET")
    _add(app, OPEN, partial(_send_place, desk, topics), "POST")


# ---- the work, here or in another process -------------------------------------------------------


def _run(taking: Taking, query: str, file: bytes | None) -> Run:
    try:
        return taking.run(query, file)
    except UnknownEntryError as error:  # the page shows the rest
        return taking.run(error.rest, file)


def _texts(taking: Taking, query: str, file: bytes | None) -> Made:
    def found() -> dict[str, Any]:
        run = _run(taking, query, file)
        return {
            "name": run.name,
            "title": heads.title(taking, run.query),
            "python": snippets.python(run),
            "command": snippets.shell(run),
            "plain": snippets.plain(run),
            "tables": run.tables,
        }

    return _packed(_or_refusal(found))


def _file(taking: Taking, kind: str, query: str, table: str | None, file: bytes | None) -> Made:
    try:
        run = _run(taking, query, file)
        first = run.tables[0] if run.tables else ""
        name = first
        if kind == JSON:
            text = files.json_text(run)
        else:
            (name,) = choice("table", "table", table or first, run.tables, one=True)
            text = files.csv_text(run.solve().tables[name])
    except RefusalError as error:
        return _packed({"error": str(error)})
    part = "" if name == first else f"_{name}"
    return _packed({"name": f"{run.name}{part}.{kind.rpartition('.')[2]}", "text": text})


def _place(topics: Mapping[str, Taking], name: str, file: bytes) -> Made:
    return _packed(_or_refusal(lambda: {"open": opening.place(topics, name, file)}))


def _packed(found: Mapping[str, Any]) -> Made:
    return Made(json.dumps(found, allow_nan=False).encode(), "error" not in found)


# ---- the routes ---------------------------------------------------------------------------------


def _key(kind: str, *parts: object) -> str:
    return hashlib.sha256(repr([kind, *parts]).encode()).hexdigest()


def _send_texts(desk: Desk, taking: Taking) -> Response:
    try:
        given = entries().get("state", ""), posted_file()
    except RequestEntityTooLarge:
        return _json(_said_too_large())
    work = partial(_texts, taking, *given)
    cost = partial(taking.cost, given[0])
    return _json(desk.text(_key(TEXTS, taking.topic, *given), work, cost))


def _send_file(desk: Desk, taking: Taking, kind: str) -> Response:
    """A run as a file."""
    try:
        asked, file = entries(), posted_file()
    except RequestEntityTooLarge:
        return _plain(_too_large())
    query, table = asked.get("state", ""), asked.get("table")
    work = partial(_file, taking, kind, query, table, file)
    key = _key(kind, taking.topic, query, table, file)
    found = json.loads(desk.text(key, work, partial(taking.cost, query)))
    if "error" in found:
        return _plain(found["error"])
    response = Response(found["text"], content_type=_MIME[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{found["name"]}"'
    response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    return response


def _send_place(desk: Desk, topics: Mapping[str, Taking]) -> Response:
    """Where a file that was opened belongs."""
    try:
        data, name = posted_file(), entries().get("name", "")
    except RequestEntityTooLarge:
        return _json(_said_too_large())
    if data is None:
        return _json(_refusal(ControlError("file", "share.no_file")))
    work = partial(_place, topics, name, data)
    return _json(desk.text(_key(OPEN, name, data), work, lambda: _OPENING))


def _code() -> Response:
    """The code of the link that is asked for; none but links, and none too long to be read."""
    link = request.args.get("link", "")
    if not link.startswith(("http://", "https://")) or len(link) > code.MOST:
        return _plain(say(Message("share.no_code", most=code.MOST)))
    # Whatever a phone makes of it, what is drawn is an address and nothing else.
    picture = code.drawn(quote(link, safe=":/?#[]@!$&'()*+,;=%-._~"))
    response = Response(picture, mimetype="image/svg+xml")
    response.headers["Cache-Control"] = f"public, max-age={_DAY}"
    return response


def _or_refusal(answer: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """As a page's own questions: a refusal is an answer, which is shown beside its control."""
    try:
        return answer()
    except ScenarioError as error:
        return _refusal(
            ControlError("", "control.refused", label=error.field, reason=error.message)
        )
    except ControlError as error:
        return _refusal(error)


def _refusal(error: ControlError) -> dict[str, Any]:
    return {"error": {"control": error.control, "sentence": str(error)}}


def _said_too_large() -> dict[str, Any]:
    return {"error": {"control": "file", "sentence": _too_large()}}


def _too_large() -> str:
    return say(Message("link.too_large", most=request.max_content_length))


def _plain(sentence: str) -> Response:
    return Response(f"{sentence}\n", status=400, mimetype="text/plain")


def _json(value: Any) -> Response:
    text = value if isinstance(value, bytes) else json.dumps(value, allow_nan=False)
    response = Response(text, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _add(app: dash.Dash, route: str, view: Callable[[], Response], *methods: str) -> None:
    path = f"{app.config.routes_pathname_prefix}{route}"
    app.server.add_url_rule(path, route, view, methods=list(methods))
