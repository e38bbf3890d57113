"""The key figures, each with its meaning on hover or focus."""

from __future__ import annotations

from collections.abc import Iterable

from dash import html

from dashboard.parts.readouts import Readout


def key_figures(readouts: Iterable[Readout], element_id: str) -> html.Dl:
    """A list of figures; JavaScript writes their values."""
    return html.Dl([_figure(readout) for readout in readouts], id=element_id, className="figures")


def _figure(readout: Readout) -> html.Div:
    tip = f"meaning-{readout.quantity}"
    return html.Div(
        [
            html.Dt([html.Span(readout.symbol, className="symbol"), html.Span(readout.label)]),
            html.Dd("…", **{"data-quantity": readout.quantity, "data-value": ""}),
            html.Div(readout.meaning, id=tip, role="tooltip", className="tip"),
        ],
        className="figure",
        tabIndex=0,
        role="group",
        **{"aria-describedby": tip},
    )
