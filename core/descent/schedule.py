"""Schedules: how large each step of gradient descent is.

- constant: the same step always.
- certified: at every point the step with the largest fall of the loss that is sure
  (`core.descent.step.one_step`, `deep_step`); it is near 1 / K_t and grows as the loss falls.
- largest stable: a part of 2 / sharpness of the present point, halved until the loss does not
  rise. A prediction from the quadratic model of the loss there: nothing is guaranteed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np

from core import network
from core.arrays import Array
from core.descent.curvature import extremes, scalar_sharpness, sharpness_at
from core.descent.step.deep_step import best_deep_step, points
from core.descent.step.one_step import best_scalar_step, best_two_layer_step
from core.float64 import above_zero
from core.objective.base import Objective

#: From the weights and y - w of a scalar network to the step that is taken there.
ScalarSteps = Callable[[list[float], float], float]
#: From the layers, grad f(W) and f(W) - f* of a matrix network to the step.
MatrixSteps = Callable[[Sequence[Array], Array, float], float]

#: Of 2 / sharpness, where no other part is asked for: at 2 / sharpness itself nothing falls.
NEAR = 0.9
_HALVINGS = 100


class Schedule(StrEnum):
    """How large each step is."""

    CONSTANT = "constant"
    CERTIFIED = "certified"
    LARGEST_STABLE = "largest_stable"


def scalar_steps(schedule: Schedule, part: float, target: float) -> ScalarSteps:
    """The steps of a scalar network.

    Parameters
    ----------
    schedule : Schedule
        Not the constant one.
    part : float
        Of 2 / sharpness, for the largest stable ones.
    target : float
        y.
    """
    if schedule is Schedule.CERTIFIED:
        return lambda w, gap: above_zero(best_scalar_step(w, gap))

    def largest_stable(w: list[float], gap: float) -> float:
        sharpness = float(scalar_sharpness(np.array([w]), np.array([gap]))[0])
        if sharpness == 0.0 or gap == 0.0:
            return part * 2.0 / sharpness if sharpness else 1.0
        step = above_zero(part * 2.0 / sharpness)
        others = products_of_others(w)
        for _ in range(_HALVINGS):
            push = 2.0 * step * gap
            moved = math.prod([a + push * b for a, b in zip(w, others, strict=True)])
            if abs(target - moved) <= abs(gap):
                break
            step *= 0.5
        return step

    return largest_stable


def matrix_steps(schedule: Schedule, part: float, objective: Objective) -> MatrixSteps:
    """The same of a matrix network."""
    if schedule is Schedule.CERTIFIED:

        def certified(layers: Sequence[Array], E: Array, excess: float) -> float:
            if len(layers) == 1:
                return 1.0 / objective.smoothness
            if len(layers) > 2:
                point = points([layer[None] for layer in layers], E[None])
                return above_zero(best_deep_step(objective.smoothness, point))
            first, second = layers
            beta = float(extremes((first @ first.T)[None], (second.T @ second)[None])[1][0])
            return above_zero(best_two_layer_step(objective.smoothness, beta, excess))

        return certified

    def largest_stable(layers: Sequence[Array], E: Array, excess: float) -> float:
        sharpness = sharpness_at(objective, layers)
        assert sharpness is not None  # the scenario has seen to it
        if sharpness == 0.0 or excess == 0.0:
            return part * 2.0 / sharpness if sharpness else 1.0
        step = above_zero(part * 2.0 / sharpness)
        slopes = network.gradients(layers, E)
        for _ in range(_HALVINGS):
            moved = [layer - step * slope for layer, slope in zip(layers, slopes, strict=True)]
            if float(objective.excess(network.product(moved))) <= excess:
                break
            step *= 0.5
        return step

    return largest_stable


def products_of_others(w: Sequence[float]) -> list[float]:
    """prod_{i != l} w_i for every l, without a division."""
    after = [1.0] * len(w)
    for layer in range(len(w) - 1, 0, -1):
        after[layer - 1] = after[layer] * w[layer]
    before = 1.0
    for layer, weight in enumerate(w):
        after[layer] *= before
        before *= weight
    return after
