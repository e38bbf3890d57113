"""Deep scalar networks: the page."""

from __future__ import annotations

from dash import html

from dashboard import presets, readouts
from dashboard.components.frame import frame
from dashboard.components.plot import plot
from dashboard.components.settings import scalar_settings
from dashboard.ids import Scalar

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
    """Presets, controls, key figures and the four plots; JavaScript fills them."""
    return frame(
        Scalar,
        title="Gradient flow on a deep scalar network",
        lead=[
            "f(w) = |y − w|² with w = w₁w₂⋯w",
            html.Sub("L"),
            ". The start fixes the rate: through the imbalance of adjacent layers, which never "
            "changes, and the margin of the product.",
        ],
        presets=presets.SCALAR,
        settings=scalar_settings(),
        figures=readouts.SCALAR,
        plots=[
            plot(Scalar.GRAPH_LOSS, "Loss and envelope", "scalar_loss"),
            plot(Scalar.GRAPH_CONSTRAINT, "Constraint set", "scalar_constraint"),
            plot(Scalar.GRAPH_RATE, "Rate and guarantee", "scalar_rate"),
            plot(Scalar.GRAPH_WEIGHTS, "Weights and imbalances", "scalar_weights"),
        ],
    )
