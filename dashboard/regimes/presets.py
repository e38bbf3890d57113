"""Scenarios to start from, as links."""

from __future__ import annotations

from dashboard.parts.presets import Preset

PRESETS = (
    Preset(
        "Side by side",
        "",
        "Four starts, one target near the balanced one: every theory at its best.",
    ),
    Preset(
        "Frozen kernel",
        "h=1000000000",
        "Width 10⁹ with variance h^(−1/2): T stands still, and the prediction is right.",
    ),
    Preset(
        "Wide, not frozen",
        "h=1000000000&a=1",
        "The same width with variance 1/h: T moves as much as at width 1000.",
    ),
    Preset(
        "In between",
        "a=0.75",
        "Variance h^(−3/4): the drift falls, but only like h^(−1/2).",
    ),
    Preset(
        "A prediction that fails",
        "r=1&h=10&seed=2",
        "Width 10: T shrinks on the way, and in the end the loss falls slower than predicted.",
    ),
    Preset(
        "Far target",
        "r=1.5",
        "The target moves away: the margin is 0, and nothing is promised to balanced weights.",
    ),
    Preset(
        "Strong imbalance",
        "d=4",
        "Layers of very different size: the imbalance guarantees a rate without any margin.",
    ),
    Preset(
        "Modes one by one",
        "q=0.001",
        "A tiny spectral start: a long plateau, then a sigmoid for every mode.",
    ),
    Preset(
        "Rectangular",
        "r=0.1&n=2&m=4",
        "n ≠ m: over the earlier rate for balanced weights no factor is gained.",
    ),
    Preset(
        "Five layers",
        "r=0.1&L=5&q=0.2&n=2&m=2",
        "n = m: five times the earlier rate for balanced weights, and no bound for the general.",
    ),
)

#: What to do, where none of them is open.
INVITATION = "Move the target away: each theory’s promise is dashed, what happens is solid."
