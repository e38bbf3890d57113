"""One colour, one meaning, on every picture; each is legible on the light and the dark page.

The colours were searched for, not picked: whatever shares a picture is at least 0.09 apart in
Oklab, for readers who see all colours and for those who see two of the three, and every line has a
contrast of 3 on both pages. tests/dashboard/parts/drawing/test_palette.py measures it.
"""

from __future__ import annotations

FLOW = "#465fe2"  # what the flow does: loss, rate, trajectory, product, end
GUARANTEE = "#b54b19"  # alpha*: envelope, rate, minimisers, circle
BOUND = "#9a6295"  # the closed-form lower bound
PROGRESSIVE = "#689f67"  # the progressive envelope
PREDICTION = "#866067"  # what the frozen kernel predicts, which is no bound
TARGET = "#f057a1"  # y and where the loss is 0
FEASIBLE = "#0b9dcb"  # the margin and what it allows
INFEASIBLE = "#7a6668"  # what it rules out, and what stands back: many thin lines, guides
DESCENT = "#a69346"  # gradient descent: its iterates, its step
SHARPNESS = "#b2677f"  # the curvature that limits the step
IMBALANCE = "#3da16a"  # imbalances, and products of cumulative ones

GUARANTEE_FILL = "rgba(181,75,25,0.12)"
SLACK_FILL = "rgba(70,95,226,0.10)"
FEASIBLE_FILL = "rgba(11,157,203,0.10)"
INFEASIBLE_FILL = "rgba(122,102,104,0.16)"

#: Layers w_1, w_2, ...: neighbours are far apart, and so are layers that share a dash.
LAYERS = (
    "#cb7d34",
    "#9949c3",
    "#908cbb",
    "#c04444",
    "#067396",
    "#4f84fe",
    "#b98187",
    "#6f6d1c",
)
#: Never by colour alone. Their number and that of the colours have no divisor in common.
LAYER_DASHES = ("solid", "longdash", "dot", "dashdot", "dash")

#: Initializations side by side, on the page that compares them: NTK, spectral, balanced, general,
#: lambda-balanced. There the kind of line says what the colours above say elsewhere.
REGIMES = ("#8851d1", "#aa9117", "#2795ac", "#ad4b48", "#386f94")
REGIME_CORRIDORS = (  # one at a time, between its edges
    "rgba(136,81,209,0.14)",
    "rgba(170,145,23,0.14)",
    "rgba(39,149,172,0.14)",
    "rgba(173,75,72,0.14)",
    "rgba(56,111,148,0.14)",
)
REGIME_EDGE = "#b69ae3"
REGIME_FILL = "rgba(136,81,209,0.20)"

#: What happens, on whichever page.
HAPPENS = (FLOW, DESCENT, *REGIMES)

#: Pinned runs 1 to 6, each told by its dash (as plotly names it) and its number too.
RUNS = (
    ("#8a63d2", "dash"),
    ("#2e9e6b", "dot"),
    ("#c9772b", "dashdot"),
    ("#d1568f", "longdash"),
    ("#7d8a1f", "longdashdot"),
    ("#2f93b0", "12px,3px,3px,3px,3px,3px"),
)


def layer(index: int) -> str:
    """Colour of layer `index`, from 0."""
    return LAYERS[index % len(LAYERS)]


def layer_dash(index: int) -> str:
    """Dash of layer `index`, from 0."""
    return LAYER_DASHES[index % len(LAYER_DASHES)]
