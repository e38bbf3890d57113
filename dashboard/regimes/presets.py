"""Scenarios to start from, as links."""

from __future__ import annotations

from dashboard.parts.presets import presets

PRESETS = presets(
    "regimes",
    headed=True,
    side_by_side="",
    frozen="h=1000000000&tab=width",
    not_frozen="h=1000000000&a=1&tab=width",
    in_between="a=0.75&tab=width",
    failing="r=1&h=10&seed=2",
    far="r=1.5",
    imbalance="d=4",
    modes="q=0.001&tab=modes",
    lazy="lambda=-100&tab=lambda",
    rich="lambda=0&tab=lambda",
    lazy_again="lambda=100&tab=lambda",
    late="r=0.1&lambda=-100&n=2&m=4&T=8000&tab=lambda",
    rectangular="r=0.1&n=2&m=4",
    five_layers="r=0.1&L=5&q=0.2&n=2&m=2",
)
