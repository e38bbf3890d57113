"""Everything about HTTP that is not a page: one concern a file."""

from __future__ import annotations

import dash

from dashboard.environment import Settings
from dashboard.serving import probes
from dashboard.serving.dash_routes import guard_routes
from dashboard.serving.errors import say_errors
from dashboard.serving.freshness import set_freshness
from dashboard.serving.headers import set_headers
from dashboard.serving.health import serve_readiness
from dashboard.serving.hosts import guard_hosts
from dashboard.serving.languages import speak_languages
from dashboard.serving.limits.bodies import limit_bodies
from dashboard.serving.limits.rate import limit_rate
from dashboard.serving.logs import request_log
from dashboard.serving.proxies import trust_proxies
from dashboard.serving.quick import answer_quickly
from dashboard.serving.requests import watch_requests


def configure(app: dash.Dash, settings: Settings) -> None:
    """Make the app fit to be served; call it when all callbacks are registered."""
    base = app.config.routes_pathname_prefix
    watchers = [request_log(settings)]
    if settings.metrics:
        from dashboard.serving.metrics import count_requests  # its library takes long to load

        watchers.append(count_requests(app))
    serve_readiness(app, settings)
    admits = limit_rate(app, settings)
    free = {f"{base}{path}" for path in probes.ALL}
    fits = guard_hosts(app.server, settings.trusted_hosts, free)
    answer_quickly(app.server, fits, admits)
    watch_requests(app, watchers)
    trust_proxies(app.server, settings.trusted_proxies)
    limit_bodies(app)
    guard_routes(app)
    say_errors(app.server, machines=(f"{base}api/", f"{base}_dash-"))
    set_freshness(app)
    set_headers(app, settings.framed_by)
    speak_languages(app)


def warm_up(app: dash.Dash, settings: Settings) -> None:
    """Answer "/" once before anyone asks.

    Dash learns which JavaScript files it may serve while it renders its first page. A fresh
    process that is asked for one of them first answers 500; with several workers a browser does
    exactly that, taking the page from one and the files from another. After this nothing can be
    added to the app.
    """
    host = (*settings.trusted_hosts, "localhost")[0].replace("*", "any")
    client = app.server.test_client()
    response = client.get(app.config.routes_pathname_prefix, base_url=f"http://{host}")
    if response.status_code != 200:
        raise RuntimeError(f"The first page failed with status {response.status_code}.")
