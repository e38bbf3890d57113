"""Stiff flows: collocation at Radau's points, solved by iteration with the modes of the present.

A stiff flow has rates far above those that still matter, from an ill-conditioned objective or a
spread spectrum of T. Explicit steps are bound to the fastest of them for ever. Here y and the
state (layers, or their Gram matrix) are polynomials over a step with their slopes given at Radau's
points. Given y, the state is an integral and not stiff. The equation of y is solved to rounding
by iteration with A frozen (`modes`): mode by mode a small linear system in time. Steps
follow how fast the solution itself changes.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.polynomial import legendre
from scipy.special import roots_jacobi

from core.arrays import TINY, Array
from core.integrate.base import Step, Stepper, System
from core.integrate.modes import Modes

_N = 16  # points a step
# Last Legendre coefficients beside the value at the end. An error of the state stays: see
# `core.integrate.taylor`.
_STATE, _DISTANCE = 1e-12, 1e-10
_CONVERGED = 1e-12
_ITERATIONS = 20
_SLOWEST = 0.6  # an iteration that shrinks its changes by less than this, twice, has failed
_LARGEST, _SMALLEST = 3.0, 0.2  # change of the step from one to the next


def _scheme() -> tuple[Array, Array, Array]:
    """Points in (0, 1], integrals from 0 to each, and Legendre coefficients from values."""
    inner, _ = roots_jacobi(_N - 1, 1.0, 0.0)
    points = np.append(inner, 1.0)  # on [-1, 1]
    to_legendre = np.linalg.inv(legendre.legvander(points, _N - 1))
    integrals = np.array([legendre.legint(row, lbnd=-1) for row in np.eye(_N)])
    integral = legendre.legval(points, integrals.T).T @ to_legendre / 2
    whole = np.linalg.inv(legendre.legvander(np.append(-1.0, points), _N))
    return (points + 1) / 2, integral, whole


_POINTS, _INTEGRAL, _TO_LEGENDRE = _scheme()


class CollocationStepper(Stepper):
    """A flow by steps, each a polynomial in time.

    Parameters
    ----------
    system : System
    state : ndarray, shape (d,)
    y : ndarray, shape (n, m)
        At the start.
    step : float
        The first to try.
    """

    def __init__(self, system: System, state: Array, y: Array, step: float) -> None:
        self._system = system
        self.state, self.y = state, y
        self._next = step
        self._step = step
        self._state_series = self._y_series = np.empty(0)

    def expand(self) -> float:
        """Solve for the next step; returns its length, 0 if even the shortest step fails."""
        modes = self._system.modes(self.state, self.y)
        shortest = 1e-12 * self._next
        while self._next > shortest:
            step = self._next
            solved = self._solve(step, modes)
            if solved is None:
                self._next = step / 4
                continue
            states, y = solved
            self._state_series = _TO_LEGENDRE @ np.vstack([self.state, states])
            self._y_series = _TO_LEGENDRE @ np.vstack([self.y.ravel(), y.reshape(_N, -1)])
            error = max(
                _tail(self._state_series) / max(_STATE * _size(states[-1]), TINY),
                _tail(self._y_series) / max(_DISTANCE * _size(y[-1]), TINY),
            )
            factor = 0.9 * (1 / max(error, TINY)) ** (1 / _N)
            self._next = step * min(max(factor, _SMALLEST), _LARGEST)
            if error <= 1.0:
                self._step = step
                return step
        return 0.0

    def _solve(self, step: float, modes: Modes) -> tuple[Array, Array] | None:
        """States and y at the points, or None if the iteration fails."""
        integral = step * _INTEGRAL
        rates = modes.rates[:, :, None, None]
        solver = np.linalg.inv(np.eye(_N) + rates * integral)  # (m, n, N, N)
        y = modes.decay(self.y, step * _POINTS)
        states = np.repeat(self.state[None], _N, axis=0)
        before, slow = math.inf, 0
        for _ in range(_ITERATIONS):
            # Given y the state follows; the rate of y is that at the state before.
            d_states, d_y = self._system.rates(states, y)
            before_states, states = states, self.state + integral @ d_states
            missing = self.y - y + np.tensordot(integral, d_y, 1)
            change = modes.combine((solver @ modes.amplitudes(missing)[..., None])[..., 0])
            y = y + change
            # In a stiff step y falls by orders: the end decides.
            size = max(
                _size(change) / max(_size(y[-1]), TINY),
                _size(states - before_states) / max(_size(states), TINY),
            )
            if size <= _CONVERGED:
                return states, y
            if not size < math.inf:
                return None
            slow = slow + 1 if size > _SLOWEST * before else 0
            if slow > 1:
                return None
            before = size
        return None

    def step(self) -> Step:
        """The polynomials of the step."""
        return _Polynomial(self._state_series, self._y_series, self._step)

    def advance(self, elapsed: float) -> None:
        """Go ahead, at most by what `expand` returned."""
        states, y = np.empty((1, self.state.size)), np.empty((1, *self.y.shape))
        self.step().write(np.array([elapsed]), states, y)
        self.state, self.y = states[0], y[0]


class _Polynomial(Step):
    """One step's Legendre coefficients."""

    def __init__(self, state: Array, y: Array, length: float) -> None:
        self._state, self._y, self._length = state, y, length
        self.numbers = state.size + y.size

    def write(self, elapsed: Array, states: Array, y: Array) -> None:
        """Fill states, shape (q, d), and y, shape (q, n, m)."""
        basis = legendre.legvander(2 * elapsed / self._length - 1, _N)
        np.matmul(basis, self._state, out=states)
        np.matmul(basis, self._y, out=y.reshape(len(y), -1))


def _size(values: Array) -> float:
    return float(np.linalg.norm(values))


def _tail(series: Array) -> float:
    return float(np.sqrt((series[-2:] ** 2).sum(1)).max())
