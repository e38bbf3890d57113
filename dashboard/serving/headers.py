"""The headers of every answer, the content security policy first of all."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import dash
from flask import Response

from dashboard.version import HEADER, version


def set_headers(app: dash.Dash, framed_by: Sequence[str]) -> None:
    """Give every answer of `app` its headers."""
    # Worked out at the first response and kept: Dash adds an inline script of its own (the one
    # that sets the page's title) while it handles the first request, and csp_hashes() must see it.
    policy = functools.cache(functools.partial(content_security_policy, app, framed_by))

    @app.server.after_request  # type: ignore[untyped-decorator]  # Dash: its server is Any
    def add(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy())
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault(HEADER, version())
        return response


def content_security_policy(app: dash.Dash, framed_by: Sequence[str] = ()) -> str:
    """Only this server's files and the app's own inline scripts; nothing from elsewhere.

    In frames, this server's pages show it, and those of the origins in `framed_by`.
    """
    directives = {
        # Scripts by where they come from, and no default-src: either of script-src and default-src
        # would also forbid eval, which no page here uses but browser automation does.
        "script-src-elem": ["'self'", *app.csp_hashes()],
        "script-src-attr": ["'none'"],
        "connect-src": ["'self'"],
        "font-src": ["'self'", "data:"],
        "frame-src": ["'none'"],
        "media-src": ["'none'"],
        "worker-src": ["'self'", "blob:"],
        # React and plotly.js write style attributes; a hash cannot cover those.
        "style-src": ["'self'", "'unsafe-inline'"],
        # data: and blob: are how plotly.js makes the picture that "download plot" saves.
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'", *framed_by],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())
