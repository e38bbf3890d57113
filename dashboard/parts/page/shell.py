"""The frame round every page."""

from __future__ import annotations

import dash
from dash import html

from dashboard.parts.page.keys import keys_dialog
from dashboard.parts.taking.layout import dialogs


def layout() -> html.Div:
    """The page, which brings its own top bar, and dialogs."""
    return html.Div([dash.page_container, keys_dialog(), *dialogs()])
