"""Scenarios to start from, as links."""

from __future__ import annotations

from dashboard.parts.presets import Preset

PRESETS = (
    Preset(
        "NTK, wide",
        "h=1000000&target=drawn",
        "Spectrum: at width 10⁶ in the NTK scaling all eigenvalues of T stand still "
        "while the loss falls.",
    ),
    Preset(
        "Lazy",
        "target=drawn",
        "Spectrum: at width 64, with entries of variance h^(−1/2), the eigenvalues of T "
        "hardly move.",
    ),
    Preset(
        "Not lazy",
        "e=1&target=drawn",
        "Spectrum: the same width with variance 1/h, and the eigenvalues of T move by a third.",
    ),
    Preset(
        "Balanced",
        "h=8&init=balanced&r=0.3",
        "Feasible region: D = 0, so α*(σ) is a straight line from 0; the margin alone "
        "gives the rate.",
    ),
    Preset(
        "Spectral",
        "h=8&init=spectral&scale=0.2&r=4",
        "Singular values: aligned with the target they are learnt one by one, the "
        "largest first. The margin is 0.",
    ),
    Preset(
        "Strongly imbalanced",
        "h=12&init=imbalance&d=3&r=2",
        "Imbalance: Δ, the gap between the signs, is the rate α*; the margin is 0 and "
        "adds nothing.",
        tab="balance",
    ),
    Preset(
        "Rectangular",
        "n=2&m=4&h=10&r=0.2",
        "Feasible region: n ≠ m, so the margin helps on one side only, and α*(σ) rises "
        "half as steeply.",
    ),
    Preset(
        "Ill-conditioned regression",
        "h=8&init=balanced&f=regression&r=0.02&kappa=100&noise=0.05",
        "Singular values: the least stays above our margin, though K/μ = 100 makes the "
        "paper’s margin 0.",
    ),
    Preset(
        "Logistic",
        "n=4&m=1&h=32&f=logistic",
        "Loss: logistic loss with ridge and one output (m = 1) falls under the same kind "
        "of envelope.",
    ),
    Preset(
        "Three layers",
        "L=3&n=2&m=2&h=2&init=imbalance&d=4&r=0.3",
        "Imbalance: both D are far from multiples of I. They alone give a lower bound of "
        "α*, with no margin in it.",
        tab="balance",
    ),
    Preset(
        "Homogeneous, depth 6",
        "L=6&n=2&m=2&init=homogeneous&d=0.4&r=0.2",
        "Imbalance: every D is 0.4 times the identity, one dot a layer, and α* is exact "
        "at any depth.",
        tab="balance",
    ),
    Preset(
        "Margin zero",
        "h=6&scale=0.3&target=drawn",
        "Singular values: the least may pass near 0, for the margin is 0. A small "
        "imbalance keeps a small rate.",
    ),
)

#: What to do, where none of them is open.
INVITATION = (
    "Move depth, width or imbalance: the slowest direction of T stays above the orange line."
)
