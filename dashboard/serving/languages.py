"""The language of a request: the one its address asks for, else one its browser prefers."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import dash
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from words import ENGLISH, languages, speaking
from words.languages import nearest

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

#: The entry of an address that names a language.
ENTRY = "lang"
#: Signs of what a browser prefers that are looked at, and of an address.
_MOST = 1_000
_PREFERENCE = "Accept-Language"


def speak_languages(app: dash.Dash) -> None:
    """Answer every request in its language; call it when nothing else shall be outside of it."""
    base = app.config.routes_pathname_prefix
    files = tuple(f"{base}{path}" for path in ("assets/", "_dash-component-suites/"))
    server = app.server
    server.wsgi_app = _Speaking(server.wsgi_app, files)


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
    """A WSGI application that speaks the language of each request; files have none."""

    def __init__(self, inner: WSGIApplication, files: tuple[str, ...]) -> None:
        self._inner, self._files = inner, files

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        language = asked_for(environ.get("QUERY_STRING", ""))
        language = language or preferred(environ.get("HTTP_ACCEPT_LANGUAGE", ""))

        def started(line: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start(line, _told(headers, language), *error)

        with speaking(language):
            is_file = environ.get("PATH_INFO", "").startswith(self._files)
            return self._inner(environ, start if is_file else started)


def _told(headers: list[tuple[str, str]], language: str) -> list[tuple[str, str]]:
    """With the language, and that it depends on what the browser prefers."""
    vary, others, said = [_PREFERENCE], [], False
    for name, value in headers:
        if name.lower() == "vary":
            vary.append(value)
            continue
        said = said or name.lower() == "content-language"
        others.append((name, value))
    others.append(("Vary", ", ".join(vary)))
    return others if said else [*others, ("Content-Language", language)]
