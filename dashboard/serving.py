"""Everything about HTTP that is not a page: headers, limits, proxies, cache, the first request."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import dash
from flask import Flask, Response
from flask_caching import Cache
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard.environment import Settings
from dashboard.version import HEADER, version

HEALTH_PATH = "healthz"  # below the path prefix; Dash answers it with "OK"
#: A question is a few kB, with a scenario file (`scenario_file.MAX_BYTES`) much more: its text may
#: grow on the way, to half as much again by the ends of lines, to three times by bytes that are no
#: text. More is a mistake or an attack.
MAX_BODY_BYTES = 3_000_000
CACHE_ENTRIES = 500  # per worker; the oldest leave first
CACHE_SECONDS = 24 * 3600  # answers are pure functions of their key: age only bounds memory


def configure(app: dash.Dash, settings: Settings) -> None:
    """Make the app fit to be served; call it when all callbacks are registered."""
    app.server.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    # The form parser has a limit of its own, 500 kB for any one entry that is no file.
    app.server.config["MAX_FORM_MEMORY_SIZE"] = MAX_BODY_BYTES
    _set_headers(app, settings.framed_by)
    _trust_proxies(app.server, settings.trusted_proxies)


def _set_headers(app: dash.Dash, framed_by: Sequence[str]) -> None:
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


def _trust_proxies(server: Flask, count: int) -> None:
    # Whoever reaches the server without a proxy could write X-Forwarded-... headers itself, so
    # they are believed only when told to. The prefix is Dash's business, hence no x_prefix.
    if count:
        server.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            server.wsgi_app, x_for=count, x_proto=count, x_host=count
        )


def make_cache(server: Flask, redis_url: str | None = None) -> Cache:
    """Return a cache of ready-to-send strings: in each worker's memory, or one shared in Redis.

    Use ``cache.get`` and ``cache.set`` with a key that is text: ``memoize`` keys on ``repr``, and
    two long arrays that differ have the same one.
    """
    config: dict[str, object] = {
        "CACHE_TYPE": "SimpleCache",
        "CACHE_THRESHOLD": CACHE_ENTRIES,
        "CACHE_DEFAULT_TIMEOUT": CACHE_SECONDS,
        "CACHE_KEY_PREFIX": "deep-linear-networks:",
    }
    if redis_url:
        config |= {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": redis_url}
    return Cache(server, config=config)


def warm_up(app: dash.Dash) -> None:
    """Answer "/" once before anyone asks.

    Dash learns which JavaScript files it may serve while it renders its first page. A fresh
    process that is asked for one of them first answers 500; with several workers a browser does
    exactly that, taking the page from one and the files from another. After this nothing can be
    added to the app.
    """
    response = app.server.test_client().get(app.config.routes_pathname_prefix)
    if response.status_code != 200:
        raise RuntimeError(f"The first page failed with status {response.status_code}.")
