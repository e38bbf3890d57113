"""Scenarios to start from, as links."""

from __future__ import annotations

from dashboard.parts.presets import Preset

PRESETS = (
    Preset(
        "Unit steps",
        "",
        "Rate: it follows (L − 1)!, and the stable step shrinks as fast.",
        headline="From depth 2 to 30, α* grows to 8.8·10³⁰.",
    ),
    Preset(
        "Smallest last",
        "order=last",
        "Rate: the same layers read backwards give the same curves.",
        headline="At depth 3, α* is 2.68 in either order.",
    ),
    Preset(
        "Smallest in the middle",
        "order=middle",
        "Rate: every size twice, so α* falls behind the rings of (L − 1)!.",
        headline="At depth 20, α* is 92 000 times smaller.",
    ),
    Preset(
        "Balanced",
        "fam=balanced&p=0.8&L=5&k=60",
        "Rate: with all d = 0, α* = L·margin^(2−2/L), all but in proportion to L.",
        headline="From depth 2 to 30, α* grows to 19.5.",
    ),
    Preset(
        "Random layers",
        "fam=random&seed=2&L=4&f=0.2",
        "Rate: where w(0) is far from y the margin is 0, and only ∏c is left.",
        headline="Depth 29 to 30: α* falls by a factor 4.9·10⁶.",
    ),
    Preset(
        "Matrix, homogeneous",
        "net=matrix&n=3&p=0.9&L=4&k=120",
        "Step: the largest of three modes limits it, the smallest sets the rate.",
        headline="At depth 4, the stable step is 0.217.",
    ),
    Preset(
        "Close to the flow",
        "s=0.5&L=2&f=0.02&k=300",
        "Off the constraint set: small steps stay on the flow’s curve.",
        headline="In 300 steps d drifts by 0.1 %.",
        tab="descent",
    ),
    Preset(
        "Just below the limit",
        "s=0.5&L=2&f=0.97&k=150",
        "Off the constraint set: nearly every step goes past the minimum.",
        headline="At 0.97 of the limit it converges, oscillating.",
        tab="descent",
    ),
    Preset(
        "Oscillating",
        "s=0.5&L=2&f=1.15&k=150",
        "Off the constraint set: the iterates end up on both sides of the minimum.",
        headline="At 1.15 times the limit it does not settle.",
        tab="descent",
    ),
    Preset(
        "Divergent",
        "L=4&f=3&k=60",
        "Descent: every step throws the iterates farther out.",
        headline="At 3 times the limit: cut after 2 steps.",
        tab="descent",
    ),
    Preset(
        "Depth 20",
        "most=20&L=20",
        "Step: γα* · step is nearly level: what depth gives, the step takes.",
        headline="A stable step brings 1.6 times that of depth 3.",
    ),
)

#: What to do, where none of them is open.
INVITATION = "Move the depth: the guaranteed rate grows, and the stable step shrinks as fast."
