"""Gradient flow of a deep scalar network, exactly: one integral in one variable.

With p the signed smallest weight, dp/dt = 2 (y - w) prod_{i != k} w_i, and every other weight
follows from w_i^2 = p^2 + c_i. Up to a sign we may take the target y >= 0 and
w = p prod sqrt(p^2 + c_i), increasing in p. Then p runs monotonically to its end and

    t(p) = integral of dp / (2 |y - w| prod sqrt(p^2 + c_i)).

The path is cut into two legs (`scalar_legs`), each integrated in its own coordinate: one from the
start over all the scales on the way, one for the approach to the end, where the gap y - w is formed
without cancellation, so that the loss (y - w)^2 keeps its relative accuracy down to the smallest
floats.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.flow.scalar_legs import LONGEST, Approach, FromStart
from core.flow.scalar_path import End, ScalarPath, product_of_roots
from core.scalar_network import smallest_square

Array = NDArray[np.float64]

_EPS = float(np.finfo(float).eps)
_TAIL = 40.0  # exp(-40) is beyond float64 beside 1
_NEAR = 0.5  # the approach to a target begins at this distance, in units of its p


@dataclass(frozen=True, eq=False)
class States:
    """The flow at some times.

    Attributes
    ----------
    smallest_weight : ndarray, shape (n,)
        p.
    gap : ndarray, shape (n,)
        y - w.
    """

    smallest_weight: Array
    gap: Array


class ScalarFlow:
    """The flow from p(0) = `start` towards `target`, in the sign in which the target is positive.

    Parameters
    ----------
    others : ndarray, shape (L - 1,)
        c_i >= 0 of the layers other than the smallest.
    start : float
        p(0). Not negative if the target is 0.
    target : float
        y >= 0.
    gap : float
        y - w(0).

    Attributes
    ----------
    end : End
    start, limit : float
        p at the start, and as t goes to infinity.
    order : int
        Near the end |p - limit| falls like its own power `order`: 1 is exponential.
    """

    def __init__(self, others: Array, start: float, target: float, gap: float) -> None:
        ties = int(np.count_nonzero(others == 0.0)) + 1
        self.start = start
        self.end, self.limit = _classify(others, ties, start, target, gap)
        self.order = 1
        self._gap = gap
        self._slope = 1.0  # dw/dp at the limit
        self._path = ScalarPath(others, target, start, self.limit, self.end)
        self._legs: list[FromStart | Approach] = []
        if self.end is End.TARGET:
            self._to_target()
        elif self.end is not End.STATIONARY:
            self._to_zero(ties)

    def at(self, times: Array) -> States:
        """p and y - w at `times`, shape (n,), not decreasing, from 0."""
        p = np.full(times.shape, self.start)
        gap = np.full(times.shape, self._gap)
        begin = 0.0
        first = int(np.searchsorted(times, 0.0, side="right"))
        for leg in self._legs:
            last = int(np.searchsorted(times, begin + leg.length))
            if last > first:
                p[first:last], gap[first:last] = leg.at(times[first:last] - begin)
            begin, first = begin + leg.length, max(first, last)
        return States(p, gap)

    def time_at_distance(self, distance: float) -> float:
        """Time from which |p - limit| is at most `distance`, to the accuracy that a picture needs.

        A distance passed before the approach to the end begins counts from that beginning.
        """
        *before, approach = self._legs
        assert isinstance(approach, Approach)
        return sum(leg.length for leg in before) + approach.time_at(distance)

    def time_at_gap(self, gap: float) -> float:
        """The same for |y - w|, to leading order near the target."""
        return self.time_at_distance(gap / self._slope)

    def marks(self) -> Array:
        """Times at which the flow is well resolved: they crowd where it moves."""
        begin, marks = 0.0, [np.empty(0)]
        for leg in self._legs:
            if leg.map is not None:
                marks.append(begin + leg.map.grid[1:-1:4])
            begin += leg.length
        return np.concatenate(marks)

    def _to_target(self) -> None:
        path, limit = self._path, self.limit
        if not path.others.size:  # one layer: an exponential from the start
            self._legs.append(Approach(path, self._gap, tail=0.0, growth=0, tail_rate=2.0))
            return
        distance = limit - self.start
        if abs(distance) > _NEAR * limit:
            distance = math.copysign(_NEAR * limit, distance)
            self._legs.append(FromStart(path, limit - distance))
        else:
            distance = path.distance_of_gap(self._gap)
        root = float(product_of_roots(np.asarray(limit), path.others))
        squares = limit * limit + path.others
        self._slope = root * (1.0 + limit * limit * float(np.sum(1.0 / squares)))
        self._legs.append(
            Approach(path, distance, tail=_TAIL, growth=0, tail_rate=2.0 * root * self._slope)
        )

    def _to_zero(self, ties: int) -> None:
        """|dp/dt| = rate |p|^order to leading order, once p^2 << c_i and (at a saddle) |w| << y."""
        path, size = self._path, abs(self.start)
        positive = path.others[path.others > 0.0]
        root = float(np.prod(np.sqrt(positive)))
        log_tail = 0.5 * math.log(_EPS * float(positive.min()) / 8) if positive.size else math.inf
        if self.end is End.ZERO:
            rate, self.order = 2.0 * root * root, 2 * ties - 1
        else:
            rate, self.order = 2.0 * path.target * root, ties - 1
            log_tail = min(log_tail, math.log(_EPS * path.target / (8 * root)) / ties)
        growth = self.order - 1
        tail = max(0.0, math.log(size) - log_tail)
        if growth:  # time grows like exp(growth v): stop before it leaves float64's range
            longest = LONGEST + math.log(rate) + growth * math.log(size)
            tail = min(tail, max(0.0, longest / growth))
        self._legs.append(
            Approach(path, -self.start, tail=tail, growth=growth, tail_rate=rate * size**growth)
        )


def _classify(
    others: Array, ties: int, start: float, target: float, gap: float
) -> tuple[End, float]:
    """Where the flow goes, and p there."""
    if gap == 0.0 or (start == 0.0 and ties > 1):
        return End.STATIONARY, start
    if target == 0.0:
        return End.ZERO, 0.0
    if start < 0.0 and ties > 1:
        return End.SADDLE, 0.0
    x = smallest_square(np.append(others, 0.0), [target])
    return End.TARGET, math.sqrt(float(x[0]))
