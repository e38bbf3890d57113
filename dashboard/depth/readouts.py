"""The key figures of the page, and how each is read off."""

from __future__ import annotations

import math

from dashboard.parts.readouts import readouts

READOUTS = readouts(
    "depth",
    alpha_star=lambda run: _number(float(run.at.alpha_star[0])),
    alpha_lower_bound=lambda run: float(run.at.proven[0]),
    margin=lambda run: float(run.at.margin[0]),
    gradient_norm=lambda run: float(run.at.gradient_norm[0]),
    sharpness=lambda run: run.stability.sharpness,
    stable_step=lambda run: run.stability.step,
    step=lambda run: run.step,
    guaranteed_factor=lambda run: run.certificate.factor,
    worst_factor=lambda run: run.worst_factor,
    largest_step=lambda run: run.certificate.largest_step,
    certified_part=lambda run: run.certified_part,
    drift_ceiling=lambda run: run.drift_ceiling,
    progress=lambda run: _number(float(run.at.progress[0])),
    imbalance_drift=lambda run: float(run.imbalance_drift.max()),
    loss=lambda run: float(run.loss[0]),
)


def _number(value: float) -> float | None:
    """None where there is none."""
    return None if math.isnan(value) else value
