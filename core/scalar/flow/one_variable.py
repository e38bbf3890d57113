"""Gradient flow of a deep scalar network, exactly: one integral in one variable.

With p the signed smallest weight, dp/dt = 2 (y - w) prod_{i != k} w_i, and every other weight
follows from w_i^2 = p^2 + c_i. Up to a sign we may take the target y >= 0 and
w = p prod sqrt(p^2 + c_i), increasing in p. Then p runs monotonically to its end and

    t(p) = integral of dp / (2 |y - w| prod sqrt(p^2 + c_i)).

The path is cut into stretches, each in its own coordinate (`path`): one from the start over all
the scales on the way, one for the approach to the end, where the gap y - w is formed without
cancellation, so that the loss (y - w)^2 keeps its relative accuracy down to the smallest floats.
The end, to the end of time, is one panel for a target (`landing`) and a formula for zero
(`ending`). One layer and two have a closed form for all of it (`closed`, `riccati`).

Source: docs/mathematics.md, section 2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.arrays import EPS, TINY, Array
from core.float64 import above_zero
from core.scalar.flow.closed import Closed, OneLayer
from core.scalar.flow.ending import LONGEST, Ending, Fading
from core.scalar.flow.landing import Landing
from core.scalar.flow.path import Approach, FromStart, ToTarget, ToZero, distance_of_gap
from core.scalar.flow.quadrature import TimeMap, time_map
from core.scalar.flow.riccati import RiccatiFlow
from core.scalar.network import ScalarNetwork
from core.scalar.polynomial import smallest_square

_NEAR = 0.4  # the approach to a target begins at this distance, in units of its p
_REACH = 2.5  # and its landing no farther than this by the power of p that w behaves like there
_NEARER = 12  # times half as far, at most, until the landing is resolved
_CLOSE = 0.1  # nearer than this, limit - p(0) is found from the gap
_FAINT = 1e-60  # an imbalance so small beside target or weight that its square may be lost
_PANEL = 0.8  # width of a panel in v where dt/dv varies over widths of one
_GROWTH = 4.0  # log of the largest growth of dt/dv across a first panel


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
        self._closed: Closed | None = None
        self._from_start: FromStart | None = None
        self._approach: Approach | None = None
        self._ending: Ending | None = None
        self._turn = 0.0  # v where the approach begins
        self._last = 0.0  # v where the ending takes over
        self._slope = 1.0  # of |y - w| by |p - limit| in the end
        self._map: TimeMap | None = None
        ties = self._others.count(0.0) + 1
        self.end, self.limit = self._classify(ties)
        if self.end is End.TARGET:
            self._closed = self._in_closed_form()
            if self._closed is None:
                self._to_target()
        elif self.end is not End.STATIONARY:
            self._to_zero(ties)
        self._head = self._map.end if self._map else 0.0

    def at(self, times: Array) -> States:
        """p and y - w at `times`, shape (n,), not decreasing, from 0."""
        if self.end is End.STATIONARY:
            return States(np.full(times.shape, self.start), np.full(times.shape, self._gap))
        p, gap = self._closed.at(times) if self._closed else self._along(times)
        begin = int(times.searchsorted(0.0, side="right"))
        p[:begin], gap[:begin] = self.start, self._gap
        return States(p, gap)

    def time_at_distance(self, distance: float) -> float:
        """Time from which |p - limit| is at most `distance`, to the accuracy that a picture needs.

        A distance passed before the approach to the end begins counts from that beginning; inf if
        the time is beyond float64.
        """
        assert self._approach and self._ending
        v = self._turn + max(0.0, math.log(abs(self._approach.distance) / distance))
        if self._map and v < self._last:
            return self._map.at(v)
        return self._head + self._ending.time(v - self._last)

    def time_at_gap(self, gap: float) -> float:
        """The same for |y - w|, to leading order near the target."""
        if self._closed:
            return self._closed.time_at_gap(gap)
        return self.time_at_distance(above_zero(gap / self._slope))

    def marks(self) -> Array:
        """Times at which the flow is well resolved: they crowd where it moves."""
        if self._closed:
            return self._closed.marks()
        late = self._ending.marks() if self._ending else np.empty(0)
        if not self._map:
            return late
        return np.concatenate((self._map.grid[1:-1:16], self._head + late))

    def _along(self, times: Array) -> tuple[Array, Array]:
        """p and y - w where there is no closed form."""
        assert self._ending
        if not self._map:
            return self._ending.at(times)
        head = int(times.searchsorted(self._head, side="right"))
        if head == times.size:
            return self._state(self._map.inverse(times))
        if head == 0:
            return self._ending.at(times - self._head)
        before = self._state(self._map.inverse(times[:head]))
        after = self._ending.at(times[head:] - self._head)
        return np.concatenate((before[0], after[0])), np.concatenate((before[1], after[1]))

    def _state(self, v: Array) -> tuple[Array, Array]:
        """p and y - w at increasing v."""
        assert self._approach
        turn = int(v.searchsorted(self._turn)) if self._from_start else 0
        if self._from_start is None or turn == 0:
            return self._approach.state(v - self._turn)
        if turn == v.size:
            return self._from_start.state(v)
        p, gap = np.empty_like(v), np.empty_like(v)
        p[:turn], gap[:turn] = self._from_start.state(v[:turn])
        p[turn:], gap[turn:] = self._approach.state(v[turn:] - self._turn)
        return p, gap

    def _density(self, v: Array) -> Array:
        """dt/dv for panels of points, one a row."""
        assert self._approach
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

    def _in_closed_form(self) -> Closed | None:
        """Of one layer, and of two where it can be seen that they are not tied at 0."""
        others, target, start = self._others, self._target, self.start
        if not others:
            return OneLayer(target, self._gap)
        if len(others) == 1 and (start > 0.0 or others[0] > _FAINT * max(target, start * start)):
            return RiccatiFlow(others[0], target, start, self._gap)
        return None

    def _to_target(self) -> None:
        others, target, limit = self._others, self._target, above_zero(self.limit)
        distance = limit - self.start
        edges = [0.0]
        if distance > _NEAR * limit:
            distance = _NEAR * limit
            leg = FromStart(others, target, self.start, limit - distance)
            edges = _even(leg.length, leg.power)
            self._from_start, self._turn = leg, leg.length
        elif abs(distance) < _CLOSE * limit:
            distance = distance_of_gap(others, target, limit, self.start, self._gap)
        approach = ToTarget(others, target, limit, distance)
        self._approach, self._slope = approach, approach.slope
        near = min(abs(distance), limit * min(_NEAR, _REACH / approach.power))
        landing = Landing(approach, math.copysign(near, distance))
        for _ in range(_NEARER):
            if landing.resolved:
                break
            near *= 0.5
            landing = Landing(approach, math.copysign(near, distance))
        if abs(distance) > near:  # from far above, or many layers: many scales until there
            power = max(approach.power, 2.0 * approach.power_at(distance))
            edges += [edges[-1] + v for v in _even(math.log(abs(distance) / near), power)[1:]]
        self._ending, self._last = landing, edges[-1]
        if len(edges) > 1:
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
        last = max(0.0, math.log(above_zero(size)) - log_tail)
        # A rate that float64 cannot hold is slower than all times.
        rate = max(2.0 * math.exp(log_rate + growth * math.log(size)), TINY)
        approach = ToZero(self._others, self._target, self.start)
        # Where time grows like exp(growth v), or hardly moves on: stop before it leaves the range.
        last = approach.before(LONGEST, last)
        self._approach, self._last = approach, last
        self._ending = Fading(approach, last, growth, rate)
        if last > 0.0:
            self._map = time_map(self._density, np.array(_even(last, growth)))


def _even(length: float, power: float) -> list[float]:
    """Panel edges of a stretch on which dt/dv grows at most like exp(power v)."""
    panels = math.ceil(length / min(_PANEL, _GROWTH / max(power, 1.0)))
    return [length * (panel / panels) for panel in range(panels + 1)]


def scalar_flow(network: ScalarNetwork, target: float) -> tuple[ScalarFlow, float]:
    """The flow mirrored so that the target is not negative, and the sign that mirrors w back.

    If the target is 0, w keeps the sign it starts with and is mirrored by that.
    """
    side = -1.0 if (target or network.product) < 0 else 1.0
    start = side * network.orientation * network.start
    return ScalarFlow(network.others, start, abs(target), side * network.gap), side
