"""General deep linear networks: the page."""

from __future__ import annotations

from dash import html

from dashboard import presets, readouts
from dashboard.components.frame import frame
from dashboard.components.plot import plot
from dashboard.components.settings import matrix_settings
from dashboard.ids import Matrix

META = {
    "path": "/matrix",
    "name": "Matrix networks",
    "title": "Deep matrix networks · Deep linear networks",
    "description": (
        "Gradient flow on deep linear networks of any shape: the preconditioner and its smallest "
        "eigenvalue, the guaranteed rate, the margin and the imbalance, live."
    ),
}


def layout() -> html.Div:
    """Presets, controls, key figures and six plots; JavaScript fills them."""
    return frame(
        Matrix,
        title="Gradient flow on a deep matrix network",
        lead=[
            "f(W₁W₂⋯W",
            html.Sub("L"),
            ") with matrices of any shape. The preconditioner T turns the gradient of f into the "
            "motion of the product; its smallest eigenvalue is the rate, and the imbalances and "
            "the margin keep it away from 0.",
        ],
        presets=presets.MATRIX,
        settings=matrix_settings(),
        figures=readouts.MATRIX,
        plots=[
            plot(Matrix.GRAPH_LOSS, "Loss and envelopes", "matrix_loss"),
            plot(Matrix.GRAPH_REGION, "Feasible region", "matrix_region"),
            plot(Matrix.GRAPH_SPECTRUM, "Spectrum of the preconditioner", "matrix_spectrum"),
            plot(Matrix.GRAPH_MODES, "Singular values", "matrix_modes"),
            plot(Matrix.GRAPH_IMBALANCE, "Imbalance", "matrix_imbalance"),
            plot(Matrix.GRAPH_PL, "The PL inequality", "matrix_pl"),
        ],
    )
