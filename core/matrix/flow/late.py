"""By when a flow should have come to its end."""

from __future__ import annotations

from collections.abc import Sequence

from core.arrays import Array
from core.matrix import preconditioner
from core.matrix.flow.invariant.manifold import is_balanced
from core.objective.base import Objective

#: The last time in units of the slowest decay at the start, or of what is left of a slower one.
_DECAYS, _SLOWEST = 80.0, 1e-6
#: Times that where a balanced mode may die, be it like a power of time: its end is known once all
#: else has come to rest.
_POWER_LAW = 2.5e4
#: The least last time, in units of the fastest decay: small weights grow first.
_GROWTH = 1e3


def late_time(objective: Objective, weights: Sequence[Array]) -> float:
    """By when a flow should have come to its end."""
    least, most = map(float, preconditioner.extreme_eigenvalues(weights))
    if most == 0.0:
        return 0.0
    # Small weights grow: the fastest motion is that around the minimiser, of balanced weights.
    depth = len(weights)
    grown = depth * float(objective.centre_singular_values[0]) ** (2 - 2 / depth)
    fast = 1.0 / (objective.smoothness * max(most, grown))
    slow = _DECAYS / (objective.gamma * max(least, _SLOWEST * most))
    if is_balanced(weights):
        slow *= _POWER_LAW
    return float(max(slow, _GROWTH * fast))
