"""The imbalances along gradient descent of a scalar network, summed step by step.

One step changes d_l = w_l^2 - w_{l+1}^2 by step^2 (g_l^2 - g_{l+1}^2), g_l the gradient in w_l: the
first order cancels. The sum of these has digits where the difference of the weights' squares is
nothing but their rounding: with small steps, and so in deep networks. It is a part of d_l, step^2
times a square, so d_l itself is a product, and has digits where descent has all but balanced it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.descent.step.one_step import scalar_curvatures


class ScalarSums:
    """Kept weights of a scalar run, the imbalances and what each step was sure of, in chunks.

    Parameters
    ----------
    start : list of float
        The weights at the start.
    every : int
        One of so many iterates is kept.
    """

    def __init__(self, start: list[float], every: int) -> None:
        self.every = every
        self.weights: list[Array] = []
        self.moved: list[Array] = []
        self.imbalances: list[Array] = []
        self.sure: list[tuple[Array, Array]] = []
        size = np.abs(start)
        self._total = np.zeros(len(start) - 1)
        self._left = (size[:-1] - size[1:]) * (size[:-1] + size[1:])

    def add(self, way: list[list[float]], gaps: list[float], steps: list[float]) -> None:
        """Iterates that all have a next one: a multiple of `every`."""
        weights, before, left = self._changes(way, gaps, steps)
        self.weights.append(weights[:: self.every])
        self.moved.append(before[: -1 : self.every])
        self.imbalances.append(left[: -1 : self.every])
        self._total, self._left = before[-1], left[-1]

    def add_last(self, way: list[list[float]], gaps: list[float], steps: list[float]) -> None:
        """The last ones; what a step beyond them would change is left out."""
        rows = indices(len(way) - 1, self.every)
        weights, before, left = self._changes(way, gaps, steps)
        self.weights.append(weights[rows])
        self.moved.append(before[rows])
        self.imbalances.append(left[rows])

    def _changes(
        self, way: list[list[float]], gaps: list[float], steps: list[float]
    ) -> tuple[Array, Array, Array]:
        """The weights; before each of the steps and after the last, the changes of all d_l and d_l.

        As many steps as there are weights, or one less.
        """
        weights = np.array(way)
        eta = np.array(steps)
        count = len(steps)
        gap = np.array(gaps[:count])
        size = np.abs(weights[:count])
        self.sure.append(scalar_curvatures(weights[:count], gap, eta))
        ones = np.ones((count, 1))
        # With q the product of the weights but w_l and w_{l+1}: g_l = -2 gap q w_{l+1}, so
        # step^2 (g_l^2 - g_{l+1}^2) = -(2 step gap q)^2 d_l.
        q = np.cumprod(np.hstack((ones, size[:, :-2])), axis=1)
        q *= np.cumprod(np.hstack((ones, size[:, :1:-1])), axis=1)[:, ::-1]
        q *= (2.0 * eta * np.abs(gap))[:, None]
        left, right = size[:, :-1], size[:, 1:]
        q = q[:, : left.shape[1]]  # one layer has no d_l
        changes = (q * (right - left)) * (q * (right + left))
        before = np.cumsum(np.vstack((self._total, changes)), axis=0)
        with np.errstate(all="ignore"):  # a run that is cut
            after = np.cumprod(np.vstack((self._left, 1.0 - q * q)), axis=0)
        return weights, before, after


def indices(count: int, every: int) -> NDArray[np.int64]:
    """One of `every` of the numbers from 0 to `count`, and `count`."""
    kept = list(range(0, count + 1, every))
    if count % every:
        kept.append(count)
    return np.array(kept)
