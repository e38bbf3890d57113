"""General deep linear networks: the page."""

from __future__ import annotations

from dash import html

from dashboard.matrix.ids import Matrix
from dashboard.matrix.panel import controls
from dashboard.matrix.presets import PRESETS
from dashboard.matrix.readouts import READOUTS
from dashboard.parts.page.frame import frame
from dashboard.parts.page.plot import plot

META = {
    "path": "/matrix",
    "name": "Matrix networks",
    "title": "Deep matrix networks · Deep linear networks",
    "description": (
        "Gradient flow on deep linear networks of any shape: the preconditioner and its smallest "
        "eigenvalue, the guaranteed rate, the margin and the imbalance, live."
    ),
}

#: Seconds: a deep network may take some on a busy server.
PATIENCE = 40.0
SEARCH_TEXTS = {"searching": "Searching …"}


def layout() -> html.Div:
    """Presets, controls, key figures and six plots; callbacks fill them."""
    return frame(
        "matrix",
        Matrix,
        title="Gradient flow on a deep matrix network",
        lead=[
            "f(W₁W₂⋯W",
            html.Sub("L"),
            ") with matrices of any shape. The preconditioner T turns the gradient of f into the "
            "motion of the product; its smallest eigenvalue is the rate, and the imbalances and "
            "the margin keep it away from 0.",
        ],
        presets=PRESETS,
        controls=controls(),
        patience=PATIENCE,
        texts=SEARCH_TEXTS,
        figures=READOUTS,
        plots=[
            plot(Matrix.GRAPH_LOSS, "Loss and envelopes", "matrix", "loss"),
            plot(Matrix.GRAPH_REGION, "Feasible region", "matrix", "region"),
            plot(Matrix.GRAPH_SPECTRUM, "Spectrum of the preconditioner", "matrix", "spectrum"),
            plot(Matrix.GRAPH_MODES, "Singular values", "matrix", "modes"),
            plot(Matrix.GRAPH_IMBALANCE, "Imbalance", "matrix", "imbalance"),
            plot(Matrix.GRAPH_PL, "The PL inequality", "matrix", "pl"),
        ],
    )
