"""Several initializations on one target: the page."""

from __future__ import annotations

from dash import html

from dashboard.parts.page.frame import frame
from dashboard.parts.page.guide import Guide
from dashboard.parts.page.plot import plot
from dashboard.parts.page.rows import choice, horizon, rows
from dashboard.parts.page.tabs import Tab
from dashboard.regimes.controls import AXES, CURVES, ENTRIES
from dashboard.regimes.ids import Regimes
from dashboard.regimes.promises import promises
from dashboard.regimes.readouts import READOUTS
from dashboard.regimes.shelf import SHELF

META = {"path": "/regimes"}

#: Seconds: deep networks may take some on a busy server.
PATIENCE = 20.0
AXIS_TEXTS = (("log", "logarithmic"), ("linear", "linear"))
CURVE_TEXTS = (
    ("promise", "each theory’s promise (dashed)"),
    ("guarantee", "guarantee of α* (dotted)"),
)


#: Rows that are folded away.
RARE = ("n", "m", "k", "seed")


def layout(guide: Guide | None = None) -> html.Div:
    """The stage: four networks side by side, the width, the modes; callbacks fill it."""
    return frame(
        "regimes",
        Regimes,
        title="Four initializations, one target",
        shelf=SHELF,
        controls=rows("regimes", (entry for entry in ENTRIES if entry.name not in RARE), ENTRIES),
        rare=[
            *rows("regimes", (entry for entry in ENTRIES if entry.name in RARE), ENTRIES),
            *horizon("regimes"),
            choice("regimes", "axis", "Time axis", AXIS_TEXTS, AXES[0]),
            choice("regimes", "show", "Curves beside the losses", CURVE_TEXTS, CURVES),
        ],
        patience=PATIENCE,
        figures=READOUTS,
        key=("gain", "margin", "drift", "loss"),
        tabs=[
            Tab(
                "",
                "Side by side",
                [
                    plot("regimes", Regimes.GRAPH_LOSS, "Losses and promises", "f(W)"),
                    plot("regimes", Regimes.GRAPH_KERNEL, "The slowest direction", "λₘᵢₙ(T)"),
                    promises(),
                ],
            ),
            Tab(
                "width",
                "Width and kernel",
                [
                    plot("regimes", Regimes.GRAPH_DRIFT, "Drift of T against the width", "T"),
                    plot("regimes", Regimes.GRAPH_ERROR, "Error of the frozen kernel", "W"),
                ],
            ),
            Tab(
                "modes",
                "Modes",
                [plot("regimes", Regimes.GRAPH_MODES, "Modes of the spectral start", "σ(W)")],
            ),
        ],
        guide=guide,
    )
