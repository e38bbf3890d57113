"""Explicit steps of order 8 for flows of all layers: Dormand and Prince's DOP853.

The tableau is scipy's; the rest differs where a gradient flow does. Errors are measured in the
norm of the state and in the norm of y, each beside its own size, and exp(c t) y takes the place of
y, as in `taylor`: y keeps its relative accuracy, and its decay costs no steps. All times
in a step are evaluated by one product of matrices.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from functools import cached_property

import numpy as np
from scipy.integrate import DOP853

from core.arrays import TINY, Array
from core.integrate.base import Step, Stepper
from core.integrate.tail import TailStepper

#: Estimated error of the state in a step beside its size. DOP853 estimates with caution: the errors
#: are smaller by an order or two.
TOLERANCE = 1e-9
_RELIEF = 3.0  # tolerance of y in units of that of the state
_SAFETY, _SMALLEST, _LARGEST = 0.9, 0.2, 6.0
_FIRST = 0.1  # of the shorter of the times in which state and y would change by their size
_SHORTEST = 1e-12  # of the step before: no shorter one is tried
_DECAY = 6.5  # longest step in units of 1/c
_STAGES = len(DOP853.B)  # 12
_ROWS: list[Array] = [np.ascontiguousarray(row[:stage]) for stage, row in enumerate(DOP853.A)]
_EXTRA: list[Array] = [
    np.ascontiguousarray(row[: _STAGES + 1 + index]) for index, row in enumerate(DOP853.A_EXTRA)
]
_TIMES: list[float] = DOP853.C.tolist()
_EXTRA_TIMES: list[float] = DOP853.C_EXTRA.tolist()
_ERRORS: Array = np.array([DOP853.E5, DOP853.E3])
_WEIGHTS: Array = np.asarray(DOP853.B)
_DENSE: Array = np.asarray(DOP853.D)
_NOTHING = 1e-280  # what is smaller need not be accurate


class Velocity(ABC):
    """The right-hand side at one point. A point is one flat vector, the state and then y."""

    @abstractmethod
    def views(self, point: Array) -> tuple[list[Array], Array]:
        """The parts of a point: matrices of the state, and y."""

    @abstractmethod
    def velocity(self, at: tuple[list[Array], Array], out: tuple[list[Array], Array]) -> None:
        """Writes d/dt of the parts into those of another point."""


class RungeKuttaStepper(Stepper):
    """The flow by explicit steps.

    Parameters
    ----------
    system : Velocity
    state : ndarray, shape (d,)
    y : ndarray, shape (n, m)
        At the start.
    tolerance : float
    """

    def __init__(
        self, system: Velocity, state: Array, y: Array, tolerance: float = TOLERANCE
    ) -> None:
        self._tolerances = (tolerance, _RELIEF * tolerance)
        self._system = system
        self._shape = y.shape
        self._cut = state.size
        self._stand(np.concatenate([state, y.ravel()]))
        self._stages = _Stages(system, np.empty((_STAGES + 1, self._point.size)), self._cut)
        self._after = np.empty_like(self._point)  # with exp(c t) y in place of y
        self._last = np.empty_like(self._point)  # the slope there, of y itself
        self._step = 0.0
        self._decay = 0.0  # c
        system.velocity(system.views(self._point), system.views(self._last))
        rate = max(
            part / max(whole, TINY)
            for part, whole in zip(_sizes(self._last, self._cut), self._now, strict=True)
        )
        self._next = _FIRST / rate if rate > 0.0 else math.inf

    def _stand(self, point: Array) -> None:
        """Be at a point; state and y are views into it."""
        self._point = point
        self.state, self.y = point[: self._cut], point[self._cut :].reshape(self._shape)

    @property
    def _now(self) -> tuple[float, float]:
        return _sizes(self._point, self._cut)

    def expand(self) -> float:
        """Take the next step; returns its length, inf if nothing moves, 0 if none will do."""
        if self._next == math.inf:
            self._step, self._decay = math.inf, 0.0
            return math.inf
        stages, cut = self._stages, self._cut
        slopes = stages.slopes
        start = self._point[cut:]
        square = float(np.dot(start, start))
        fall = float(np.dot(start, self._last[cut:]))
        self._decay = max(0.0, -fall / square) if square > 0.0 else 0.0
        slopes[0] = self._last
        slopes[0, cut:] += self._decay * start
        shortest = _SHORTEST * self._next
        while self._next > shortest:
            step = self._step = min(self._next, _DECAY / max(self._decay, TINY))
            stages.begin(self._point, step, self._decay)
            trial = stages.whole(self._last)
            error = self._error(trial)
            if not error < math.inf:
                self._next = step * _SMALLEST
                continue
            factor = _SAFETY * max(error, TINY) ** (-1 / 8)
            self._next = step * min(max(factor, _SMALLEST), _LARGEST)
            if error <= 1.0:
                self._after = trial
                return step
        return 0.0

    def _error(self, after: Array) -> float:
        """Of the step in units of the tolerance, by DOP853's mixture of orders 5 and 3."""
        errors = np.dot(_ERRORS, self._stages.slopes)
        worst = 0.0
        sizes = (_sizes(part, self._cut) for part in (*errors, after))
        for tolerance, fifth, third, then, now in zip(
            self._tolerances, *sizes, self._now, strict=True
        ):
            mixed = math.hypot(fifth, 0.1 * third)
            if not mixed < math.inf:
                return math.inf
            if mixed > 0.0:
                scale = tolerance * max(min(then, now), _NOTHING)
                worst = max(worst, self._step * fifth * (fifth / mixed) / scale)
        return worst

    def step(self) -> Step:
        """The step's slopes; what else looking into it takes is worked out when it is."""
        if self._step == math.inf:
            return TailStepper(None, self.state, self.y).step()
        return _Interpolant(
            self._system,
            self._stages.slopes.copy(),
            self._point.copy(),
            self._after.copy(),
            self._step,
            self._decay,
            self._cut,
        )

    def advance(self, elapsed: float) -> None:
        """Go to the end of the step, `elapsed` ahead."""
        self._stand(self._after)
        self._point[self._cut :] *= math.exp(-self._decay * elapsed)

    def move(self, state: Array, y: Array) -> None:
        """Stand at another point, as near as rounding: the pace stays."""
        self._point[: self._cut] = state
        self._point[self._cut :] = y.ravel()
        self._system.velocity(self._system.views(self._point), self._system.views(self._last))


class _Stages:
    """The slopes of exp(c t) y and of the state at the stages of one step."""

    def __init__(self, system: Velocity, slopes: Array, cut: int) -> None:
        self._system = system
        self._cut = cut
        self.slopes = slopes
        self.point = np.empty(slopes.shape[1])  # where the last of them was found, with y itself
        self._views = [system.views(slope) for slope in slopes]
        self._point_views = system.views(self.point)

    def begin(self, start: Array, step: float, decay: float) -> None:
        """Another step from `start`."""
        self._start, self._step, self._decay = start, step, decay

    def whole(self, last: Array | None = None) -> Array:
        """All slopes after the first, and the end of the step, with exp(c t) y in place of y."""
        for stage in range(1, _STAGES):
            self.find(stage, _ROWS[stage], _TIMES[stage])
        self.find(_STAGES, _WEIGHTS, 1.0, last)
        end = self.point.copy()
        end[self._cut :] *= math.exp(self._decay * self._step)
        return end

    def find(self, stage: int, row: Array, time: float, last: Array | None = None) -> None:
        """The slope of a stage; that of y itself is left in `last`."""
        cut, slope, point = self._cut, self.slopes[stage], self.point
        np.dot(row * self._step, self.slopes[:stage], out=point)
        point += self._start
        growth = math.exp(self._decay * time * self._step)
        y, fall = point[cut:], slope[cut:]
        y /= growth
        self._system.velocity(self._point_views, self._views[stage])
        if last is not None:
            last[:] = slope
        fall *= growth
        fall += (self._decay * growth) * y


class _Interpolant(Step):
    """One step of order 7, worked out when it is first looked into."""

    def __init__(
        self,
        system: Velocity,
        slopes: Array,
        start: Array,
        after: Array,
        step: float,
        decay: float,
        cut: int,
    ) -> None:
        self._system = system
        self._slopes = slopes
        self._start, self._after = start, after
        self._step, self._decay, self._cut = step, decay, cut
        self.numbers = slopes.size + 2 * start.size

    def thin(self) -> bool:
        """Keep where the step begins and its first slope: the other slopes follow, to the bit."""
        self.__dict__.pop("_terms", None)
        self._slopes = self._slopes[:1].copy()
        self._after = self._start
        self.numbers = 2 * self._start.size
        return True

    def write(self, elapsed: Array, states: Array, y: Array) -> None:
        """Fill states, shape (q, d), and y, shape (q, n, m)."""
        x = elapsed / self._step
        terms = self._terms
        # x, x (1 - x), x (1 - x) x, ...
        basis = np.empty((x.size, len(terms)))
        basis[:, 0::2] = x[:, None]
        basis[:, 1::2] = (1.0 - x)[:, None]
        np.multiply.accumulate(basis, axis=1, out=basis)
        flat = y.reshape(x.size, -1)
        np.dot(basis, terms[:, : self._cut], out=states)
        np.dot(basis, terms[:, self._cut :], out=flat)
        states += self._start[: self._cut]
        flat += self._start[self._cut :]
        flat *= np.exp(-self._decay * elapsed)[:, None]

    @cached_property
    def _terms(self) -> Array:
        """Factors of x, x (1 - x), x (1 - x) x, ... that lead from the start."""
        step, size = self._step, self._start.size
        slopes = np.empty((_STAGES + 1 + len(_EXTRA), size))
        stages = _Stages(self._system, slopes, self._cut)
        stages.begin(self._start, step, self._decay)
        slopes[: len(self._slopes)] = self._slopes
        after = self._after
        if len(self._slopes) <= _STAGES:
            after = stages.whole()
        for index, (row, time) in enumerate(zip(_EXTRA, _EXTRA_TIMES, strict=True)):
            stages.find(_STAGES + 1 + index, row, time)
        change = after - self._start
        terms = np.empty((len(_DENSE) + 3, size))
        terms[0] = change
        terms[1] = step * slopes[0] - change
        terms[2] = 2 * change - step * (slopes[_STAGES] + slopes[0])
        np.dot(_DENSE * step, slopes, out=terms[3:])
        self._slopes = self._slopes[:1]  # the others are not needed again
        return terms


def _sizes(point: Array, cut: int) -> tuple[float, float]:
    """Norms of state and y."""
    state, y = point[:cut], point[cut:]
    return math.sqrt(np.dot(state, state)), math.sqrt(np.dot(y, y))
