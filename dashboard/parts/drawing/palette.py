"""One colour, one meaning, on every picture; each is legible on the light and the dark page."""

from __future__ import annotations

FLOW = "#3b7dd8"  # what the flow does: loss, rate, trajectory, product
GUARANTEE = "#e0701a"  # alpha*: envelope, rate, minimisers, circle
BOUND = "#9a5bd6"  # the closed-form lower bound
PROGRESSIVE = "#17946b"  # the progressive envelope
TARGET = "#d6336c"  # y and where the loss is 0
FEASIBLE = "#12949e"  # the margin and what it allows
INFEASIBLE = "#8a94a3"  # what it rules out
DESCENT = "#b8860b"  # gradient descent: its iterates, its step
SHARPNESS = "#c0392b"  # the curvature that limits the step
CUMULATIVE = "#6f8f3a"  # products of cumulative imbalances

GUARANTEE_FILL = "rgba(224,112,26,0.12)"
SLACK_FILL = "rgba(59,125,216,0.10)"
INFEASIBLE_FILL = "rgba(138,148,163,0.16)"

#: Layers w_1, w_2, ...: muted, so that the meanings above stand out.
LAYERS = (
    "#a07c1f",
    "#6f8f3a",
    "#b0607f",
    "#6b83ad",
    "#a4745a",
    "#5d9a92",
    "#8d76b8",
    "#7d7d7d",
)

#: Initializations side by side, on the page that compares them: NTK, spectral, balanced, general.
#: There the kind of line says what the colours above say elsewhere.
REGIMES = ("#4a76d4", "#c08a00", "#1f9d62", "#c2478f")
REGIME_EDGE = "#9db6ea"
REGIME_FILL = "rgba(74,118,212,0.20)"

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
