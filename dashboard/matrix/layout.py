"""General deep linear networks: the page."""

from __future__ import annotations

from dash import html

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
    """The stage with four plots, and two on a second tab; callbacks fill it."""
    return frame(
        "matrix",
        Matrix,
        title="Gradient flow on a deep matrix network",
        shelf=SHELF,
        controls=controls(),
        rare=rare(),
        patience=PATIENCE,
        more={
            "minimum": address("matrix-minimum"),
            "found": Matrix.FOUND,
            "searching": "Searching …",
        },
        figures=READOUTS,
        key=("alpha_lower_bound", "margin", "infimum", "loss"),
        tabs=[
            Tab(
                "",
                "Flow",
                [
                    plot("matrix", Matrix.GRAPH_LOSS, "Loss and envelopes", "f(W)"),
                    plot("matrix", Matrix.GRAPH_REGION, "Feasible region", "α*"),
                    plot("matrix", Matrix.GRAPH_SPECTRUM, "Spectrum of the preconditioner", "λ(T)"),
                    plot("matrix", Matrix.GRAPH_MODES, "Singular values", "σ(W)"),
                ],
            ),
            Tab(
                "balance",
                "Imbalance and PL",
                [
                    plot("matrix", Matrix.GRAPH_IMBALANCE, "Imbalance", "D"),
                    plot("matrix", Matrix.GRAPH_PL, "The PL inequality", "γλₘᵢₙ(T)"),
                ],
            ),
        ],
        guide=guide,
    )
