"""The one-parameter path of a deep scalar network: w as a function of the smallest weight p."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_EPS = float(np.finfo(float).eps)


class End(StrEnum):
    """Where a flow goes."""

    TARGET = "target"
    SADDLE = "saddle"
    ZERO = "zero"  # the target itself is zero
    STATIONARY = "stationary"


def product_of_roots(p: Array, offsets: Array) -> Array:
    """prod_i sqrt(p^2 + c_i), elementwise in p, over all c_i in `offsets`."""
    squares = p * p
    product = np.ones_like(p)
    for c in offsets.tolist():
        product = product * (squares + c)
    return np.sqrt(product)


@dataclass(frozen=True, eq=False)
class ScalarPath:
    """w = p prod_i sqrt(p^2 + c_i) from p = start to p = limit, and the target y >= 0.

    Attributes
    ----------
    others : ndarray, shape (L - 1,)
        c_i >= 0.
    target, start, limit : float
    end : End
    """

    others: Array
    target: float
    start: float
    limit: float
    end: End

    def gap(self, p: Array) -> Array:
        """y - w; loses digits near the target."""
        return self.target - p * product_of_roots(p, self.others)

    def gap_at_distance(self, distance: Array) -> Array:
        """y - w at p = limit - distance near the target, to full relative accuracy.

        log(w/y) is a sum of log1p terms of the distance, and y - w = -y expm1(log(w/y)).
        """
        if not self.others.size:
            return distance
        return -self.target * np.expm1(self._log_ratio(distance))

    def distance_of_gap(self, gap: float) -> float:
        """The inverse of `gap_at_distance`, by Newton's method."""
        if not self.others.size:
            return gap
        wanted = math.log1p(-gap / self.target)
        distance = self.limit - self.start
        for _ in range(20):
            p = self.limit - distance
            slope = -1.0 / p - float(np.sum(p / (p * p + self.others)))
            step = (float(self._log_ratio(np.asarray(distance))) - wanted) / slope
            distance -= step
            if abs(step) <= 4 * _EPS * abs(distance):
                break
        return distance

    def _log_ratio(self, distance: Array) -> Array:
        lever = distance * (2 * self.limit - distance)
        terms = np.log1p(-lever[..., None] / (self.limit**2 + self.others))
        return np.log1p(-distance / self.limit) + 0.5 * terms.sum(-1)
