"""create_app: the one place where pages, callbacks and serving meet."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from types import ModuleType
from typing import Any

import dash
from flask import Flask, request

import words
from dashboard import environment, lost, serving
from dashboard.atlas.taking import AtlasTaking
from dashboard.depth.taking import DepthTaking
from dashboard.guides.lessons.shelf import open_folder
from dashboard.matrix.taking import MatrixTaking
from dashboard.parts.exchange.desk import Desk
from dashboard.parts.page.bar.pages import keeping, pages, topic_of
from dashboard.parts.taking import heads
from dashboard.parts.taking.routes import register_taking
from dashboard.regimes.taking import RegimesTaking
from dashboard.scalar.taking import ScalarTaking
from dashboard.serving.bundles import APART, serve_bundles
from dashboard.serving.cache import make_cache
from dashboard.serving.hosts import own_address
from dashboard.serving.lane import make_lanes
from dashboard.serving.languages import ENTRY
from dashboard.serving.probes import ALIVE
from dashboard.version import version

ASSETS = Path(__file__).resolve().parent.parent / "assets"

# A topic is one folder: dashboard/<topic>/ with layout.py and callbacks.py. The order here is the
# order of the navigation.
TOPICS = ("scalar", "matrix", "regimes", "depth", "atlas")

# Likewise dashboard/guides/<guide>/, after them: pages that show the topics' stages,
# and those that are read.
GUIDES = ("poster", "challenges", "teach", "notes")

#: What can be taken away of each.
TAKINGS = {
    taking.topic: taking
    for taking in (
        ScalarTaking(), MatrixTaking(), RegimesTaking(), DepthTaking(), AtlasTaking(),
    )
}  # fmt: skip

#: plotly.js of the version that plotly.py has, as the npm package plotly.js-gl3d-dist-min: lines in
#: planes and in space, a third of the whole. Named here and not found by Dash, whose own scripts
#: would wait for it.
PLOTLY_JS = "vendor/plotly-gl3d-4.1.1.min.js"

#: What chat and mail show of a link to here, 1200 x 630 as they want it.
PREVIEW = "preview.png"

# Dash's own template has no lang attribute, which a screen reader needs to choose its voice, and
# our scripts to ask in. {%metas%} holds the viewport and, for each page, the description.
INDEX = """<!DOCTYPE html>
<html lang="{%language%}" dir="{%direction%}" data-decimal="{%decimal%}" data-version="{version}">
    <head>
        {%metas%}
        <title>{%title%}</title>
        {%favicon%}
        {%css%}
    </head>
    <body>
        <noscript>{%noscript%}</noscript>
        {%app_entry%}
        <footer>
            {%config%}
            {%scripts%}
            {%renderer%}
        </footer>
    </body>
</html>
"""


class _App(dash.Dash):
    """Dash, whose one page says in its head what the link shows that asked for it."""

    hosts: Sequence[str] = ()

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]
        path = request.path.removeprefix(self.config.routes_pathname_prefix)
        for page in pages():
            if page.path.strip("/") == path.strip("/"):
                title, about = page.title, page.description
                if page.topic in TAKINGS:
                    query = request.query_string.decode("utf-8", "replace")
                    title, about = heads.head(TAKINGS[page.topic], query, title, about)
                parts["title"] = escape(title)
                parts["metas"] += heads.tags(
                    title, about, own_address(self.hosts), self.get_asset_url(PREVIEW)
                )
        index = self.index_string
        for name, value in {**_spoken(), **parts}.items():
            index = index.replace(f"{{%{name}%}}", value)
        return index


def _spoken() -> dict[str, str]:
    """What every index says in the language of the request, and of it."""
    language = words.spoken()
    habits = words.habits(language)
    return {
        "language": language,
        "direction": habits.direction,
        "decimal": habits.decimal,
        "noscript": escape(words.text("site.noscript")),
    }


def create_app(settings: environment.Settings | None = None, *, warm: bool = True) -> dash.Dash:
    """Build an app, ready to serve; may be called any number of times in a process.

    Dash's development tools can only be added to an app that is not `warm`, which means that it has
    answered its first request. And only one that is not holds every callback against the layouts of
    all pages: they are made for that at its first request, and sent with each page, which would be
    seven eighths of it. Its assets come one by one, those of one that is `warm` in bundles.
    """
    settings = settings or environment.read()
    with environment.hidden_from_dash():  # given below, whatever names they came under
        app = _App(
            __name__,
            # No folder "static": the assets are all the files that there are.
            server=Flask(__name__, static_folder=None),  # type: ignore[arg-type]  # it takes one
            routes_pathname_prefix=settings.prefix,
            requests_pathname_prefix=settings.browser_prefix,
            use_pages=True,
            include_pages_meta=False,  # below: they say what the link shows
            pages_folder="",  # registered below: Dash's own loader hides pages from imports
            assets_folder=str(ASSETS),
            assets_ignore=APART,
            include_assets_files=not warm,  # else they come in bundles
            index_string=INDEX.replace("{version}", version()),
            title=words.text("site.name"),
            update_title=None,  # type: ignore[arg-type]  # Dash: None leaves the tab's title alone
            compress=True,
            health_endpoint=ALIVE,
            suppress_callback_exceptions=warm,
        )
    # Most answers are numbers of a drag: level 3 takes twice as long for a fortieth of the bytes.
    app.server.config["COMPRESS_ZSTD_LEVEL"] = 2
    app.hosts = settings.trusted_hosts
    app.config.external_scripts.append({"src": app.get_asset_url(PLOTLY_JS), "async": "async"})
    bundles = serve_bundles(app)
    if warm:
        app.config.external_stylesheets.append(bundles["css"])
        app.config.external_scripts.append(bundles["js"])
    # Imported here, not above: a page may then ask Dash for paths, which needs an app to exist.
    for order, topic in enumerate(TOPICS):
        _register_page(importlib.import_module(f"dashboard.{topic}.layout"), order)
    for order, guide in enumerate(GUIDES, start=len(TOPICS)):
        _register_guide(importlib.import_module(f"dashboard.guides.{guide}.layout"), order)
    shell = importlib.import_module("dashboard.parts.page.shell")
    bar = importlib.import_module("dashboard.guides.teach.bar")
    app.layout = lambda: shell.layout(bar.deck_bar())
    secret = settings.cache_secret or environment.START_SECRET
    open_folder(app.server, settings.lessons)
    cache = make_cache(app.server, settings.redis_url, secret)
    desk = Desk(cache, make_lanes(app.server, settings.slow_processes, settings.slow_places))
    for topic in TOPICS:
        more = {"sweeps": settings.sweeps} if topic == "atlas" else {}
        importlib.import_module(f"dashboard.{topic}.callbacks").register(app, desk, **more)
    for guide in GUIDES:
        importlib.import_module(f"dashboard.guides.{guide}.callbacks").register(app)
    wiring = importlib.import_module("dashboard.parts.exchange.wiring")
    wiring.wire_player(app)
    wiring.wire_runs(app)
    register_taking(app, desk, TAKINGS)
    importlib.import_module("dashboard.guides.challenges.routes").register(app, desk)
    lost.register(app, bundles["css"])
    serving.configure(app, settings)
    if warm:
        serving.warm_up(app, settings)
    return app


def _register_page(page: ModuleType, order: int) -> None:
    # Dash passes each parameter of the query string to the layout as a keyword, so a link with a
    # stray "?utm_source=..." would fail. The query is read in the browser: it is dropped here.
    _register(page, order, lambda **_query: page.layout())


def _register_guide(page: ModuleType, order: int) -> None:
    # Its address says which step or state of the guide is asked for.
    _register(page, order, page.layout)


def _register(page: ModuleType, order: int, layout: Callable[..., Any]) -> None:
    topic = topic_of(page.__name__)

    def in_language(**query: str) -> Any:
        with keeping(query.get(ENTRY, "")):
            return layout(**query)

    dash.register_page(  # type: ignore[no-untyped-call]  # Dash's own
        page.__name__,
        order=order,
        layout=in_language,
        name=topic,
        title=lambda **_path: next(found.title for found in pages() if found.topic == topic),
        description="",
        **page.META,
    )
