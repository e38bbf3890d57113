"""Deep scalar networks: the page."""

from __future__ import annotations

from dash import html

from dashboard.parts.page.frame import frame
from dashboard.parts.page.plot import plot
from dashboard.scalar.ids import Scalar
from dashboard.scalar.panel import controls
from dashboard.scalar.presets import PRESETS
from dashboard.scalar.readouts import READOUTS

META = {
    "path": "/",
    "name": "Scalar networks",
    "title": "Deep scalar networks · Deep linear networks",
    "description": (
        "Why, and how fast, gradient flow trains a deep linear network: drag the initial weights "
        "and watch the loss, the constraint set and the guaranteed rate."
    ),
}


def layout() -> html.Div:
    """Presets, controls, key figures and the four plots; callbacks fill them."""
    return frame(
        "scalar",
        Scalar,
        title="Gradient flow on a deep scalar network",
        lead=[
            "f(w) = |y − w|² with w = w₁w₂⋯w",
            html.Sub("L"),
            ". The start fixes the rate: through the imbalance of adjacent layers, which never "
            "changes, and the margin of the product.",
        ],
        presets=PRESETS,
        controls=controls(),
        figures=READOUTS,
        plots=[
            plot(Scalar.GRAPH_LOSS, "Loss and envelope", "scalar", "loss"),
            plot(Scalar.GRAPH_CONSTRAINT, "Constraint set", "scalar", "constraint"),
            plot(Scalar.GRAPH_RATE, "Rate and guarantee", "scalar", "rate"),
            plot(Scalar.GRAPH_WEIGHTS, "Weights and imbalances", "scalar", "weights"),
        ],
    )
