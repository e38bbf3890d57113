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
    """A stretch up to the end of a path, p = limit - distance exp(-v).

    Attributes
    ----------
    distance : float
        limit - p where the stretch begins.
    """

    distance: float

    @abstractmethod
    def state(self, v: Array) -> tuple[Array, Array]:
        """p and y - w at v >= 0 from the start of the stretch."""

    @abstractmethod
    def density(self, v: Array) -> Array:
        """dt/dv."""


class ToTarget(Approach):
    """p = limit - distance exp(-v) to the target y = w(limit) > 0, from below or above.

    Not across 0, and at least two layers. The gap is -y expm1(log(w/y)): with log(w/y) as a sum of
    logarithms of one sign there is no cancellation.

    Attributes
    ----------
    target, limit : float
    power : float
        The power of p that w behaves like at the limit.
    slope : float
        dw/dp at the limit.
    tail_rate : float
        tau at the limit, twice: dt/dv tends to the inverse.
    """

    def __init__(self, others: list[float], target: float, limit: float, distance: float) -> None:
        square = limit * limit
        squares = [square + c for c in others]
        shares = [-1.0, *[-square / other for other in squares]]
        self._shares = np.array(shares)[:, None]
        self._squares = squares
        self._others = others
        root = target / limit  # the product of the other weights
        self.target = target
        self.limit = limit
        self.distance = distance
        self.power = -sum(shares)
        self.slope = root * self.power
        self.tail_rate = 2.0 * root * self.slope

    def state(self, v: Array) -> tuple[Array, Array]:
        """p and y - w, the latter to full relative accuracy."""
        p, log_share = self.log_share(self.distance * np.exp(-v))
        return p, -self.target * np.expm1(log_share)

    def density(self, v: Array) -> Array:
        """dt/dv."""
        distance = self.distance * np.exp(-v)
        p, log_share = (part.reshape(v.shape) for part in self.log_share(distance.ravel()))
        # The product of the other weights is w / p.
        others = self.target * np.exp(log_share) / p
        return distance / (-2.0 * self.target * np.expm1(log_share) * others)

    def power_at(self, distance: float) -> float:
        """The power of p that w behaves like at p = limit - distance."""
        return _power(self._others, self.limit - distance)

    def log_share_near(self, relative: Array) -> Array:
        """log(w/y) at p = (1 - relative) limit, shape (n,), no farther from it than that."""
        lever = relative * (2.0 - relative)
        logs: Array = np.add.reduce(np.log1p(self._shares * lever))
        logs *= 0.5
        return logs

    def log_share(self, distance: Array) -> tuple[Array, Array]:
        """p = limit - distance and log(w/y) there, shape (n,)."""
        p = self.limit - distance
        squares = np.array(self._squares)[:, None]
        logs: Array = np.add.reduce(np.log1p(-distance * (self.limit + p) / squares))
        logs *= 0.5
        logs += np.log1p(distance * (-1.0 / self.limit))
        return p, logs


def distance_of_gap(
    others: list[float], target: float, limit: float, start: float, gap: float
) -> float:
    """limit - start for a start near the target, by Newton's method from y - w(start).

    The difference itself would keep few digits.
    """
    distance = limit - start
    squares = [limit * limit + c for c in others]
    for _ in range(20):
        lever = distance * (2.0 * limit - distance)
        log_share = math.log1p(-distance / limit)
        log_share += 0.5 * math.fsum(math.log1p(-lever / square) for square in squares)
        p = limit - distance
        slope = target * math.exp(log_share) / p * _power(others, p)
        step = (-target * math.expm1(log_share) - gap) / slope
        distance -= step
        if abs(step) <= 4 * EPS * abs(distance):
            break
    return distance


class ToZero(Approach):
    """p = start exp(-v), down to p = 0: the target is 0, or tied weights end at the saddle."""

    def __init__(self, others: list[float], target: float, start: float) -> None:
        self._others = others
        self._target = target
        self.distance = -start

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
