"""The key figures of the page, and how each is read off."""

from __future__ import annotations

from core.matrix import rank_of
from dashboard.parts.readouts import readouts

READOUTS = readouts(
    "matrix",
    alpha_star=lambda solution: solution.alpha_star,
    beta_star=lambda solution: solution.beta_star,
    guaranteed_condition_number=lambda solution: solution.guaranteed_condition_number,
    alpha_lower_bound=lambda solution: solution.alpha_lower_bound,
    alpha_source=lambda solution: str(solution.alpha_source),
    infimum=lambda solution: solution.infimum,
    decay_rate=lambda solution: solution.decay_rate,
    ntk_rate=lambda solution: solution.ntk_rate,
    margin=lambda solution: solution.margin.margin,
    margin_paper=lambda solution: solution.margin.paper,
    gamma=lambda solution: solution.objective.gamma,
    condition_number=lambda solution: solution.objective.condition_number,
    tightness=lambda solution: solution.tightness,
    imbalance_drift=lambda solution: float(solution.imbalance_drift.max()),
    rank=lambda solution: rank_of(solution.way.product[-1]),
    distance_to_minimum_norm=lambda solution: (
        None if solution.objective.unique else solution.end.distance_to_minimum_norm
    ),
    loss=lambda solution: float(solution.loss[0]),
)
