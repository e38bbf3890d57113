"""What the pictures of a scalar network share."""

from __future__ import annotations

from core import ScalarSolution

# Of alpha*. Where the lower bound equals alpha* (two layers, margin 0, balanced weights) the two
# differ by rounding, some 1e-15; anywhere else by far more. So a drag changes the picture where
# the theorem changes, and does not flicker on the way, as it would at a distance in pixels: that
# depends on the axis, which moves along.
_SAME = 1e-9


def bound_differs(solution: ScalarSolution) -> bool:
    """Whether the closed-form lower bound is another line than alpha*."""
    return solution.alpha_lower_bound < solution.alpha_star * (1.0 - _SAME)
