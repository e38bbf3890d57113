"""The one-parameter path of a deep scalar network, in coordinates that suit its integral.

w = p prod_i sqrt(p^2 + c_i) with p the smallest weight. A coordinate v replaces p on each of the
two stretches of a path such that dt/dv is smooth over panels of width about one, whatever the
scales of weights and target.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod

import numpy as np

from core.arrays import EPS, Array
from core.float64 import above_zero


def _power(others: list[float], p: float) -> float:
    """The power of p that w behaves like at p."""
    square = p * p
    return 1.0 + sum(square / (square + c) for c in others)


def product_of_roots(p: Array, offsets: list[float]) -> Array:
    """prod_i sqrt(p^2 + c_i), elementwise in p, over all c_i in `offsets`."""
    if not offsets:
        return np.ones_like(p)
    squares = p * p
    product = squares + offsets[0]
    for c in offsets[1:]:
        product *= squares + c
    return np.sqrt(product)


class FromStart:
    """p = b sinh(v), or p = exp(v) if b = 0, rising from `start` to `stop`.

    The nearest singularities of dt/dv, where p^2 = -c_i or w = y, stay at a distance of order one
    from every v if b is at most the least sqrt(c_i) and a part of the limit. b = 0 (the smallest
    weights tie) needs a positive start.
    """

    def __init__(self, others: list[float], target: float, start: float, stop: float) -> None:
        self._others = others
        self._target = target
        self._b = min(math.sqrt(min(others)), 0.5 * stop)
        self._begin = self._coordinate(start)
        self.length = self._coordinate(stop) - self._begin
        self.power = _power(others, max(abs(start), stop))

    def _coordinate(self, p: float) -> float:
        return math.asinh(p / self._b) if self._b > 0.0 else math.log(above_zero(p))

    def state(self, v: Array) -> tuple[Array, Array]:
        """p and y - w at v >= 0 from the start of the stretch."""
        p, _, others = self._parts(v)
        return p, self._target - p * others

    def density(self, v: Array) -> Array:
        """dt/dv."""
        p, speed, others = self._parts(v)
        return speed / (2.0 * (self._target - p * others) * others)

    def _parts(self, v: Array) -> tuple[Array, Array, Array]:
        """p, dp/dv, and the size of the product of the other weights."""
        v = v + self._begin
        if self._b > 0.0:
            p, speed = self._b * np.sinh(v), self._b * np.cosh(v)
        else:
            p = speed = np.exp(v)
        return p, speed, product_of_roots(p, self._others)


class Approach(ABC):
    """The last stretch of a path, p = limit - distance exp(-v).

    Attributes
    ----------
    distance : float
        limit - p where the stretch begins.
    growth : int
        dt/dv tends to exp(growth v) / tail_rate.
    tail_rate : float
    slope : float
        dw/dp at the limit, or 1 where it is 0.
    """

    distance: float
    growth: int
    tail_rate: float
    slope: float

    @abstractmethod
    def state(self, v: Array) -> tuple[Array, Array]:
        """p and y - w at v >= 0 from the start of the stretch."""

    @abstractmethod
    def density(self, v: Array) -> Array:
        """dt/dv."""


class ToTarget(Approach):
    """p = limit - distance exp(-v) to the target y = w(limit) > 0, from below or above.

    With 1 - a_l the ratio of w_l^2 to its limit, the gap follows from
    1 - (w/y)^2 = 1 - prod_l (1 - a_l), summed as e + a (1 - e): terms of one sign, no cancellation.
    """

    growth = 0

    def __init__(self, others: list[float], target: float, limit: float, distance: float) -> None:
        self._squares = [limit * limit + c for c in others]
        self._target = target
        self._limit = limit
        self.distance = distance
        self._root = math.sqrt(math.prod(self._squares))
        #: dw/dp at the limit.
        self.slope = self._root * (1.0 + limit * limit * sum(1.0 / s for s in self._squares))
        #: tau at the limit, twice: dt/dv tends to the inverse.
        self.tail_rate = 2.0 * self._root * self.slope
        self.power = _power(others, limit - distance)

    def state(self, v: Array) -> tuple[Array, Array]:
        """p and y - w, the latter to full relative accuracy."""
        distance = self.distance * np.exp(-v)
        return self._limit - distance, self._gap_and_ratio(distance)[0]

    def density(self, v: Array) -> Array:
        """dt/dv."""
        distance = self.distance * np.exp(-v)
        gap, ratio = self._gap_and_ratio(distance)
        return distance / (2.0 * self._root * gap * np.sqrt(ratio))

    def _gap_and_ratio(self, distance: Array) -> tuple[Array, Array]:
        """y - w, and the product of the other layers' squares over its limit."""
        if not self._squares:  # one layer: w is p, of either sign
            return distance, np.ones_like(distance)
        relative = distance / self._limit
        lever = distance * (2.0 * self._limit - distance)
        excess = relative * (2.0 - relative)
        ratio = np.ones_like(distance)
        for square in self._squares:
            a = lever / square
            excess += a * (1.0 - excess)
            ratio *= 1.0 - a
        # 1 - excess loses digits where w << y; the product of the ratios does not.
        share = (1.0 - relative) * np.sqrt(ratio)
        return self._target * excess / (1.0 + share), ratio

    @staticmethod
    def distance_of_gap(
        others: list[float], target: float, limit: float, start: float, gap: float
    ) -> float:
        """limit - start for a start near the target, by Newton's method from y - w(start).

        The difference itself would keep few digits.
        """
        distance = limit - start
        for _ in range(20):
            leg = ToTarget(others, target, limit, distance)
            value = float(leg.state(np.zeros(1))[1][0])
            p = limit - distance
            slope = (target - value) * (1.0 / p + sum(p / (p * p + c) for c in others))
            step = (value - gap) / slope
            distance -= step
            if abs(step) <= 4 * EPS * abs(distance):
                break
        return distance


class ToZero(Approach):
    """p = start exp(-v), down to p = 0: the target is 0, or tied weights end at the saddle."""

    slope = 1.0

    def __init__(
        self, others: list[float], target: float, start: float, growth: int, tail_rate: float
    ) -> None:
        self._others = others
        self._target = target
        self.distance = -start
        self.growth = growth
        self.tail_rate = tail_rate

    def before(self, log_time: float, last: float) -> float:
        """The largest v up to `last` at which log(dt/dv), which rises, is no more than `log_time`.

        While a c_i is small beside p^2, dt/dv is far below what it tends to.
        """
        if self._log_density(last) <= log_time:
            return last
        low, high = 0.0, last
        while high - low > 1e-3:
            middle = 0.5 * (low + high)
            low, high = (middle, high) if self._log_density(middle) <= log_time else (low, middle)
        return low

    def _log_density(self, v: float) -> float:
        log_p = math.log(abs(self.distance)) - v
        zero = -math.inf
        logs = np.array([math.log(c) if c > 0.0 else zero for c in self._others])
        log_others = 0.5 * float(np.logaddexp(2.0 * log_p, logs).sum())
        log_target = math.log(self._target) if self._target else zero
        log_gap = float(np.logaddexp(log_target, log_p + log_others))
        return math.log(0.5) + log_p - log_gap - log_others

    def state(self, v: Array) -> tuple[Array, Array]:
        """p and y - w."""
        p = -self.distance * np.exp(-v)
        return p, self._target - p * self._rest(p)

    def density(self, v: Array) -> Array:
        """dt/dv."""
        p = -self.distance * np.exp(-v)
        others = self._rest(p)
        # |p| over |y - w|; if y = 0 that is one over the product of the others.
        share = np.abs(p) / np.abs(self._target - p * others) if self._target else 1.0 / others
        return 0.5 * share / others

    def _rest(self, p: Array) -> Array:
        """`product_of_roots`, a root at a time: so near to 0 the squares would underflow."""
        rest = np.ones_like(p)
        for c in self._others:
            rest *= np.hypot(p, math.sqrt(c))
        return rest
