"""Scenarios to start from, as links."""

from __future__ import annotations

from dashboard.parts.presets import Preset

PRESETS = (
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

#: What to do, where none of them is open.
INVITATION = (
    "Move depth, width or imbalance: the slowest direction of T stays above the orange line."
)
