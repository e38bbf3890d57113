"""Scenarios from the poster, as links."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Preset:
    """A name, a query string and what to look for."""

    name: str
    query: str
    look: str


SCALAR = (
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
        "The start is beyond the target; the measured rate is far above γα*.",
    ),
    Preset(
        "Depth 8",
        "w=0.6,0.7,0.8,0.9,1,1.1,1.2,1.3&y=1",
        "L = 8: no closed form of α*, a polynomial of degree 8, and a visible gap to the bound.",
    ),
)

MATRIX = (
    Preset(
        "NTK, wide",
        "h=1000000&target=drawn",
        "Width 10⁶ in the NTK scaling: T stands still.",
    ),
    Preset("Lazy", "target=drawn", "Width 64, entries of variance h^(−1/2): T moves little."),
    Preset("Not lazy", "e=1&target=drawn", "The same width with variance 1/h: T moves a lot."),
    Preset("Balanced", "h=8&init=balanced&r=0.3", "D = 0: the margin alone gives the rate."),
    Preset(
        "Spectral",
        "h=8&init=spectral&scale=0.2&r=4",
        "Aligned with the target: modes are learnt one by one.",
    ),
    Preset(
        "Strongly imbalanced",
        "h=12&init=imbalance&d=3&r=2",
        "D gives the rate even without a margin.",
    ),
    Preset("Rectangular", "n=2&m=4&h=10&r=0.2", "n ≠ m: the margin helps on one side only."),
    Preset(
        "Ill-conditioned regression",
        "h=8&init=balanced&f=regression&r=0.02&kappa=100&noise=0.05",
        "K/μ = 100 and noise: f* > 0, and the paper’s margin is 0 where the other is not.",
    ),
    Preset("Logistic", "n=4&m=1&h=32&f=logistic", "Logistic loss with ridge, m = 1."),
    Preset(
        "Three layers",
        "L=3&n=2&m=2&h=2&init=imbalance&d=4&r=0.3",
        "General imbalance: a lower bound from the imbalances alone, if any.",
    ),
    Preset(
        "Homogeneous, depth 6",
        "L=6&n=2&m=2&init=homogeneous&d=0.4&r=0.2",
        "All D_l = d I: α* is exact at any depth.",
    ),
    Preset(
        "Margin zero",
        "h=6&scale=0.3&target=drawn",
        "A start too far from the target: the margin says nothing.",
    ),
)

DEPTH = (
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

REGIMES = (
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
