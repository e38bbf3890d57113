"""Where the run of a state is fetched, and its link's code drawn."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import dash
from flask import Response, request
from flask_caching import Cache
from werkzeug.exceptions import RequestEntityTooLarge

from core import ScenarioError
from dashboard.parts.exchange.pictures import one_at_a_time, posted_file
from dashboard.parts.query import ControlError, UnknownEntryError, choice
from dashboard.parts.taking import code, files, heads, opening, snippets
from dashboard.parts.taking.run import Run, Taking
from words import Message, RefusalError, say

#: Below the page's own route, `api/<topic>`: the texts, and the run as a file of either kind.
TEXTS, CSV, JSON = "take", "run.csv", "run.json"
#: Of all pages.
CODE, OPEN = "api/code.svg", "api/open"
_DAY = 86_400
_MIME = {CSV: "text/csv; charset=utf-8", JSON: "application/json"}


def register_taking(app: dash.Dash, cache: Cache, topics: Mapping[str, Taking]) -> None:
    """Serve what can be taken away of every topic, by its name."""
    for topic, taking in topics.items():
        _register_topic(app, cache, topic, taking)
    _add(app, CODE, _code, "GET")

    def opened() -> dict[str, Any]:
        data = posted_file()
        if data is None:
            raise ControlError("file", "share.no_file")
        with one_at_a_time:
            return {"open": opening.place(topics, request.values.get("name", ""), data)}

    _add(app, OPEN, lambda: _json(_or_refusal(opened)), "POST")


def _register_topic(app: dash.Dash, cache: Cache, topic: str, taking: Taking) -> None:
    def run() -> Run:
        query, file = request.values.get("state", ""), posted_file()
        with one_at_a_time:
            try:
                return taking.run(query, file)
            except UnknownEntryError as error:  # the page shows the rest
                return taking.run(error.rest, file)

    def texts() -> Response:
        return _json(_or_refusal(lambda: _texts(run(), taking)))

    _add(app, f"api/{topic}/{TEXTS}", texts, "GET", "POST")
    for kind in (CSV, JSON):
        _add(app, f"api/{topic}/{kind}", _file(cache, run, kind), "GET", "POST")


def _texts(run: Run, taking: Taking) -> dict[str, Any]:
    return {
        "name": run.name,
        "title": heads.title(taking, run.query),
        "python": snippets.python(run),
        "command": snippets.shell(run),
        "plain": snippets.plain(run),
        "tables": run.tables,
    }


def _file(cache: Cache, run: Callable[[], Run], kind: str) -> Callable[[], Response]:
    """The view that answers with a run as a file."""

    def send() -> Response:
        try:
            found = run()
            table = request.values.get("table", found.tables[0])
            (table,) = choice("table", "table", table, found.tables, one=True)
            key = repr([found.topic, kind, table, found.recipe, found.query])
            text = cache.get(key)
            if text is None:
                text = _made(found, kind, table)
                cache.set(key, text)
        except (RefusalError, RequestEntityTooLarge) as error:
            said = str(error) if isinstance(error, RefusalError) else _too_large()
            return Response(f"{said}\n", status=400, mimetype="text/plain")
        part = "" if table == found.tables[0] else f"_{table}"
        name = f"{found.name}{part}.{kind.rpartition('.')[2]}"
        response = Response(text, content_type=_MIME[kind])
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
        return response

    return send


def _made(run: Run, kind: str, table: str) -> str:
    with one_at_a_time:
        if kind == JSON:
            return files.json_text(run)
        return files.csv_text(run.solve().tables[table])


def _code() -> Response:
    """The code of the link that is asked for; none but links, and none too long to be read."""
    link = request.args.get("link", "")
    if not link.startswith(("http://", "https://")) or len(link) > code.MOST:
        said = say(Message("share.no_code", most=code.MOST))
        return Response(f"{said}\n", status=400, mimetype="text/plain")
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
    except RequestEntityTooLarge:
        return {"error": {"control": "file", "sentence": _too_large()}}


def _refusal(error: ControlError) -> dict[str, Any]:
    return {"error": {"control": error.control, "sentence": str(error)}}


def _too_large() -> str:
    return say(Message("link.too_large", most=request.max_content_length))


def _json(value: Any) -> Response:
    response = Response(json.dumps(value, allow_nan=False), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _add(app: dash.Dash, route: str, view: Callable[[], Response], *methods: str) -> None:
    path = f"{app.config.routes_pathname_prefix}{route}"
    app.server.add_url_rule(path, route, view, methods=list(methods))
