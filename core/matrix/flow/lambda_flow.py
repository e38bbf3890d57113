"""The flow of two layers with D = lambda I: known at every time without being followed.

By `core.matrix.flow.closed_form`, where that has W - Y to its own digits: 14 of them where steps
leave 10 or 11. Other starts, as on an invariant manifold or close to one, are followed.

Source: docs/mathematics.md, section 13.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from core import network
from core.arrays import Array
from core.integrate.base import norm
from core.integrate.march import Halt
from core.matrix.flow.base import KnownFlow
from core.matrix.flow.closed_form import ClosedForm, common_imbalance
from core.matrix.flow.rest import Point
from core.matrix.flow.two_layer import TwoLayerTrajectory
from core.objective.base import Objective

_NEAR = 1e-3  # of the target: a start so near has W - Y to more digits than its layers give
_SMALL = 0.5  # of the target: W from W - Y below, from the layers above


def lambda_flow(objective: Objective, weights: Sequence[Array]) -> LambdaFlow | None:
    """The flow from `weights` if it is known in closed form and to all digits, else None.

    Parameters
    ----------
    objective : Objective
    weights : sequence of ndarray, shapes (h_{l-1}, h_l)
    """
    if len(weights) != 2 or not objective.isotropic:
        return None
    imbalance = common_imbalance(weights)
    if imbalance is None:
        return None
    target = np.asarray(objective.centre)
    if norm(network.product(weights) - target) <= _NEAR * norm(target):
        return None
    first, second = weights
    form = ClosedForm(first, second, target, imbalance)
    return LambdaFlow(form, objective) if form.reaches else None


class LambdaFlow(KnownFlow[TwoLayerTrajectory]):
    """By its closed form.

    Parameters
    ----------
    form : ClosedForm
        That reaches its target.
    objective : Objective
        The squared loss.
    """

    def __init__(self, form: ClosedForm, objective: Objective) -> None:
        self._form = form
        self._objective = objective
        self._target = np.asarray(objective.centre)

    def at(self, times: Array) -> TwoLayerTrajectory:
        """The flow at `times`, shape (T,)."""
        first, second, gap = self._form.with_gap(times)
        small = np.linalg.norm(gap, axis=(1, 2)) < _SMALL * norm(self._target)
        return TwoLayerTrajectory(
            times=times,
            product=np.where(small[:, None, None], self._target + gap, first @ second),
            left=first @ first.mT,
            right=second.mT @ second,
            distance=gap,
            find_gradient=lambda: gap,
            excess=self._objective.excess_at(gap),
            steps=0,
            halt=Halt.REACHED,
            now=float(times[-1]),
            limit=self._limit,
        )

    def excess(self, times: Array) -> Array:
        """f - f* alone, shape (T,)."""
        return self._objective.excess_at(self._form.gap(times))

    def end(self, time: float) -> tuple[Point, bool]:
        """Its end, which is known."""
        return self._limit, True

    @cached_property
    def _limit(self) -> Point:
        return Point(self._form.end(), np.zeros(self._target.shape), 0.0)
