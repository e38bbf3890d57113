"""Scenarios to start from, as links."""

from __future__ import annotations

from dashboard.parts.presets import Preset

PRESETS = (
    Preset(
        "Two layers, balanced",
        "w=0.5,0.5&y=1",
        "L = 2, d = 0: the margin alone gives the rate.",
    ),
    Preset(
        "Small imbalance",
        "d=0.25&p=0.25&y=1",
        "L = 2, small d: margin and imbalance share the rate √(d² + 4 margin²).",
    ),
    Preset(
        "Large imbalance",
        "d=4&p=0.25&y=1",
        "L = 2, large d: the imbalance gives the rate, the margin hardly matters.",
    ),
    Preset(
        "Deep, balanced",
        "w=0.7,0.7,0.7,0.7,0.7&y=1",
        "L = 5, all d = 0: a plateau first, α* = L·margin^(2−2/L).",
    ),
    Preset(
        "Vanishing margin",
        "w=0.1,0.1,0.1&y=1",
        "The start is close to the saddle: margin and α* almost 0, a long plateau.",
    ),
    Preset(
        "Wrong sign",
        "w=1,-0.4,0.8&y=1&show=lower,progressive",
        "w(0) and y differ in sign; the smallest weight is alone and crosses zero.",
    ),
    Preset(
        "The saddle",
        "w=0.8,-0.8&y=1",
        "Wrong sign with tied weights: the flow ends at w = 0, and nothing is guaranteed.",
    ),
    Preset(
        "Overshoot",
        "w=1.5,1.2&y=1",
        "The start is beyond the target; even its slowest moment is far above γα*.",
    ),
    Preset(
        "Depth 8",
        "w=0.6,0.7,0.8,0.9,1,1.1,1.2,1.3&y=1",
        "L = 8: no closed form of α*, a polynomial of degree 8, and a visible gap to the bound.",
    ),
)

#: What to do, where none of them is open.
INVITATION = (
    "Drag a weight: the loss (blue) moves as it likes, but it never crosses the orange envelope."
)
