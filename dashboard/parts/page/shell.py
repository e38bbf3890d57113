"""The frame round every page."""

from __future__ import annotations

import dash
from dash import html
from dash.development.base_component import Component

import words
from dashboard.parts.page.bar.keys import keys_dialog
from dashboard.parts.page.ids import Shell
from dashboard.parts.page.native import attributes
from dashboard.parts.taking.layout import dialogs


def layout(*more: Component) -> html.Div:
    """The page, which brings its own top bar, and what lies over it when it is asked for."""
    return html.Div([dash.page_container, _newer(), keys_dialog(), *dialogs(), *more])


def _newer() -> html.Div:
    """What a page says whose server has become another program; assets/version.js shows it."""
    return html.Div(
        [
            html.Span(words.text("newer.said")),
            *(
                html.Button(
                    words.text(f"newer.{does}"), type="button", **attributes(data_does=does)
                )
                for does in ("reload", "later")
            ),
        ],
        id=Shell.NEWER,
        className="newer",
        hidden=True,
        role="status",
    )
