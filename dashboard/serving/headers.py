"""The headers of every answer, the content security policy first of all."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import dash

from dashboard.version import HEADER, version

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

#: What a browser may let these pages do; the rest of what it knows is nobody's business here.
_USED = ("clipboard-write", "fullscreen")
_UNUSED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read",
    "display-capture", "encrypted-media", "gamepad", "geolocation", "gyroscope", "hid",
    "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment",
    "picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "serial", "usb",
    "xr-spatial-tracking",
)  # fmt: skip


def set_headers(app: dash.Dash, framed_by: Sequence[str]) -> None:
    """Give every answer of `app` its headers, but those that its route has given itself."""
    # Worked out at the first response and kept: Dash adds an inline script of its own (the one
    # that sets the page's title) while it handles the first request, and csp_hashes() must see it.
    policy = functools.cache(functools.partial(content_security_policy, app, framed_by))
    same = [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", permissions_policy()),
        (HEADER, version()),
    ]
    if not framed_by:
        # No other site's page may load what is here; in a frame of one it loads itself.
        same.append(("Cross-Origin-Resource-Policy", "same-origin"))
    server = app.server
    server.wsgi_app = _Heading(server.wsgi_app, policy, same)


class _Heading:
    """A WSGI application with more headers.

    Around Flask, not in it: its own table of headers takes as long for these as for all others.
    """

    def __init__(
        self, inner: WSGIApplication, policy: Callable[[], str], same: list[tuple[str, str]]
    ) -> None:
        self._inner, self._policy = inner, policy
        self._same = [(pair[0].lower(), pair) for pair in same]

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        def started(line: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            there = {name.lower() for name, _ in headers}
            more = [pair for name, pair in self._same if name not in there]
            if "content-security-policy" not in there:
                more.append(("Content-Security-Policy", self._policy()))
            if environ["wsgi.url_scheme"] == "https":  # browsers complain of it elsewhere
                # A page that opens this one, or is opened by it, has no hand on it.
                more.append(("Cross-Origin-Opener-Policy", "same-origin"))
            return start(line, [*headers, *more], *error)

        return self._inner(environ, started)


def content_security_policy(app: dash.Dash, framed_by: Sequence[str] = ()) -> str:
    """Only this server's files and the app's own inline scripts; nothing from elsewhere, no eval.

    In frames, this server's pages show it, and those of the origins in `framed_by`.
    """
    directives = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *app.csp_hashes()],
        "connect-src": ["'self'"],
        "font-src": ["'self'", "data:"],
        # React and plotly.js write style attributes; a hash cannot cover those.
        "style-src": ["'self'", "'unsafe-inline'"],
        # data: and blob: are how plotly.js makes the picture that "download plot" saves.
        "img-src": ["'self'", "data:", "blob:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'self'", *framed_by],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def permissions_policy() -> str:
    """What a page may ask its browser for, itself and no frame in it."""
    allowed = [*((name, "(self)") for name in _USED), *((name, "()") for name in _UNUSED)]
    return ", ".join(f"{name}={who}" for name, who in sorted(allowed))
