"""Maps to start from, as links."""

from __future__ import annotations

from dashboard.parts.presets import presets

PRESETS = presets(
    "atlas",
    guarantee="",
    tight="q=tightness&show=product,imbalance",
    bound="plane=imbalance&q=lower_bound_ratio&L=4&show=contours",
    plateau="q=time_to_loss&x0=-2&x1=2&y0=-2&y1=2&u=0.5&v=-0.25",
    basin="q=end&L=3&fine=257&v=-0.6",
    deep="plane=depth&q=time_to_loss",
    scale="plane=scale&fine=33",
    stability="plane=step&fine=257&v=1.2",
    draws="N=3000&tab=ensemble",
)
