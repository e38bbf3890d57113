"""Several initializations on one target: the page."""

from __future__ import annotations

from dash import html

from dashboard.parts.page.frame import frame
from dashboard.parts.page.plot import plot
from dashboard.parts.page.rows import choice, horizon, rows
from dashboard.regimes.controls import AXES, CURVES, ENTRIES
from dashboard.regimes.ids import Regimes
from dashboard.regimes.presets import PRESETS
from dashboard.regimes.promises import promises
from dashboard.regimes.readouts import READOUTS

META = {
    "path": "/regimes",
    "name": "Regimes",
    "title": "Regimes · Deep linear networks",
    "description": (
        "NTK, spectral, balanced and general initializations on the same target: what each theory "
        "promises, what happens, and why width alone does not freeze the kernel."
    ),
}

#: Seconds: deep networks may take some on a busy server.
PATIENCE = 20.0
AXIS_TEXTS = (("log", "logarithmic"), ("linear", "linear"))
CURVE_TEXTS = (
    ("promise", "each theory’s promise (dashed)"),
    ("guarantee", "guarantee of α* (dotted)"),
)


def layout() -> html.Div:
    """Presets, controls, key figures, the table and five plots; callbacks fill them."""
    return frame(
        "regimes",
        Regimes,
        title="Four initializations, one target",
        lead=[
            "Earlier theories each speak of a start of their own: very wide (NTK), aligned with "
            "the target (spectral), without imbalance (balanced). α* speaks of all. Here they "
            "learn the same target side by side. The lesson on the NTK: width alone does not "
            "freeze T; width and scale together do.",
        ],
        presets=PRESETS,
        controls=[
            *rows("regimes", ENTRIES),
            *horizon("regimes"),
            choice("regimes", "axis", "Time axis", AXIS_TEXTS, AXES[0]),
            choice("regimes", "show", "Curves beside the losses", CURVE_TEXTS, CURVES),
        ],
        patience=PATIENCE,
        figures=READOUTS,
        plots=[
            plot(Regimes.GRAPH_LOSS, "Losses and promises", "regimes", "loss"),
            plot(Regimes.GRAPH_KERNEL, "The slowest direction", "regimes", "kernel"),
            promises(),
            plot(Regimes.GRAPH_DRIFT, "Drift of T against the width", "regimes", "drift"),
            plot(Regimes.GRAPH_ERROR, "Error of the frozen kernel", "regimes", "error"),
            plot(Regimes.GRAPH_MODES, "Modes of the spectral start", "regimes", "modes"),
        ],
    )
