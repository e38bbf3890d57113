"""The frame round every page."""

from __future__ import annotations

import dash
from dash import html

from dashboard.parts.taking.layout import dialogs


def layout() -> html.Div:
    """The page, which brings its own top bar, and dialogs."""
    return html.Div([dash.page_container, *dialogs()])
