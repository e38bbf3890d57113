"""Deep scalar networks: the page."""

from __future__ import annotations

from dash import html

from dashboard.parts.page.frame import frame
from dashboard.parts.page.guide import Guide
from dashboard.parts.page.plot import plot
from dashboard.parts.page.tabs import Tab
from dashboard.scalar.ids import Scalar
from dashboard.scalar.panel import clear_starts, controls, rare
from dashboard.scalar.readouts import READOUTS
from dashboard.scalar.shelf import SHELF

META = {"path": "/"}


def layout(guide: Guide | None = None) -> html.Div:
    """The stage with the four plots; callbacks fill it."""
    return frame(
        "scalar",
        Scalar,
        shelf=SHELF,
        controls=controls(),
        rare=rare(),
        figures=READOUTS,
        key=("alpha_star", "margin", "infimum", "loss"),
        tabs=[
            Tab(
                "",
                [
                    plot("scalar", Scalar.GRAPH_LOSS, "𝓛(t)"),
                    plot(
                        "scalar",
                        Scalar.GRAPH_CONSTRAINT,
                        "α*",
                        tools=[clear_starts()],
                    ),
                    plot("scalar", Scalar.GRAPH_RATE, "γτ(t)"),
                    plot("scalar", Scalar.GRAPH_WEIGHTS, "w, d"),
                ],
            )
        ],
        guide=guide,
        first=True,
    )
