"""Scenarios to start from, as links."""

from __future__ import annotations

from dashboard.parts.presets import Preset

PRESETS = (
    Preset(
        "Side by side",
        "",
        "Losses: every theory at its best. Each solid loss falls faster than what its "
        "theory promised, dashed.",
        headline="Balanced start: twice the earlier guarantee.",
    ),
    Preset(
        "Frozen kernel",
        "h=1000000000",
        "Drift of T: width 10⁹ with variance h^(−1/2). T stands still, and the frozen "
        "kernel predicts well.",
        headline="T moves by 5.5·10⁻¹⁰ of its size.",
        tab="width",
    ),
    Preset(
        "Wide, not frozen",
        "h=1000000000&a=1",
        "Drift of T: variance 1/h in place of h^(−1/2), and the drift is the same at "
        "every large width.",
        headline="Width 10⁹, and T moves by 31 %.",
        tab="width",
    ),
    Preset(
        "In between",
        "a=0.75",
        "Drift of T: with variance h^(−3/4) the drift falls more slowly than the h^(−1) "
        "of the NTK scaling.",
        headline="The drift falls like h^(−0.5).",
        tab="width",
    ),
    Preset(
        "A prediction that fails",
        "r=1&h=10&seed=2",
        "Losses: at width 10 T shrinks on the way, and the NTK’s loss ends above its "
        "dashed prediction.",
        headline="The prediction fails: 1.25 times too fast.",
    ),
    Preset(
        "Far target",
        "r=1.5",
        "Losses: the target moves away, and nothing is left promised to the balanced "
        "start; it converges all the same.",
        headline="Balanced start: the margin is 0, nothing is guaranteed.",
    ),
    Preset(
        "Strong imbalance",
        "d=4",
        "Losses: layers of very different size. The general start has a guarantee, "
        "dotted, close to what happens.",
        headline="Imbalance alone guarantees 93 % of the rate.",
    ),
    Preset(
        "Modes one by one",
        "q=0.001",
        "Modes: a tiny start, a long plateau, then a sigmoid for every mode, just as the "
        "theory says.",
        headline="T moves by 1068 times its size: nothing is frozen.",
        tab="modes",
    ),
    Preset(
        "Rectangular",
        "r=0.1&n=2&m=4",
        "Losses: for n ≠ m the guarantee of the balanced start is the earlier one: no "
        "factor is gained.",
        headline="Balanced start: 1.0 times the earlier guarantee.",
    ),
    Preset(
        "Five layers",
        "r=0.1&L=5&q=0.2&n=2&m=2",
        "Losses: for n = m the balanced guarantee gains a factor L. For the general "
        "start no bound is computed.",
        headline="Balanced start: 5 times the earlier guarantee.",
    ),
)

#: What to do, where none of them is open.
INVITATION = "Move the target away: each theory’s promise is dashed, what happens is solid."
