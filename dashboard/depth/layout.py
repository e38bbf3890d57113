"""What depth does: the page."""

from __future__ import annotations

from dash import html

from core.scalar import MAX_DEPTH
from dashboard.depth.controls import ENTRIES
from dashboard.depth.ids import Depth
from dashboard.depth.presets import PRESETS
from dashboard.depth.readouts import READOUTS
from dashboard.parts.page.frame import frame
from dashboard.parts.page.plot import plot
from dashboard.parts.page.rows import pair, rows

META = {
    "path": "/depth",
    "name": "Depth",
    "title": "Depth and step size · Deep linear networks",
    "description": (
        "Why depth speeds up gradient flow and makes gradients explode: rates, sharpness and "
        "stable steps against depth, and gradient descent beside the flow, live."
    ),
}


def layout() -> html.Div:
    """Presets, controls, key figures and five plots; callbacks fill them."""
    return frame(
        "depth",
        Depth,
        title="Depth speeds up the flow, and shortens the step",
        lead=[
            "The guaranteed rate α* can grow like (L − 1)! with the depth L. The sharpness at the "
            "end grows with it, and so does the square of the gradient at the start; the largest "
            "stable step of gradient descent falls as fast. What is gained in continuous time is "
            "paid for in the step size.",
        ],
        presets=PRESETS,
        controls=[*rows("depth", ENTRIES), pair("depth", MAX_DEPTH)],
        figures=READOUTS,
        plots=[
            plot(Depth.GRAPH_RATE, "Rate against depth", "depth", "rate"),
            plot(Depth.GRAPH_STEP, "Gradient, sharpness, step", "depth", "step"),
            plot(Depth.GRAPH_LOSS, "Gradient descent beside the flow", "depth", "loss"),
            plot(Depth.GRAPH_CONSTRAINT, "Off the constraint set", "depth", "constraint"),
            plot(Depth.GRAPH_IMBALANCE, "Imbalance, no longer conserved", "depth", "imbalance"),
        ],
    )
