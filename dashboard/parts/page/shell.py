"""The frame round every page."""

from __future__ import annotations

import dash
from dash import html

from dashboard.parts.page.ids import Shell
from dashboard.parts.page.keys import keys_dialog
from dashboard.parts.page.plot import plotly_loader
from dashboard.parts.taking.layout import dialogs


def layout() -> html.Div:
    """The page, which brings its own top bar, what makes Dash load plotly.js, and dialogs."""
    return html.Div([dash.page_container, plotly_loader(Shell.PLOTLY), keys_dialog(), *dialogs()])
