"""Addresses of nothing: Dash answers its one page, with status 200, to every path.

Here a path that is no page is a 404 with a way back, and one that was meant for a page leads there.
"""

from __future__ import annotations

from html import escape
from typing import Any

import dash
from flask import Response, abort, redirect, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.wrappers import Response as Answer

import words
from dashboard.parts.links import CLOSING
from dashboard.parts.page.bar.pages import keeping, pages
from dashboard.serving.languages import asked_for

_PAGE = """<!DOCTYPE html>
<html lang="{language}" dir="{direction}">
    <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>{title} · {brand}</title>
        <link rel="stylesheet" href="{styles}">
        {scripts}
    </head>
    <body>
        <header class="top"><span class="brand">{brand}</span></header>
        <main class="lost">
            <h1>{title}</h1>
            <p>{sentence}</p>
            <ul>
                {links}
            </ul>
        </main>
    </body>
</html>
"""


def register(app: dash.Dash, styles: str) -> None:
    """Answer for what is no page; call it when all pages are registered.

    `styles` is the address of their style sheet.
    """
    routes = app.config.routes_pathname_prefix
    addresses = {page.path.strip("/"): page.address for page in pages()}

    @app.server.before_request  # type: ignore[untyped-decorator]  # Dash: its server is Any
    def check() -> Answer | None:
        found = request.url_rule, request.view_args
        if isinstance(request.routing_exception, MethodNotAllowed):
            found = _found("GET")  # what is nowhere is so for every method
        rule, values = found
        if rule is None or rule.rule != f"{routes}<path:path>":
            return None
        path: str = (values or {})["path"]
        if path in addresses:
            return None
        if _found("POST")[0] is not None:
            raise MethodNotAllowed(["OPTIONS", "POST"])
        meant = path.rstrip(f"{CLOSING}/").lower()
        if meant not in addresses:
            abort(404)
        query = request.query_string.decode("ascii", "replace")
        return redirect(f"{addresses[meant]}?{query}" if query else addresses[meant], 308)

    def _found(method: str) -> Any:
        """The rule and its values that take the path by another method."""
        try:
            return app.server.url_map.bind("").match(request.path, method, return_rule=True)
        except HTTPException:
            return None, None

    @app.server.errorhandler(NotFound)  # type: ignore[untyped-decorator]
    def lost(_error: NotFound) -> Response:
        # Not request.args, which reads nothing but UTF-8.
        with keeping(asked_for(request.query_string.decode("ascii", "replace"))):
            page = _page(app, styles)
        return Response(page, status=404, mimetype="text/html")


def _page(app: dash.Dash, styles: str) -> str:
    links = (
        f'<li><a href="{page.href}">{escape(page.name)}</a>: {escape(page.description)}</li>'
        for page in pages()
    )
    return _PAGE.format(
        language=words.spoken(),
        direction=words.habits(words.spoken()).direction,
        brand=escape(words.text("site.name")),
        title=escape(words.text("lost.title")),
        sentence=escape(words.text("lost.sentence")),
        styles=styles,
        scripts="\n        ".join(
            f'<script src="{app.get_asset_url(script)}"></script>'
            for script in ("files.js", "stage/look.js")  # the theme, and where it is remembered
        ),
        links="\n                ".join(links),
    )
