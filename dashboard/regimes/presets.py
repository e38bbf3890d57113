"""Scenarios to start from, as links."""

from __future__ import annotations

from dashboard.parts.presets import Preset

PRESETS = (
    Preset(
        "Side by side",
        "",
        "Losses: every solid curve falls faster than its theory’s promise, dashed.",
        headline="Balanced start: twice the earlier guarantee.",
    ),
    Preset(
        "Frozen kernel",
        "h=1000000000",
        "Drift of T: at width 10⁹ and variance h^(−1/2) the kernel is frozen.",
        headline="T moves by 5.5·10⁻¹⁰ of its size.",
        tab="width",
    ),
    Preset(
        "Wide, not frozen",
        "h=1000000000&a=1",
        "Drift of T: with variance 1/h it is the same at every large width.",
        headline="Width 10⁹, and T moves by 31 %.",
        tab="width",
    ),
    Preset(
        "In between",
        "a=0.75",
        "Drift of T: variance h^(−3/4) lies between the frozen kernel and 1/h.",
        headline="The drift falls like h^(−0.5).",
        tab="width",
    ),
    Preset(
        "A prediction that fails",
        "r=1&h=10&seed=2",
        "Losses: the NTK’s solid curve ends above its dashed prediction.",
        headline="The prediction fails: 1.25 times too fast.",
    ),
    Preset(
        "Far target",
        "r=1.5",
        "Losses: nothing is promised to the balanced start; see what it does.",
        headline="Balanced start: margin 0, no guarantee.",
    ),
    Preset(
        "Strong imbalance",
        "d=4",
        "Losses: the general start’s dotted guarantee is close to what happens.",
        headline="Imbalance alone guarantees 93 % of the rate.",
    ),
    Preset(
        "Modes one by one",
        "q=0.001",
        "Modes: a long plateau, then a sigmoid each, just as the theory says.",
        headline="T moves by 1068 times its size.",
        tab="modes",
    ),
    Preset(
        "Rectangular",
        "r=0.1&n=2&m=4",
        "Losses: for n ≠ m the balanced guarantee is no more than the earlier one.",
        headline="Balanced start: 1.0 times the earlier rate.",
    ),
    Preset(
        "Five layers",
        "r=0.1&L=5&q=0.2&n=2&m=2",
        "Losses: n = m, so a factor L is gained; the general start has no bound.",
        headline="Balanced start: 5 times the earlier guarantee.",
    ),
)

#: What to do, where none of them is open.
INVITATION = "Move the target away: each theory’s promise is dashed, what happens is solid."
