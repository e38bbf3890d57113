"""Explicit steps of order 8 for flows of all layers, by the stages of DOP853 (`stages`).

Errors are measured in the norm of the state and in the norm of y, each beside its own size, and
exp(c t) y takes the place of y, as in `taylor`: y keeps its relative accuracy, and its decay costs
no steps.
"""

from __future__ import annotations

import math

from core.arrays import TINY, Array
from core.integrate.base import Step, Stepper, norm
from core.integrate.inside import Interpolant
from core.integrate.slopes import Velocity
from core.integrate.stages import Stages
from core.integrate.tail import TailStepper

#: About the largest error of the layers beside their size; that of y beside its own: 50 times it.
TOLERANCE = 1e-10
#: The largest errors of order 5 of state and y beside their sizes, in units of TOLERANCE^(3/4):
#: they fall like the 6th power of a step where the step's own fall like the 9th, per time the 8th.
_LIMITS = (0.7, 1.7)
_SAFETY, _SMALLEST, _LARGEST = 0.9, 0.2, 6.0
#: Powers of the error of this step and of the one before that the next step is as long by: steps
#: that heed the trend are tried in vain half as often.
_NOW, _BEFORE = -1.0 / 6.0, 0.4 / 6.0
_EASY = 1e-3  # the least that an error counts as the one before
_FIRST = 0.1  # of the shorter of the times in which state and y would change by their size
_SHORTEST = 1e-12  # of the step before: no shorter one is tried
_DECAY = 6.5  # longest step in units of 1/c
_NOTHING = 1e-280  # what is smaller need not be accurate


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
        self._limits = [limit * tolerance**0.75 for limit in _LIMITS]
        self._error_before = 1.0
        self._stages = Stages(system, (y.shape[0], y.shape[1]))
        self._step = 0.0
        self._decay = 0.0  # c
        self._growth = 1.0  # exp(c t) at the end of the step
        self._after = state, y  # there, with exp(c t) y in place of y
        self._sizes_after = 0.0, 0.0
        self.move(state, y)
        speeds = self._stages.speed(), norm(self._fall)
        rate = max(speed / max(size, TINY) for speed, size in zip(speeds, self._sizes, strict=True))
        self._next = _FIRST / rate if rate > 0.0 else math.inf

    def move(self, state: Array, y: Array) -> None:
        """Stand at another point, as near as rounding: the pace stays."""
        self.state, self.y = state.copy(), y.copy()
        self._sizes = norm(self.state), norm(self.y)
        self._slope, self._fall = self._stages.first(state, y)

    def expand(self) -> float:
        """Take the next step; returns its length, inf if nothing moves, 0 if none will do."""
        if self._next == math.inf:
            self._step, self._decay = math.inf, 0.0
            return math.inf
        size = self._sizes[1]
        fall = float(self.y.ravel().dot(self._fall))
        self._decay = max(0.0, fall / size / size) if size > 0.0 else 0.0
        stages = self._stages
        stages.load(self.state, self.y, self._slope, self._fall)
        shortest = _SHORTEST * self._next
        largest = _LARGEST
        while self._next > shortest:
            step = self._step = min(self._next, _DECAY / max(self._decay, TINY))
            stages.begin(step, self._decay)
            state, z, self._growth = stages.whole()
            sizes = norm(state), norm(z)
            error = self._error(*sizes)
            factor = _SAFETY * max(error, TINY) ** _NOW if error < math.inf else 0.0
            if error <= 1.0:
                factor *= self._error_before**_BEFORE
                self._error_before = max(error, _EASY)
            self._next = step * min(max(factor, _SMALLEST), largest)
            largest = 1.0  # after a step that was too long
            if error <= 1.0:
                self._after, self._ahead = (state, z), stages.last()
                self._sizes_after = sizes[0], sizes[1] / self._growth
                return step
        # A step of no length: who looks into it is where it begins.
        self._after, self._ahead = (self.state, self.y.ravel()), (self._slope, self._fall)
        self._sizes_after = self._sizes
        return 0.0

    def _error(self, *after: float) -> float:
        """Of the step in units of the largest that will do.

        Parameters
        ----------
        *after : float
            The sizes of state and z at its end.
        """
        worst = 0.0
        for limit, error, then, now in zip(
            self._limits, self._stages.errors(), after, self._sizes, strict=True
        ):
            if not error < math.inf or not then < math.inf:
                return math.inf
            worst = max(worst, error / (limit * max(min(then, now), _NOTHING)))
        return worst

    def step(self) -> Step:
        """The step as its stages are now; what else looking into it takes is worked out then."""
        if self._step == math.inf:
            return TailStepper(None, self.state, self.y).step()
        start = self.state, self.y, self._slope, self._fall
        end = *self._after, *self._ahead
        return Interpolant(self._stages, start, end, self._step, self._decay)

    def advance(self, elapsed: float) -> None:
        """Go to the end of the step, `elapsed` ahead."""
        self.state, z = self._after
        self.y = (z / self._growth).reshape(self.y.shape)
        self._sizes = self._sizes_after
        self._slope, self._fall = self._ahead
