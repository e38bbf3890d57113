"""Who may say where a request comes from."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix


def trust_proxies(server: Flask, count: int) -> None:
    """Believe what the last `count` proxies say in X-Forwarded-... headers; 0: nobody."""
    # Whoever reaches the server without a proxy could write these headers itself, so they are
    # believed only when told to. The prefix is Dash's business, hence no x_prefix.
    if count:
        server.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            server.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
