"""The key figures of the page, and how each is read off."""

from __future__ import annotations

from dashboard.parts.readouts import readouts

READOUTS = readouts(
    "scalar",
    alpha_star=lambda solution: solution.alpha_star,
    beta_star=lambda solution: solution.beta_star,
    guaranteed_condition_number=lambda solution: solution.guaranteed_condition_number,
    alpha_lower_bound=lambda solution: solution.alpha_lower_bound,
    margin=lambda solution: solution.margin,
    gamma=lambda solution: solution.gamma,
    infimum=lambda solution: solution.infimum,
    final_rate=lambda solution: solution.final_rate,
    decay_rate=lambda solution: solution.decay_rate,
    tightness=lambda solution: solution.tightness,
    product=lambda solution: solution.product,
    loss=lambda solution: float(solution.loss[0]),
)
