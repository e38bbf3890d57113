"""What becomes of each request: its id, its route, how long it took; told to whoever wants to know.

The log and the metrics are told the same, measured once.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import dash
from flask import Response, g, request

from dashboard.records import request_id
from dashboard.serving.flood import quieted

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "X-Request-ID"
#: What an id may be that comes along; for whatever else comes, one is made.
_WELL_FORMED = re.compile(r"[A-Za-z0-9._:+/=@-]{1,128}")
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"))
#: Where the environment of a request has its route and its lane, once it is answered.
TOLD = "deep_linear.told"
NOWHERE = "none"

_log = quieted(__name__)


@dataclass(frozen=True)
class Answered:
    """A request, answered.

    Attributes
    ----------
    method : as HTTP has it, or "other".
    route : of a bounded number of places: a rule, or one of the pages; "none" if it has none.
    status : of the answer.
    seconds : until the answer began to be sent.
    size : bytes of its body, if that is known then.
    lane : how the answer was come by, as `flask.g.lane` says it; None if nothing was to be made.
    address, query : of the client, and after the "?": personal, so only for who was told to ask.
    """

    method: str
    route: str
    status: int
    seconds: float
    size: int | None
    lane: str | None
    address: str
    query: str


Watcher = Callable[[Answered], None]


def watch_requests(app: dash.Dash, watchers: Sequence[Watcher]) -> None:
    """Give every request an id, which its answer bears, and tell the watchers of it."""
    base = app.config.routes_pathname_prefix
    pages = {base + page["path"].lstrip("/") for page in dash.page_registry.values()}
    server = app.server
    server.wsgi_app = _Watched(server.wsgi_app, watchers)

    @server.after_request  # type: ignore[untyped-decorator]  # Dash: its server is Any
    def tell(response: Response) -> Response:
        request.environ[TOLD] = (_route(pages), g.get("lane"))
        return response


def _route(pages: set[str]) -> str:
    rule = request.url_rule
    if rule is None:
        return NOWHERE
    # One rule is for any path: Dash's, for the pages.
    return request.path if request.path in pages else rule.rule


class _Watched:
    """A WSGI application, watched from outside: whatever happens in it is told."""

    def __init__(self, inner: WSGIApplication, watchers: Sequence[Watcher]) -> None:
        self._inner, self._watchers = inner, watchers

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        name = given if _WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
        begun, token = time.perf_counter(), request_id.set(name)
        status, size = 500, None

        def started(line: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            nonlocal status, size
            status = int(line[:3])
            sizes = [value for header, value in headers if header.lower() == "content-length"]
            size = int(sizes[0]) if sizes else None
            return start(line, [*headers, (HEADER, name)], *error)

        try:
            return self._inner(environ, started)
        finally:
            method = environ["REQUEST_METHOD"]
            route, lane = environ.get(TOLD, (NOWHERE, None))
            answered = Answered(
                method if method in _METHODS else "other",
                route,
                status,
                time.perf_counter() - begun,
                size,
                lane,
                environ.get("REMOTE_ADDR", ""),
                environ.get("QUERY_STRING", ""),
            )
            self._tell(answered)
            request_id.reset(token)

    def _tell(self, answered: Answered) -> None:
        for watcher in self._watchers:
            try:
                watcher(answered)
            except Exception:  # who only watches is no reason not to answer
                _log.exception("telling of a request")
