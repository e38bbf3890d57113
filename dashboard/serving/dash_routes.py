"""Dash's own routes: none that no page needs, and none with an exception of its own."""

from __future__ import annotations

import dash
from flask import abort, request

from dashboard.serving.payloads import Payloads


def guard_routes(app: dash.Dash) -> None:
    """Look at what is asked of Dash before Dash does."""
    base = app.config.routes_pathname_prefix
    payloads = Payloads(app.callback_map)

    @app.server.before_request  # type: ignore[untyped-decorator]  # Dash: its server is Any
    def check() -> None:
        rule = request.url_rule.rule if request.url_rule else ""
        if rule == f"{base}_dash-update-component":
            if not request.is_json:
                abort(415)
            payloads.check(request.get_data())
        # The development server's own question: have its files changed?
        elif rule == f"{base}_reload-hash" and not app._dev_tools.hot_reload:
            abort(404)
