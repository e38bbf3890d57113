"""Several initializations on one target: the page."""

from __future__ import annotations

from dash import html

from dashboard.parts.page.frame import frame
from dashboard.parts.page.guide import Guide
from dashboard.parts.page.plot import plot
from dashboard.parts.page.rows import choice, horizon, rows
from dashboard.parts.page.tabs import Tab
from dashboard.regimes.controls import AXES, BALANCED, CORRIDORS, CURVES, ENTRIES
from dashboard.regimes.ids import Regimes
from dashboard.regimes.promises import promises
from dashboard.regimes.readouts import READOUTS
from dashboard.regimes.shelf import SHELF
from words import Message

META = {"path": "/regimes"}

#: Seconds: deep networks may take some on a busy server.
PATIENCE = 20.0

#: Rows that are folded away.
RARE = ("n", "m", "k", "seed")


def layout(guide: Guide | None = None) -> html.Div:
    """The stage: four networks side by side, the width, the modes; callbacks fill it."""
    return frame(
        "regimes",
        Regimes,
        shelf=SHELF,
        controls=rows("regimes", (entry for entry in ENTRIES if entry.name not in RARE), ENTRIES),
        rare=[
            *rows("regimes", (entry for entry in ENTRIES if entry.name in RARE), ENTRIES),
            *horizon("regimes"),
            choice("regimes", "axis", AXES, AXES[0]),
            choice("regimes", "show", CURVES, CURVES, legend=Message("legend.regimes.show")),
            choice("regimes", "corridor", CORRIDORS, BALANCED),
        ],
        patience=PATIENCE,
        figures=READOUTS,
        key=("gain", "margin", "drift", "loss"),
        tabs=[
            Tab(
                "",
                [
                    plot("regimes", Regimes.GRAPH_LOSS, "f(W)"),
                    plot("regimes", Regimes.GRAPH_KERNEL, "λₘᵢₙ(T)"),
                    promises(),
                ],
            ),
            Tab(
                "width",
                [
                    plot("regimes", Regimes.GRAPH_DRIFT, "T"),
                    plot("regimes", Regimes.GRAPH_ERROR, "W"),
                ],
            ),
            Tab(
                "lambda",
                [
                    plot("regimes", Regimes.GRAPH_LAMBDA_DRIFT, "T"),
                    plot("regimes", Regimes.GRAPH_LAMBDA_RATE, "γλₘᵢₙ(T)"),
                ],
            ),
            Tab(
                "modes",
                [plot("regimes", Regimes.GRAPH_MODES, "σ(W)")],
            ),
        ],
        guide=guide,
    )
