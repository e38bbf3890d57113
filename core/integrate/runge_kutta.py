"""Explicit steps of order 8 for flows of all layers, by the stages of DOP853 (`stages`).

Errors are measured in the norm of the state and in the norm of y, each beside its own size, and
exp(c t) y takes the place of y, as in `taylor`: y keeps its relative accuracy, and its decay costs
no steps. All times in a step are evaluated by one product of matrices.
"""

from __future__ import annotations

import math

import numpy as np

from core.arrays import TINY, Array
from core.integrate.base import Step, Stepper, norm
from core.integrate.stages import COUNT, TERMS, Stages, Velocity
from core.integrate.tail import TailStepper

#: Estimated error of the state in a step beside its size. DOP853 estimates with caution: the errors
#: are smaller by an order or two.
TOLERANCE = 1e-9
_RELIEF = 3.0  # tolerance of y in units of that of the state
_SAFETY, _SMALLEST, _LARGEST = 0.9, 0.2, 6.0
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
        self._tolerances = (tolerance, _RELIEF * tolerance)
        self._stages = Stages(system, (y.shape[0], y.shape[1]))
        self._step = 0.0
        self._decay = 0.0  # c
        self._growth = 1.0  # exp(c t) at the end of the step
        self._after = state, y  # there, with exp(c t) y in place of y
        self.move(state, y)
        rate = max(
            norm(slope) / max(size, TINY)
            for slope, size in zip((self._slope, self._fall), self._sizes, strict=True)
        )
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
        fall = float(np.dot(self.y.ravel(), self._fall))
        self._decay = max(0.0, fall / size / size) if size > 0.0 else 0.0
        stages = self._stages
        stages.load(self.state, self.y, self._slope, self._fall)
        shortest = _SHORTEST * self._next
        largest = _LARGEST
        while self._next > shortest:
            step = self._step = min(self._next, _DECAY / max(self._decay, TINY))
            stages.begin(step, self._decay)
            state, z, self._growth = stages.whole()
            error = self._error(norm(state), norm(z))
            factor = _SAFETY * max(error, TINY) ** (-1 / 8) if error < math.inf else 0.0
            self._next = step * min(max(factor, _SMALLEST), largest)
            largest = 1.0  # after a step that was too long
            if error <= 1.0:
                self._after = state, z
                self._ahead = stages.last()
                return step
        return 0.0

    def _error(self, *after: float) -> float:
        """Of the step in units of the tolerance, by DOP853's mixture of orders 5 and 3.

        Parameters
        ----------
        *after : float
            The sizes of state and z at its end.
        """
        worst = 0.0
        for tolerance, (fifth, third), then, now in zip(
            self._tolerances, self._stages.errors(), after, self._sizes, strict=True
        ):
            mixed = math.hypot(fifth, 0.1 * third)
            if not mixed < math.inf or not then < math.inf:
                return math.inf
            if mixed > 0.0:
                scale = tolerance * max(min(then, now), _NOTHING)
                worst = max(worst, self._step * fifth * (fifth / mixed) / scale)
        return worst

    def step(self) -> Step:
        """The step as its stages are now; what else looking into it takes is worked out then."""
        if self._step == math.inf:
            return TailStepper(None, self.state, self.y).step()
        start = self.state, self.y, self._slope, self._fall
        return _Interpolant(self._stages, start, self._step, self._decay)

    def advance(self, elapsed: float) -> None:
        """Go to the end of the step, `elapsed` ahead."""
        self.state, z = self._after
        self.y = (z / self._growth).reshape(self.y.shape)
        self._sizes = norm(self.state), norm(self.y)
        self._slope, self._fall = self._ahead


class _Interpolant(Step):
    """One step of order 7, worked out when it is first looked into."""

    def __init__(
        self,
        stages: Stages,
        start: tuple[Array, Array, Array, Array],
        step: float,
        decay: float,
    ) -> None:
        self._stages = stages
        self._start = start  # state and y, and their slopes with reversed signs
        self._step, self._decay = step, decay
        self._there = True  # the stages are this step's
        self._kept: tuple[Array, Array] | None = None
        self._terms: tuple[Array, Array] | None = None
        self._thin = False
        self.numbers = (COUNT + 2) * start[0].size + 2 * (COUNT + 1) * start[1].size
        stages.hold(self._keep)

    def _keep(self) -> None:
        """Others need the stages."""
        self._there = False
        if self._terms is None and not self._thin:
            self._kept = self._stages.copy()

    def thin(self) -> bool:
        """Keep where the step begins and its first slopes: the others follow, to the bit."""
        self._thin = True
        self._kept = self._terms = None
        self.numbers = 2 * (self._start[0].size + self._start[1].size)
        return True

    def write(self, elapsed: Array, states: Array, y: Array) -> None:
        """Fill states, shape (q, d), and y, shape (q, n, m)."""
        x = elapsed / self._step
        terms = self._terms or self._found()
        # x, x (1 - x), x (1 - x) x, ...
        basis = np.empty((x.size, TERMS))
        basis[:, 0::2] = x[:, None]
        basis[:, 1::2] = (1.0 - x)[:, None]
        np.multiply.accumulate(basis, axis=1, out=basis)
        flat = y.reshape(x.size, -1)
        np.dot(basis, terms[0], out=states)
        np.dot(basis, terms[1], out=flat)
        states += self._start[0]
        flat += self._start[1].ravel()
        flat *= np.exp(-self._decay * elapsed)[:, None]

    def _found(self) -> tuple[Array, Array]:
        """Factors of x, x (1 - x), x (1 - x) x, ... that lead from the start."""
        stages = self._stages
        if not self._there:
            stages.load(*self._start)
            stages.begin(self._step, self._decay)
            if self._kept is None:
                stages.whole()
            else:
                stages.restore(*self._kept)
        terms = stages.terms()
        if not self._thin:
            self._kept, self._terms = None, terms
        return terms
