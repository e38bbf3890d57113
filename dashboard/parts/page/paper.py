"""What a printed page has besides its plots and its verdict; assets/stage/print.js fills it in."""

from __future__ import annotations

from dash import html


def paper(title: str) -> html.Header:
    """What is shown, the values of the controls, the address and its code; on paper alone."""
    return html.Header(
        [
            html.P(title, className="title"),
            html.P(className="values"),
            html.P(className="address"),
            html.Div(className="code"),
        ],
        className="paper",
    )
