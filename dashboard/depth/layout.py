"""What depth does: the page."""

from __future__ import annotations

from dash import html

from core.scalar import MAX_DEPTH
from dashboard.depth.controls import ENTRIES
from dashboard.depth.ids import Depth
from dashboard.depth.race import table
from dashboard.depth.readouts import READOUTS
from dashboard.depth.shelf import SHELF
from dashboard.parts.page.frame import frame
from dashboard.parts.page.guide import Guide
from dashboard.parts.page.plot import plot
from dashboard.parts.page.rows import pair, rows
from dashboard.parts.page.tabs import Tab

META = {"path": "/depth"}


#: Key figures of gradient descent, on its tabs.
_DESCENT = ("guaranteed_factor", "worst_factor", "largest_step", "loss")
#: Rows that are folded away.
RARE = ("spread", "seed", "most")


def layout(guide: Guide | None = None) -> html.Div:
    """The stage: what depth does to the flow, and gradient descent beside it; callbacks fill it."""
    return frame(
        "depth",
        Depth,
        shelf=SHELF,
        controls=rows("depth", (entry for entry in ENTRIES if entry.name not in RARE), ENTRIES),
        rare=[
            *rows("depth", (entry for entry in ENTRIES if entry.name in RARE), ENTRIES),
            pair("depth", MAX_DEPTH),
        ],
        figures=READOUTS,
        key={
            "": ("alpha_lower_bound", "stable_step", "progress", "loss"),
            "descent": _DESCENT,
            "steps": _DESCENT,
        },
        tabs=[
            Tab(
                "",
                [
                    plot("depth", Depth.GRAPH_RATE, "α*"),
                    plot("depth", Depth.GRAPH_STEP, "2/λₘₐₓ"),
                ],
            ),
            Tab(
                "descent",
                [
                    plot("depth", Depth.GRAPH_LOSS, "𝓛"),
                    plot("depth", Depth.GRAPH_SHARPNESS, "λₘₐₓ(∇²𝓛)"),
                    plot("depth", Depth.GRAPH_IMBALANCE, "Δd"),
                    plot("depth", Depth.GRAPH_CONSTRAINT, "w"),
                ],
            ),
            Tab(
                "steps",
                [
                    plot("depth", Depth.GRAPH_SIZES, "η"),
                    plot("depth", Depth.GRAPH_FACTORS, "𝓛₊/𝓛"),
                    plot("depth", Depth.GRAPH_BALANCING, "|d|"),
                    table(),
                ],
            ),
        ],
        guide=guide,
    )
