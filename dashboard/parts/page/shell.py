"""The frame round every page."""

from __future__ import annotations

import dash
from dash import html

from dashboard.parts.page.ids import Shell
from dashboard.parts.page.native import attributes
from dashboard.parts.page.plot import plotly_loader
from dashboard.parts.taking import layout as taking


def layout() -> html.Div:
    """Header with navigation and theme switch, then the page."""
    pages = sorted(dash.page_registry.values(), key=lambda page: page["order"])
    return html.Div(
        [
            html.Header(
                [
                    html.Span("Deep linear networks", className="brand"),
                    html.Nav(
                        [dash.dcc.Link(page["name"], href=page["relative_path"]) for page in pages],
                        **attributes(aria_label="Pages"),
                    ),
                    taking.button(),
                    html.Button(
                        # The style sheet shows the one that applies.
                        [html.Span("Dark"), html.Span("Light")],
                        id=Shell.THEME,
                        type="button",
                    ),
                ],
                className="top",
            ),
            html.Main(dash.page_container, id=Shell.MAIN),
            plotly_loader(Shell.PLOTLY),
            *taking.dialogs(),
        ]
    )
