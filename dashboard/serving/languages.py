"""The language of a request: the one its address asks for, else one its browser prefers."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import dash
from flask import Response, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from words import ENGLISH, languages, speaking, spoken
from words.languages import nearest

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

#: The entry of an address that names a language.
ENTRY = "lang"
#: Signs of what a browser prefers that are looked at, and of an address.
_MOST = 1_000


def speak_languages(app: dash.Dash) -> None:
    """Answer every request in its language; call it when nothing else shall be outside of it."""
    base = app.config.routes_pathname_prefix
    files = tuple(f"{base}{path}" for path in ("assets/", "_dash-component-suites/"))
    server = app.server
    server.wsgi_app = _Speaking(server.wsgi_app)

    @server.after_request  # type: ignore[untyped-decorator]  # Dash: its server is Any
    def tell(response: Response) -> Response:
        if not request.path.startswith(files):
            response.vary.add("Accept-Language")
            response.headers.setdefault("Content-Language", spoken())
        return response


def asked_for(query: str) -> str:
    """The language that the query of an address names, if there is such; else nothing."""
    if f"{ENTRY}=" not in query:
        return ""
    found = parse_qs(query[:_MOST]).get(ENTRY, [])
    return next((name for name in found if name in languages()), "")


@functools.lru_cache(maxsize=256)
def preferred(header: str) -> str:
    """The language that a browser likes best (Accept-Language) of those there are, else English.

    Werkzeug's own `best_match` takes a language that stands there itself before one of a land that
    is liked better: German for ``en-GB, de;q=0.9``.
    """
    for wanted, quality in parse_accept_header(header[:_MOST], LanguageAccept):
        found = nearest(wanted, languages())
        if found and quality > 0:
            return found
    return ENGLISH


class _Speaking:
    """A WSGI application that speaks the language of each request."""

    def __init__(self, inner: WSGIApplication) -> None:
        self._inner = inner

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        language = asked_for(environ.get("QUERY_STRING", ""))
        with speaking(language or preferred(environ.get("HTTP_ACCEPT_LANGUAGE", ""))):
            return self._inner(environ, start)
