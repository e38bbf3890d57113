"""The bar at the top of every page."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

import words
from dashboard.parts.page.bar import languages
from dashboard.parts.page.bar.pages import pages
from dashboard.parts.page.ids import Top
from dashboard.parts.page.native import attributes


def top(topic: str, presets: Component | None = None, *, stage: bool = True) -> html.Header:
    """Name, pages, presets, and what can be done with the whole page: a `stage` is presented."""
    return html.Header(
        [
            html.A(words.text("top.skip"), href=f"#{Top.MAIN}", className="skip"),
            html.Span(words.text("site.name"), className="brand"),
            html.Nav(
                [
                    dcc.Link(
                        page.name,
                        href=page.href,
                        className="here" if page.topic == topic else "",
                    )
                    for page in pages()
                ],
                **attributes(aria_label=words.text("top.pages")),
            ),
            *([presets] if presets else []),
            html.Div(
                [
                    languages.menu(),
                    html.Button(words.text("top.share"), id=Top.SHARE, type="button"),
                    *([_presenting()] if stage else []),
                    html.Button(
                        "?",
                        id=Top.KEYS,
                        type="button",
                        title=words.text("keys.title"),
                        **attributes(aria_label=words.text("keys.title")),
                    ),
                    html.Button(
                        # The style sheet shows the one that applies.
                        [html.Span(words.text(f"top.{look}")) for look in ("dark", "light")],
                        id=Top.THEME,
                        type="button",
                    ),
                ],
                className="doing",
            ),
        ],
        className="top",
    )


def _presenting() -> html.Button:
    return html.Button(
        words.text("top.present"),
        id=Top.PRESENTING,
        type="button",
        **attributes(aria_keyshortcuts="P"),
    )
