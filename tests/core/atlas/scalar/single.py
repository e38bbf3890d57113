"""What the single solver answers, in the words of the batch."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from core import Outcome, ScalarScenario, ScalarSolution, ScenarioError, solve
from core.arrays import Array
from core.atlas.scalar import (
    ENDS,
    OUTCOMES,
    QUANTITIES,
    REFUSED,
    Starts,
    by_imbalance,
    by_weights,
)
from core.scalar.rate import TRUE_GAMMA

TOLERANCE = 1e-9
CODES = ("end", "outcome", "guaranteed")


def answer(scenario: ScalarScenario) -> ScalarSolution | None:
    """Its solution; None where it is refused."""
    try:
        return solve(scenario)
    except ScenarioError:
        return None


def single_values(solution: ScalarSolution | None, level: float) -> dict[str, float]:
    """All quantities of one network."""
    if solution is None:
        return {name: REFUSED if name in CODES else math.nan for name in QUANTITIES}
    alpha, bound = solution.alpha_star, solution.alpha_lower_bound
    kind = "stationary" if solution.outcome is Outcome.STATIONARY else solution.end.kind
    return {
        "alpha_star": alpha,
        "lower_bound": bound,
        "lower_bound_ratio": bound / alpha if alpha > 0.0 else math.nan,
        "infimum": solution.infimum,
        "tightness": math.nan if solution.tightness is None else solution.tightness,
        "margin": solution.margin,
        "time_to_loss": time_to(solution, level),
        "final_loss": solution.end.loss,
        "end": ENDS.index(kind),
        "outcome": OUTCOMES.index(solution.outcome),
        "guaranteed": float(TRUE_GAMMA * alpha > 0.0),
    }


def time_to(solution: ScalarSolution, level: float) -> float:
    """When the loss is `level`."""
    loss = solution.network.gap**2
    if loss <= level or solution.outcome is Outcome.AT_MINIMUM:
        return 0.0
    time = solution.time_to(level / loss).flow
    return math.nan if time is None else time


def networks_of(scenarios: Sequence[ScalarScenario]) -> Starts:
    """The same networks for the batch: all of one depth, given in one way."""
    targets = [scenario.target for scenario in scenarios]
    if scenarios[0].weights is not None:
        return by_weights([scenario.weights for scenario in scenarios], targets)
    imbalance = np.array([scenario.imbalance for scenario in scenarios]).reshape(len(targets), -1)
    return by_imbalance(imbalance, [scenario.product for scenario in scenarios], targets)


def apart(found: Array, true: Sequence[float]) -> Array:
    """Relative errors; inf where one has a value and the other has none."""
    expected = np.asarray(true, dtype=float)
    with np.errstate(all="ignore"):
        error = np.abs(found - expected) / np.abs(expected)
    error = np.where(found == expected, 0.0, error)
    none = np.isnan(found) & np.isnan(expected)
    return np.where(none, 0.0, np.nan_to_num(error, nan=np.inf))
