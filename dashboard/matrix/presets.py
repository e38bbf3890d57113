"""Scenarios to start from, as links."""

from __future__ import annotations

from dashboard.parts.presets import presets

PRESETS = presets(
    "matrix",
    ntk="h=1000000&target=drawn",
    lazy="target=drawn",
    not_lazy="e=1&target=drawn",
    balanced="h=8&init=balanced&r=0.3",
    spectral="h=8&init=spectral&scale=0.2&r=4",
    imbalanced="h=12&init=imbalance&d=3&r=2&tab=balance",
    rectangular="n=2&m=4&h=10&r=0.2",
    regression="h=8&init=balanced&f=regression&r=0.02&kappa=100&noise=0.05",
    logistic="n=4&m=1&h=32&f=logistic",
    three_layers="L=3&n=2&m=2&h=2&init=imbalance&d=4&r=0.3&tab=balance",
    homogeneous="L=6&n=2&m=2&init=homogeneous&d=0.4&r=0.2&tab=balance",
    staircase="h=8&init=spectral&scale=0.0001&target=drawn&s=4&tab=end",
    random_staircase="h=16&scale=0.001&e=1&target=drawn&s=4&tab=end",
    deep_staircase="L=3&h=8&init=spectral&scale=0.01&target=drawn&s=4&tab=end",
    unseen="n=4&h=16&scale=0.3&e=1&f=regression&target=drawn&s=2&kappa=1&u=2&noise=0&tab=end",
    low_rank="n=4&h=16&scale=0.3&e=1&f=regression&target=drawn&s=2&z=2&kappa=1&u=1&noise=0&tab=end",
    no_margin="h=6&scale=0.3&target=drawn",
)
