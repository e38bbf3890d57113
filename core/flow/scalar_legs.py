"""The two kinds of stretch that a scalar flow consists of.

On each, time is an integral in a coordinate v in which the integrand is smooth over panels of width
about one, whatever the scales of weights and target.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.flow.quadrature import TimeMap, time_map
from core.flow.scalar_path import End, ScalarPath, product_of_roots

Array = NDArray[np.float64]

_PANEL = 1.1  # width of a panel in v where the integrand's scale is one
_GROWTH = 4.0  # log of the largest growth of the integrand across a first panel
LONGEST = math.log(1e250)  # times beyond the exponential of this are as good as never


class FromStart:
    """p = a sinh(v), or p = +-exp(v) if a = 0, from the start of the path to `stop`.

    a^2 is the smallest of the other layers' c_i: the nearest singularities of the integrand,
    p = +-ia, then lie at distance pi/2 from every v, and dp/dv = sqrt(p^2 + a^2) cancels one of its
    factors. v increases along the flow.
    """

    def __init__(self, path: ScalarPath, stop: float) -> None:
        nearest = int(np.argmin(path.others))
        self._path = path
        self._a = math.sqrt(float(path.others[nearest]))
        self._rest = np.delete(path.others, nearest)
        self._direction = 1.0 if stop > path.start else -1.0
        self._sign = 1.0 if stop > 0 else -1.0
        begin = self._coordinate(path.start)
        length = self._coordinate(stop) - begin
        largest = max(abs(path.start), abs(stop)) ** 2
        growth = 1.0 + float(np.sum(largest / (largest + self._rest)))
        panels = math.ceil(length / min(_PANEL, _GROWTH / growth))
        self.map = time_map(self._density, begin + np.linspace(0.0, length, panels + 1))
        self.length = self.map.end

    def _coordinate(self, p: float) -> float:
        if self._a > 0.0:
            return self._direction * math.asinh(p / self._a)
        return self._direction * math.log(abs(p))

    def _p(self, v: Array) -> Array:
        if self._a > 0.0:
            return self._a * np.sinh(self._direction * v)
        return self._sign * np.exp(self._direction * v)

    def _density(self, v: Array) -> Array:
        p = self._p(v)
        return 0.5 / (np.abs(self._path.gap(p)) * product_of_roots(p, self._rest))

    def at(self, times: Array) -> tuple[Array, Array]:
        """p and y - w at times since the start of the leg."""
        p = self._p(self.map.inverse(times))
        return p, self._path.gap(p)


class Approach:
    """limit - p = distance exp(-v), to the end of the path.

    The integrand tends to exp(growth v) / tail_rate and equals it, to rounding, from v = tail on:
    there t(v) is elementary.
    """

    length = math.inf

    def __init__(
        self,
        path: ScalarPath,
        distance: float,
        *,
        tail: float,
        growth: int,
        tail_rate: float,
    ) -> None:
        self._path = path
        self._distance = distance
        self._tail = tail
        self._growth = growth
        self._tail_rate = tail_rate
        self.map: TimeMap | None = None
        if tail > 0.0:
            self.map = time_map(self._density, self._edges())
        self._head = self.map.end if self.map else 0.0

    def _edges(self) -> Array:
        if self._path.end is End.TARGET:  # what is not constant decays: panels widen with v
            ratio = 1.0 + 0.7 * _PANEL
            panels = math.ceil(math.log1p(self._tail) / math.log(ratio))
            return np.expm1(np.linspace(0.0, math.log1p(self._tail), panels + 1))
        panels = math.ceil(self._tail / min(_PANEL, _GROWTH / max(self._growth, 1)))
        return np.linspace(0.0, self._tail, panels + 1)

    def _state(self, v: Array) -> tuple[Array, Array]:
        distance = self._distance * np.exp(-v)
        if self._path.end is End.TARGET:
            return self._path.limit - distance, self._path.gap_at_distance(distance)
        return -distance, self._path.gap(-distance)

    def _density(self, v: Array) -> Array:
        p, gap = self._state(v)
        others = product_of_roots(p, self._path.others)
        if self._path.end is End.ZERO:  # |gap| is |p| times the others
            return 0.5 / (others * others)
        return abs(self._distance) * np.exp(-v) / (2.0 * np.abs(gap) * others)

    def at(self, times: Array) -> tuple[Array, Array]:
        """p and y - w at times since the start of the leg."""
        v = np.empty_like(times)
        head = np.searchsorted(times, self._head, side="right") if self.map else 0
        if self.map and head:
            v[:head] = self.map.inverse(times[:head])
        if head < times.size:
            elapsed = (times[head:] - self._head) * self._tail_rate
            if self._growth:
                begin = math.exp(self._growth * self._tail)
                elapsed = np.log1p(self._growth * elapsed / begin) / self._growth
            v[head:] = self._tail + elapsed
        return self._state(v)

    def time_at(self, distance: float) -> float:
        """Time from the start of the leg until the end is within `distance`; inf if never."""
        v = max(0.0, math.log(abs(self._distance) / distance))
        if self.map and v < self._tail:
            return self.map.at(v)
        beyond = v - self._tail
        if self._growth == 0:
            return self._head + beyond / self._tail_rate
        if self._growth * v > LONGEST:
            return math.inf
        begin = math.exp(self._growth * self._tail)
        elapsed = begin * math.expm1(self._growth * beyond) / (self._growth * self._tail_rate)
        return self._head + elapsed
