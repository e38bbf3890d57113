"""Scenarios to start from, as links."""

from __future__ import annotations

from dashboard.parts.presets import Preset

PRESETS = (
    Preset(
        "Two layers, balanced",
        "w=0.5,0.5&y=1",
        "Rate: γτ(t) starts right on its guarantee γα*, which the margin alone gives, "
        "and only rises.",
    ),
    Preset(
        "Small imbalance",
        "d=0.25&p=0.25&y=1",
        "Rate: margin and imbalance share the guarantee, α* = √(d² + 4 margin²), and the "
        "flow starts right on it.",
    ),
    Preset(
        "Large imbalance",
        "d=4&p=0.25&y=1",
        "Rate: the imbalance d = 4 gives nearly all of γα*, from the start; the margin "
        "hardly matters.",
    ),
    Preset(
        "Deep, balanced",
        "w=0.7,0.7,0.7,0.7,0.7&y=1",
        "Loss: a plateau, then a fast fall. With all d = 0 the margin alone promises a "
        "rate: that of the plateau.",
    ),
    Preset(
        "Vanishing margin",
        "w=0.1,0.1,0.1&y=1",
        "Loss: a long plateau. The start is close to the saddle at 0, and margin and α* "
        "are almost 0.",
    ),
    Preset(
        "Wrong sign",
        "w=1,-0.4,0.8&y=1&show=lower,progressive",
        "Weights: the smallest one is alone and crosses zero, and the product follows it "
        "to the other side.",
    ),
    Preset(
        "The saddle",
        "w=0.8,-0.8&y=1",
        "Weights: wrong sign and tied sizes, so both stop at 0. The loss stays at y²; "
        "nothing is guaranteed.",
    ),
    Preset(
        "Overshoot",
        "w=1.5,1.2&y=1",
        "Rate: the start is beyond the target, and even the slowest moment, the end, is "
        "far above γα*.",
    ),
    Preset(
        "Depth 8",
        "w=0.6,0.7,0.8,0.9,1,1.1,1.2,1.3&y=1",
        "Rate: no closed form of α* for eight layers. The closed-form bound, dotted, is "
        "visibly below it.",
    ),
)

#: What to do, where none of them is open.
INVITATION = (
    "Drag a weight: the loss (blue) moves as it likes, but it never crosses the orange envelope."
)
