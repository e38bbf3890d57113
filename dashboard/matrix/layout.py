"""General deep linear networks: the page."""

from __future__ import annotations

from dash import html

import words
from dashboard.matrix.ids import Matrix
from dashboard.matrix.panel import controls, rare
from dashboard.matrix.readouts import READOUTS
from dashboard.matrix.shelf import SHELF
from dashboard.parts.page.frame import address, frame
from dashboard.parts.page.guide import Guide
from dashboard.parts.page.plot import plot
from dashboard.parts.page.tabs import Tab

META = {"path": "/matrix"}

#: Seconds: a deep network may take some on a busy server.
PATIENCE = 40.0


def layout(guide: Guide | None = None) -> html.Div:
    """The stage with four plots, and three on a second tab; callbacks fill it."""
    return frame(
        "matrix",
        Matrix,
        shelf=SHELF,
        controls=controls(),
        rare=rare(),
        patience=PATIENCE,
        more={
            "minimum": address("matrix-minimum"),
            "found": Matrix.FOUND,
            "searching": words.text("matrix_page.searching"),
        },
        figures=READOUTS,
        key=("alpha_lower_bound", "margin", "infimum", "loss"),
        tabs=[
            Tab(
                "",
                [
                    plot("matrix", Matrix.GRAPH_LOSS, "f(W)"),
                    plot("matrix", Matrix.GRAPH_REGION, "α*"),
                    plot("matrix", Matrix.GRAPH_SPECTRUM, "λ(T)"),
                    plot("matrix", Matrix.GRAPH_MODES, "σ(W)"),
                ],
            ),
            Tab(
                "balance",
                [
                    plot("matrix", Matrix.GRAPH_IMBALANCE, "D"),
                    plot("matrix", Matrix.GRAPH_SIZES, "σ(Wₗ)²"),
                    plot("matrix", Matrix.GRAPH_PL, "γλₘᵢₙ(T)"),
                ],
            ),
            Tab(
                "end",
                [
                    plot("matrix", Matrix.GRAPH_RANKS, "uᵢᵀWvᵢ"),
                    plot("matrix", Matrix.GRAPH_MINIMISER, "W(∞)"),
                ],
            ),
        ],
        guide=guide,
    )
