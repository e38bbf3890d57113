"""Scenarios to start from, as links."""

from __future__ import annotations

from dashboard.parts.presets import Preset

PRESETS = (
    Preset(
        "Unit steps",
        "",
        "w_l² in unit steps: α* grows like (L − 1)!, the stable step falls like 1/(L − 1)!.",
    ),
    Preset("Smallest last", "order=last", "The same networks read backwards: the same numbers."),
    Preset(
        "Smallest in the middle",
        "order=middle",
        "Each size twice: ∏c is far below (L − 1)!, and so are rate and sharpness.",
    ),
    Preset(
        "Balanced",
        "fam=balanced&p=0.8&L=5&k=60",
        "All d = 0: α* = L·margin^(2−2/L); depth helps in proportion to L.",
    ),
    Preset(
        "Random layers",
        "fam=random&seed=2&L=4&f=0.2",
        "Random signs and sizes: the margin is 0 as soon as w(0) is far from the target.",
    ),
    Preset(
        "Matrix, homogeneous",
        "net=matrix&n=3&p=0.9&L=4&k=120",
        "Three modes that share the d_l: the largest one limits the step, the smallest the rate.",
    ),
    Preset(
        "Close to the flow",
        "s=0.5&L=2&f=0.02&k=300",
        "Small steps: the iterates lie on the flow’s curve, and the imbalance hardly drifts.",
    ),
    Preset(
        "Just below the limit",
        "s=0.5&L=2&f=0.97&k=150",
        "Nearly every step goes past the minimum, and yet the loss falls.",
    ),
    Preset(
        "Oscillating",
        "s=0.5&L=2&f=1.15&k=150",
        "Above the limit, and no divergence: the iterates settle on two sides of the minimum.",
    ),
    Preset(
        "Divergent",
        "L=4&f=3&k=60",
        "Three times the limit: a few steps, and the run is cut.",
    ),
    Preset(
        "Depth 20",
        "most=20&L=20",
        "α* ≈ 10¹⁷, stable step ≈ 10⁻¹⁷: counted in steps, no faster than depth 3.",
    ),
)

#: What to do, where none of them is open.
INVITATION = "Move the depth: the guaranteed rate grows, and the stable step shrinks as fast."
