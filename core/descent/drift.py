"""The drift of the imbalances along gradient descent of a scalar network, summed step by step.

One step changes d_l = w_l^2 - w_{l+1}^2 by step^2 (g_l^2 - g_{l+1}^2), g_l the gradient in w_l: the
first order cancels. The sum of these has digits where the difference of the weights' squares is
nothing but their rounding: with small steps, and so in deep networks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array


class ScalarSums:
    """Kept weights of a scalar run, and the changes of the imbalances, chunk by chunk."""

    def __init__(self, depth: int, step: float, every: int) -> None:
        self.step, self.every = step, every
        self.weights: list[Array] = []
        self.moved: list[Array] = []
        self.total = np.zeros(depth - 1)

    def add(self, way: list[list[float]], gaps: list[float]) -> None:
        """Iterates that all have a next one: a multiple of `every`."""
        weights, before = self._changes(way, gaps, len(way))
        self.weights.append(weights[:: self.every])
        self.moved.append(before[: -1 : self.every])
        self.total = before[-1]

    def add_last(self, way: list[list[float]], gaps: list[float]) -> None:
        """The last ones; what a step beyond them would change is left out."""
        rows = indices(len(way) - 1, self.every)
        weights, before = self._changes(way, gaps, len(way) - 1)
        self.weights.append(weights[rows])
        self.moved.append(before[rows])

    def _changes(
        self, way: list[list[float]], gaps: list[float], steps: int
    ) -> tuple[Array, Array]:
        """The weights, and the changes of all d_l before each of the steps and after the last."""
        weights = np.array(way)
        size = np.abs(weights[:steps])
        ones = np.ones((steps, 1))
        # With q the product of the weights but w_l and w_{l+1}: g_l = -2 gap q w_{l+1}, so
        # step^2 (g_l^2 - g_{l+1}^2) = -(2 step gap q)^2 d_l.
        q = np.cumprod(np.hstack((ones, size[:, :-2])), axis=1)
        q *= np.cumprod(np.hstack((ones, size[:, :1:-1])), axis=1)[:, ::-1]
        q *= 2.0 * self.step * np.abs(gaps[:steps])[:, None]
        left, right = size[:, :-1], size[:, 1:]
        changes = (q * (right - left)) * (q * (right + left))
        return weights, np.cumsum(np.vstack((self.total, changes)), axis=0)


def indices(count: int, every: int) -> NDArray[np.int64]:
    """One of `every` of the numbers from 0 to `count`, and `count`."""
    kept = list(range(0, count + 1, every))
    if count % every:
        kept.append(count)
    return np.array(kept)
