"""Scenarios to start from, as links."""

from __future__ import annotations

from dashboard.parts.presets import presets

PRESETS = presets(
    "scalar",
    balanced="w=0.5,0.5&y=1",
    small_imbalance="d=0.25&p=0.25&y=1",
    large_imbalance="d=4&p=0.25&y=1",
    deep="w=0.7,0.7,0.7,0.7,0.7&y=1",
    vanishing_margin="w=0.1,0.1,0.1&y=1",
    wrong_sign="w=1,-0.4,0.8&y=1&show=lower,progressive",
    saddle="w=0.8,-0.8&y=1",
    overshoot="w=1.5,1.2&y=1",
    depth_8="w=0.6,0.7,0.8,0.9,1,1.1,1.2,1.3&y=1",
)
