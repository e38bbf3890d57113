"""Deep scalar networks: the page."""

from __future__ import annotations

from dash import html

from dashboard import presets, readouts
from dashboard.components.figures import key_figures
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
    return html.Div(
        [
            html.Div(
                [
                    html.H1("Gradient flow on a deep scalar network"),
                    html.P(
                        [
                            "f(w) = |y − w|² with w = w₁w₂⋯w",
                            html.Sub("L"),
                            ". The start fixes the rate: through the imbalance of adjacent layers, "
                            "which never changes, and the margin of the product.",
                        ]
                    ),
                    _presets(),
                ],
                className="intro",
            ),
            html.Form(
                [
                    html.Div(id=Scalar.MESSAGE, role="alert", className="message"),
                    html.Div(id=Scalar.CONTROLS, **{"data-settings": scalar_settings()}),
                ],
                className="card controls",
                **{"aria-label": "Controls"},
            ),
            html.Section(
                [
                    key_figures(readouts.SCALAR, Scalar.READOUTS),
                    html.P(id=Scalar.STATUS, role="status", className="status"),
                    html.P(id=Scalar.GUARANTEE, className="guarantee"),
                ],
                className="card summary",
                **{"aria-label": "Key figures"},
            ),
            plot(Scalar.GRAPH_LOSS, "Loss and envelope", "scalar_loss"),
            plot(Scalar.GRAPH_CONSTRAINT, "Constraint set", "scalar_constraint"),
            plot(Scalar.GRAPH_RATE, "Rate and guarantee", "scalar_rate"),
            plot(Scalar.GRAPH_WEIGHTS, "Weights and imbalances", "scalar_weights"),
            html.Div(
                id=Scalar.PLAYER, className="player", role="group", **{"aria-label": "Time cursor"}
            ),
        ],
        id=Scalar.PAGE,
        className="page",
    )


def _presets() -> html.Nav:
    return html.Nav(
        [
            html.A(preset.name, href=f"?{preset.query}", title=preset.look, className="preset")
            for preset in presets.SCALAR
        ],
        id=Scalar.PRESETS,
        className="presets",
        **{"aria-label": "Presets"},
    )
