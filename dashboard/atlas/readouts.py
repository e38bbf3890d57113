"""The key figures of the page, and how each is read off."""

from __future__ import annotations

from dashboard.parts.readouts import readouts

READOUTS = readouts(
    "atlas",
    alpha_star=lambda point: point.alpha_star,
    alpha_lower_bound=lambda point: point.alpha_lower_bound,
    margin=lambda point: point.margin,
    infimum=lambda point: point.infimum,
    tightness=lambda point: point.tightness,
    final_rate=lambda point: point.final_rate,
    loss=lambda point: float(point.loss[0]),
)
