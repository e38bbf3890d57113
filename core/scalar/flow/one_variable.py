"""Gradient flow of a deep scalar network, exactly: one integral in one variable.

With p the signed smallest weight, dp/dt = 2 (y - w) prod_{i != k} w_i, and every other weight
follows from w_i^2 = p^2 + c_i. Up to a sign we may take the target y >= 0 and
w = p prod sqrt(p^2 + c_i), increasing in p. Then p runs monotonically to its end and

    t(p) = integral of dp / (2 |y - w| prod sqrt(p^2 + c_i)).

The path is cut into two stretches, each in its own coordinate (`path`): one from the start
over all the scales on the way, one for the approach to the end, where the gap y - w is formed
without cancellation, so that the loss (y - w)^2 keeps its relative accuracy down to the smallest
floats. Far down the approach dt/dv is an exponential to rounding, and t(v) a formula. Two layers
have a closed form for all of it (`riccati`).

Source: docs/mathematics.md, section 2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.arrays import EPS, TINY, Array
from core.float64 import above_zero
from core.scalar.flow.path import Approach, FromStart, ToTarget, ToZero
from core.scalar.flow.quadrature import TimeMap, time_map
from core.scalar.flow.riccati import RiccatiFlow
from core.scalar.network import ScalarNetwork
from core.scalar.polynomial import smallest_square

_TAIL = 40.0  # exp(-40) is beyond float64 beside 1
_NEAR = 0.5  # the approach to a target begins at this distance, in units of its p
_CLOSE = 0.1  # nearer than this, limit - p(0) is found from the gap
_FAINT = 1e-60  # an imbalance so small beside target or weight that its square may be lost
_PANEL = 0.8  # width of a panel in v where dt/dv varies over widths of one
_WIDEN = 1.5  # ratio of neighbouring panels on an approach to the target
_GROWTH = 4.0  # log of the largest growth of dt/dv across a first panel
_LONGEST = math.log(1e110)  # of a time: scenarios end at 1e100


class End(StrEnum):
    """Where a flow goes."""

    TARGET = "target"
    SADDLE = "saddle"
    ZERO = "zero"  # the target itself is zero
    STATIONARY = "stationary"


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


def at_target(gap: float, target: float, depth: int) -> bool:
    """Whether y - w is no more than the rounding of `depth` layers and of the target: a minimum."""
    return abs(gap) <= (depth + 1) * EPS * abs(target)


class ScalarFlow:
    """The flow from p(0) = `start` towards `target`, in the sign in which the target is positive.

    Parameters
    ----------
    others : list of float, length L - 1
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

    def __init__(self, others: list[float], start: float, target: float, gap: float) -> None:
        self._others = others
        self._target = target
        self._gap = gap
        self.start = start
        self.order = 1
        self._from_start: FromStart | None = None
        self._approach: Approach | None = None
        self._turn = 0.0  # v where the approach begins
        self._tail = 0.0  # v where the formula takes over
        self._map: TimeMap | None = None
        ties = self._others.count(0.0) + 1
        self.end, self.limit = self._classify(ties)
        self._closed: RiccatiFlow | None = None
        if self.end is End.TARGET:
            seen = len(others) == 1 and others[0] > _FAINT * max(target, start * start)
            if seen or (len(others) == 1 and start > 0.0):
                self._closed = RiccatiFlow(others[0], target, start, gap)
            else:
                self._to_target()
        elif self.end is not End.STATIONARY:
            self._to_zero(ties)
        self._head = self._map.end if self._map else 0.0

    def at(self, times: Array) -> States:
        """p and y - w at `times`, shape (n,), not decreasing, from 0."""
        if self.end is End.STATIONARY:
            return States(np.full(times.shape, self.start), np.full(times.shape, self._gap))
        p, gap = self._closed.at(times) if self._closed else self._state(self._coordinate(times))
        begin = int(times.searchsorted(0.0, side="right"))
        p[:begin], gap[:begin] = self.start, self._gap
        return States(p, gap)

    def time_at_distance(self, distance: float) -> float:
        """Time from which |p - limit| is at most `distance`, to the accuracy that a picture needs.

        A distance passed before the approach to the end begins counts from that beginning; inf if
        the time is beyond float64.
        """
        approach = self._approach
        assert approach is not None
        ahead = max(0.0, math.log(abs(approach.distance) / distance))
        if self._map and self._turn + ahead < self._tail:
            return self._map.at(self._turn + ahead)
        beyond = self._turn + ahead - self._tail
        if approach.growth == 0:
            return self._head + beyond / approach.tail_rate
        if approach.growth * ahead > _LONGEST:
            return math.inf
        begin = math.exp(approach.growth * (self._tail - self._turn))
        growth = begin * math.expm1(approach.growth * beyond)
        return self._head + growth / (approach.growth * approach.tail_rate)

    def time_at_gap(self, gap: float) -> float:
        """The same for |y - w|, to leading order near the target."""
        if self._closed:
            return self._closed.time_at_gap(gap)
        assert self._approach is not None
        return self.time_at_distance(gap / self._approach.slope)

    def marks(self) -> Array:
        """Times at which the flow is well resolved: they crowd where it moves."""
        if self._closed:
            return self._closed.marks()
        return self._map.grid[1:-1:16] if self._map else np.empty(0)

    def _state(self, v: Array) -> tuple[Array, Array]:
        """p and y - w at increasing v."""
        assert self._approach is not None
        turn = int(v.searchsorted(self._turn)) if self._from_start else 0
        if self._from_start is None or turn == 0:
            return self._approach.state(v - self._turn if self._turn else v)
        p, gap = np.empty_like(v), np.empty_like(v)
        p[:turn], gap[:turn] = self._from_start.state(v[:turn])
        p[turn:], gap[turn:] = self._approach.state(v[turn:] - self._turn)
        return p, gap

    def _coordinate(self, times: Array) -> Array:
        """v at `times`."""
        head = int(times.searchsorted(self._head, side="right")) if self._map else 0
        if self._map and head == times.size:
            return self._map.inverse(times)
        assert self._approach is not None
        elapsed = (times[head:] - self._head) * self._approach.tail_rate
        growth = self._approach.growth
        if growth:
            begin = math.exp(growth * (self._tail - self._turn))
            elapsed = np.log1p(growth * elapsed / begin) / growth
        if not self._map or not head:
            return self._tail + elapsed
        return np.concatenate([self._map.inverse(times[:head]), self._tail + elapsed])

    def _density(self, v: Array) -> Array:
        """dt/dv for panels of points, one a row."""
        assert self._approach is not None
        turn = int(np.searchsorted(v[:, 0], self._turn)) if self._from_start else 0
        if not self._from_start or not turn:
            return self._approach.density(v - self._turn)
        before = self._from_start.density(v[:turn])
        if turn == len(v):
            return before
        return np.concatenate([before, self._approach.density(v[turn:] - self._turn)])

    def _classify(self, ties: int) -> tuple[End, float]:
        if self._gap == 0.0 or (self.start == 0.0 and ties > 1):
            return End.STATIONARY, self.start
        if self._target == 0.0:
            return End.ZERO, 0.0
        if self.start < 0.0 and ties > 1:
            return End.SADDLE, 0.0
        return End.TARGET, math.sqrt(smallest_square([*self._others, 0.0], self._target))

    def _to_target(self) -> None:
        others, target, limit = self._others, self._target, self.limit
        distance = limit - self.start
        if not others:  # one layer: an exponential from the start
            self._approach = ToTarget(others, target, limit, self._gap)
            return
        edges = [0.0]
        if distance > _NEAR * limit:
            distance = _NEAR * limit
            leg = FromStart(others, target, self.start, limit - distance)
            edges = _even(leg.length, leg.power)
            self._from_start, self._turn = leg, leg.length
        elif abs(distance) < _CLOSE * limit:
            distance = ToTarget.distance_of_gap(others, target, limit, self.start, self._gap)
        self._approach = ToTarget(others, target, limit, distance)
        if distance < -_NEAR * limit:  # from far above: many scales until the target is near
            edges = _even(math.log(-distance / (_NEAR * limit)), 2.0 * self._approach.power)
        # What is not constant in dt/dv decays like exp(-v): panels may widen with v.
        edges += [edges[-1] + v for v in _WIDENING]
        self._tail = edges[-1]
        self._map = time_map(self._density, np.array(edges))

    def _to_zero(self, ties: int) -> None:
        """|dp/dt| = rate |p|^order to leading order, once p^2 << c_i and (at a saddle) |w| << y."""
        size = abs(self.start)
        positive = [c for c in self._others if c > 0.0]
        log_root = 0.5 * math.fsum(map(math.log, positive))  # the product itself may underflow
        log_tail = 0.5 * math.log(above_zero(EPS * min(positive) / 8)) if positive else math.inf
        if self.end is End.ZERO:
            log_rate, self.order = 2.0 * log_root, 2 * ties - 1
        else:
            log_target = math.log(self._target)
            log_rate, self.order = log_target + log_root, ties - 1
            log_tail = min(log_tail, (math.log(EPS / 8) + log_target - log_root) / ties)
        growth = self.order - 1
        self._tail = max(0.0, math.log(above_zero(size)) - log_tail)
        # A rate that float64 cannot hold is slower than all times.
        rate = max(2.0 * math.exp(log_rate + growth * math.log(size)), TINY)
        approach = ToZero(self._others, self._target, self.start, growth, rate)
        # Where time grows like exp(growth v), or hardly moves on: stop before it leaves the range.
        self._tail = approach.before(_LONGEST, self._tail)
        self._approach = approach
        if self._tail > 0.0:
            self._map = time_map(self._density, np.array(_even(self._tail, growth)))


def _even(length: float, power: float) -> list[float]:
    """Panel edges of a stretch on which dt/dv grows at most like exp(power v)."""
    panels = math.ceil(length / min(_PANEL, _GROWTH / max(power, 1.0)))
    return [length * (panel / panels) for panel in range(panels + 1)]


def _widening() -> list[float]:
    """Panel edges of an approach, from the second on: widths grow with v."""
    count = math.ceil(math.log1p(_TAIL) / math.log(_WIDEN))
    return [math.expm1(math.log1p(_TAIL) * edge / count) for edge in range(1, count + 1)]


_WIDENING = _widening()


def scalar_flow(network: ScalarNetwork, target: float) -> tuple[ScalarFlow, float]:
    """The flow mirrored so that the target is not negative, and the sign that mirrors w back.

    If the target is 0, w keeps the sign it starts with and is mirrored by that.
    """
    side = -1.0 if (target or network.product) < 0 else 1.0
    start = side * network.orientation * network.start
    return ScalarFlow(network.others, start, abs(target), side * network.gap), side
