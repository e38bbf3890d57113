"""How fast the loss of a scalar network falls along its exact path.

log(L(0)/L(t)) is the integral of 4 tau, and tau = P'(p^2) with p monotone in time: tau rises,
falls, or, where the flow crosses w = 0, first falls and then rises. The mean of 4 tau from the
start on is then least at the start, at the end of the window, or at one time between.

Source: docs/mathematics.md, section 9.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from core.arrays import TINY, Array
from core.scalar.flow.one_variable import End, ScalarFlow, States
from core.scalar.network import ScalarNetwork
from core.scalar.polynomial import preconditioner, preconditioner_at
from core.scalar.rate import TRUE_GAMMA
from words import Message

#: Parts of the loss at the start whose times are told.
PARTS = (1e-2, 1e-6, 1e-12)
_NEAR = 1e-2  # of |w(0)|: what w has moved by has lost digits, but tau is all but constant
_EARLY_SHARE = 0.5  # of the gap: the way so far is smooth in t
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)
_GRID, _ROUNDS = 65, 9  # refinements of the least mean, to rounding: it may stand at a corner
_LONGEST = 1e110
_STEPS = 200


@dataclass(frozen=True)
class TimeTo:
    """When the excess has fallen to a part of its start.

    Attributes
    ----------
    part : float
    flow : float or None
        Along the flow; None where it has not come there.
    bound : float or None
        What the rate guarantees; None where nothing is guaranteed.
    earliest : float or None
        No such flow is there before; None where nothing is known of that.
    """

    part: float
    flow: float | None
    bound: float | None
    earliest: float | None = None

    @property
    def message(self) -> Message | None:
        """Between which times it happens, and when it does; None where it is there at once."""
        if not self.earliest:
            return None
        values = {"part": self.part, "earliest": self.earliest, "bound": self.bound}
        code = "corridor.between" if self.bound is not None else "corridor.after"
        if self.flow is None:
            return Message(f"{code}_unseen", **values)
        return Message(code, **values, flow=self.flow)

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "part": self.part,
            "earliest": self.earliest,
            "flow": self.flow,
            "bound": self.bound,
        }


def time_to(part: float, flow: float | None, rate: float, fastest: float | None = None) -> TimeTo:
    """The flow's time beside those of exp(-rate t) above and exp(-fastest t) below it."""
    if flow == 0.0:
        return TimeTo(part, 0.0, 0.0, 0.0)
    folds = -math.log(part)
    return TimeTo(
        part, flow, folds / rate if rate > 0.0 else None, folds / fastest if fastest else None
    )


class Decay:
    """Means and times of a flow.

    Parameters
    ----------
    network : ScalarNetwork
    flow : ScalarFlow
        Of this network, mirrored by `side` (`core.scalar.flow.one_variable.scalar_flow`).
    side : float
    target : float
        y.
    horizon : float
        The window is [0, horizon].
    still : bool
        Whether the start is the minimum, to rounding.
    """

    def __init__(
        self,
        network: ScalarNetwork,
        flow: ScalarFlow,
        side: float,
        target: float,
        horizon: float,
        *,
        still: bool,
    ) -> None:
        self._network = network
        self._flow = flow
        self._side = side
        self._target = target
        self._horizon = horizon
        self._still = still

    @cached_property
    def rate(self) -> float | None:
        """The largest r with L(t) <= exp(-r t) L(0) for all t in the window.

        None where there is nothing to learn: the start is the minimum, or the window has no length.
        """
        if self._still or self._horizon == 0.0:
            return None
        if self._flow.end is End.STATIONARY:
            return 0.0
        end = self._horizon
        start, crosses = self._slope(self._flow.start), self._flow.start * self._flow.limit < 0.0
        slowest = self._slope(0.0) if crosses else min(start, self._slope(self._flow.limit))
        if start == slowest:  # tau only rises: so do the means
            return start
        least = min(start, float(self._fallen(np.array([end]))[0]) / end)
        if crosses:
            least = min(least, self._least_between(min(end, self._first()), end))
        return max(least, slowest)  # no mean is below the least tau: what is, is rounding

    def time_to(self, part: float) -> float | None:
        """The time at which L has fallen to that part of L(0), below 1; None if it never does."""
        if self._still:
            return 0.0
        goal = -math.log(part)
        if not self._reaches(part):
            return None
        # tau is nowhere larger on the way than at one of its ends.
        fastest = max(self._slope(self._flow.start), self._slope(self._flow.limit))
        low, high = 0.5 * goal / fastest, math.inf
        time = max(low, self._about(part))
        for _ in range(_STEPS):
            times = np.array([time])
            states = self._flow.at(times)
            short = float(self._fallen(times, states)[0]) - goal
            low, high = (time, high) if short < 0.0 else (low, time)
            slope = self._slope(float(states.smallest_weight[0]))
            step = short / slope if slope else math.inf
            if abs(step) <= 1e-15 * time:
                break
            time -= step
            if high == math.inf:  # where it hardly moves a step would lead anywhere
                time = min(time, 8.0 * low) if time > low else 8.0 * low
                if time > _LONGEST:
                    return None
            elif not low < time < high:
                time = math.sqrt(low) * math.sqrt(high)
        return time

    def _about(self, part: float) -> float:
        """The time at which L has fallen so far, to leading order near a target; 0 unknown."""
        gap = abs(self._network.gap) * math.sqrt(part)
        if self._flow.end is not End.TARGET or gap < TINY:
            return 0.0
        try:
            time = self._flow.time_at_gap(gap)
        except FloatingPointError:  # of numbers on the way to it
            return 0.0
        return time if time <= _LONGEST else 0.0

    def _reaches(self, part: float) -> bool:
        """Whether the loss ends below that part of its start."""
        if self._flow.end is End.SADDLE:
            return (self._target / self._network.gap) ** 2 < part
        return self._flow.end is not End.STATIONARY

    def _first(self) -> float:
        """A time before the least mean of a way across 0, however little the loss has fallen.

        The least comes after the crossing, and up to there the smallest weight is never faster
        than at the start.
        """
        network = self._network
        size = abs(network.start)
        others = abs(network.product) / size
        return max(0.5 * size / abs(network.gap) / others, TINY)

    def _least_between(self, first: float, end: float) -> float:
        """The least mean over (0, t], t from `first` to `end`: it has one minimum."""
        least = math.inf
        for _ in range(_ROUNDS):
            times = np.geomspace(first, end, _GRID)
            means = self._fallen(times) / times
            i = int(np.argmin(means))
            least = min(least, float(means[i]))
            first, end = times[max(i - 1, 0)], times[min(i + 1, _GRID - 1)]
        return least

    def _slope(self, p: float) -> float:
        """-d log L/dt at the smallest weight p."""
        return TRUE_GAMMA * preconditioner_at(self._network.cumulative_imbalance.tolist(), p * p)

    def _fallen(self, times: Array, states: States | None = None) -> Array:
        """log(L(0)/L(t)), shape (n,), with its digits however small or large it is.

        `states` are those of the flow at these times, where they are known.
        """
        fallen = self._within(times, states or self._flow.at(times))
        lost = ~np.isfinite(fallen)
        if lost.any():  # the gap is below the least float: the rate is that of the end
            last = float(times[lost][0])
            while not np.isfinite(there := self._logged(last)):
                last *= 0.5
            fallen[lost] = there + (times[lost] - last) * self._slope(self._flow.limit)
        return fallen

    def _logged(self, time: float) -> float:
        """The same at one time, inf where float64 does not hold the gap."""
        times = np.array([time])
        return float(self._within(times, self._flow.at(times))[0])

    def _within(self, times: Array, states: States) -> Array:
        """The same as far as float64 holds the gap; inf beyond."""
        network = self._network
        p = self._side * network.orientation * states.smallest_weight
        weights = network.weights(p)
        moved = network.product - np.prod(weights, axis=-1)
        share = moved / network.gap
        with np.errstate(divide="ignore"):
            if self._target == 0.0:  # the gap is the product, and may be too small for a float
                start = np.abs(network.weights(network.start))
                logs = np.log(np.abs(weights) / start).sum(axis=-1)
            else:
                logs = np.log(np.abs(states.gap / network.gap))
        early = np.abs(share) < _EARLY_SHARE
        logs[early] = np.log1p(share[early])
        fallen = -2.0 * logs
        near = early & (np.abs(moved) < _NEAR * abs(network.product))
        if near.any():
            fallen[near] = times[near] * self._mean_slope(times[near])
        return np.asarray(fallen)

    def _mean_slope(self, times: Array) -> Array:
        """The mean of 4 tau over [0, t] where tau is smooth and all but constant."""
        c = self._network.cumulative_imbalance
        means: Array = np.zeros_like(times)
        for node, weight in zip(_NODES.tolist(), _WEIGHTS.tolist(), strict=True):
            p = self._flow.at(0.5 * (1.0 + node) * times).smallest_weight
            means += 0.5 * weight * TRUE_GAMMA * preconditioner(c, p * p)
        return means
