"""Where the flow of a matrix network ends, as far as it can be followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core import network
from core.arrays import Array
from core.float64 import above_zero
from core.matrix import preconditioner
from core.matrix.layered import layered_flow
from core.matrix.scenario import MatrixScenario
from core.matrix.two_layer import two_layer_flow
from core.objective.base import Objective

#: The last time in units of the slowest decay at the start, or of what is left of a slower one.
_DECAYS, _SLOWEST = 80.0, 1e-6
#: The least last time, in units of the fastest decay: small weights grow first.
_GROWTH = 1e3
_PROBES = 16


@dataclass(frozen=True, eq=False)
class FlowEnd:
    """A late time of a flow.

    Attributes
    ----------
    objective : Objective
    fall : float
        The excess there as a part of its start; 0 if the flow starts at the minimum.
    grams : tuple of ndarray
        P and Q of the preconditioner there, shapes (L, n, n) and (L, m, m).
    """

    objective: Objective
    fall: float
    grams: tuple[Array, Array]


def flow_end(scenario: MatrixScenario) -> FlowEnd:
    """The flow of `scenario` long after its slowest direction has decayed, if that is in reach.

    Raises
    ------
    ScenarioError
        If the network and the objective do not fit.
    """
    weights = scenario.start().weights
    objective = scenario.objective.make(network.product(weights))
    objective.check_shape(network.shape(weights), scenario.field)
    times = _times(objective, weights)
    if len(weights) == 2:
        first, second = weights
        two = two_layer_flow(
            objective, first @ second, first @ first.T, second.T @ second, times
        )  # fmt: skip
        P, Q = preconditioner.two_layer_grams(two.left[-1], two.right[-1])
        excess = two.excess
    else:
        layered = layered_flow(objective, weights, times)
        P, Q = preconditioner.grams([layer[-1] for layer in layered.layers])
        excess = layered.excess
    start, end = float(excess[0]), float(excess[-1])
    return FlowEnd(objective=objective, fall=end / start if start else 0.0, grams=(P, Q))


def _times(objective: Objective, weights: Sequence[Array]) -> Array:
    """Times from 0 to the last, further and further apart."""
    least, most = map(float, preconditioner.extreme_eigenvalues(weights))
    if most == 0.0:
        return np.zeros(1)
    # Small weights grow: the fastest motion is that around the minimiser, of balanced weights.
    depth = len(weights)
    grown = depth * float(np.linalg.norm(objective.centre, 2)) ** (2 - 2 / depth)
    fast = 1.0 / (objective.smoothness * max(most, grown))
    slow = _DECAYS / (objective.gamma * max(least, _SLOWEST * most))
    return np.append(0.0, np.geomspace(above_zero(fast), max(slow, _GROWTH * fast), _PROBES))
