"""Taylor series of the two-layer flow, in matrices that do not know how wide the network is.

With V = [W_1^T, W_2] and M = [[0, E], [E^T, 0]], E = grad f(W), the flow is dV/dt = -V M, and the
Gram matrix G = V^T V = [[C_1, W], [W^T, C_2]] obeys

    dG/dt = -(M G + G M).

Around any time G(t) = sum_k G_k t^k with (k + 1) G_{k+1} = -(R + R^T), R = sum_j M_j G_{k-j}: one
matrix product if the blocks are stacked. For a quadratic f in its own coordinates
(`core.objective.local`) M_k is a mask times what W_k has. G suffices if it is definite; else V
itself, made as narrow as G has rank, keeps rank and sign:
(k + 1) V_{k+1} = -sum_j V_{k-j} M_j, W_k = sum_j V_1j^T V_2,k-j.

The distance y to the minimiser decays, about like exp(-c t), and shall keep its relative accuracy.
The series of exp(c t) y, which hardly changes, needs far fewer terms for that than the one of y.
"""

from __future__ import annotations

import math
from abc import abstractmethod

import numpy as np

from core.arrays import Array
from core.integrate.base import Step, Stepper, norm
from core.integrate.polynomial import Polynomial
from core.objective.local import Local

ORDER = 28
#: The last coefficients' part of the state. An error of T beside a small eigenvalue of T counts
#: more than one of y, and stays: hence the digits to spare.
TOLERANCE = 3e-12
_RELIEF = 100.0  # tolerance of exp(c t) y in units of that of the state
_GROWTH = 3.0  # a step at most this many times the one before, whose length is the unit of time
_DECAY = 6.5  # longest step in units of 1/c: the digits that exp(c t) y loses are exp(2 c t)


class TaylorStepper(Stepper):
    """The flow by steps, each a polynomial in time.

    Parameters
    ----------
    local : Local
        The objective.
    state : ndarray, shape (n + m, r)
        G or V^T at the start, in the objective's coordinates.
    y : ndarray, shape (n, m)
        The distance to the minimiser at the start.
    tolerance : float
        Truncation of the state in a step beside its norm.

    Attributes
    ----------
    state : ndarray, shape ((n + m) r,)
        At the present time, row by row.
    y : ndarray, shape (n, m)
        At the present time.
    """

    def __init__(
        self,
        local: Local,
        state: Array,
        y: Array,
        tolerance: float = TOLERANCE,
    ) -> None:
        n, (size, rows) = len(y), state.shape
        self._local = local
        self._n = n
        self._shape = state.shape
        self.state, self.y = state.ravel(), y
        self._tolerance = tolerance
        self._unit = 0.0
        self._decay = 0.0  # c, in the unit of time
        self._root = local.root[:, None]
        self._series = local.series(ORDER)
        self._m = np.zeros((ORDER + 1, size * size))  # ..., M_1, M_0
        self._g = np.zeros((ORDER + 1, size * rows))  # the state's coefficients
        self._steady = np.empty((ORDER + 1, y.size))  # those of exp(c t) y
        self._scale = np.empty((ORDER, size * rows))
        above, below = self._m.reshape(-1, size), self._g.reshape(-1, rows)
        #: Of step k: what a product needs and where its results go, as views made once. A product
        #: is a method of its left factor, which is reached sooner than `np.dot` is.
        self._plan = [
            (
                above[(ORDER - k) * size :].T,
                below[: (k + 1) * size],
                scale,
                g,
                m,
            )
            for k, (scale, g, m) in enumerate(
                zip(self._scale, self._g[1:], self._m[-2::-1], strict=True)
            )
        ]

    def expand(self) -> float:
        """The series at the present time; returns how far it reaches, inf if nothing moves."""
        gradient = self._local.gradient(self.y)
        self._g[0] = self.state
        self._series.place(gradient, self._m[ORDER])
        if self._unit == 0.0:
            speed = self._local.smoothness * self._gram_size() + norm(gradient)
            self._unit = 1.0 / speed if speed > 0.0 else 1.0
        np.multiply(_RECIPROCALS, -self._unit, out=self._scale)
        self._series.begin(self.y)
        self._expand()
        return self._reach() * self._unit

    @abstractmethod
    def _expand(self) -> None:
        """All coefficients from the first."""

    @abstractmethod
    def _gram_size(self) -> float:
        """About ||G||."""

    @abstractmethod
    def _products(self) -> Array:
        """Coefficients of W, shape (ORDER + 1, n, m)."""

    def _reach(self) -> float:
        """Sets the series of exp(c t) y; returns the longest sound step in the unit of time.

        It is inf if nothing moves.
        """
        y = (self._products() * self._root).reshape(ORDER + 1, -1)
        start = y[0]
        start[:] = self.y.ravel()
        square = float(np.dot(start, start))
        decay = -float(np.dot(start, y[1])) / square if square > 0.0 else 0.0
        longest = _GROWTH
        self._decay = max(decay, 0.0)
        if decay > 0.0:
            longest = min(longest, _DECAY / decay)
            growth = np.zeros(2 * ORDER + 1)  # exp(c t), after as many zeros
            np.multiply(decay**_POWERS, _INVERSE_FACTORIALS, out=growth[ORDER:])
            growth.take(_TOEPLITZ).dot(y, self._steady)
        else:
            self._steady[:] = y
        for most, series in (
            (self._tolerance * norm(self.state), self._g),
            (_RELIEF * self._tolerance * math.sqrt(square), self._steady),
        ):
            last = norm(series[ORDER - 1 :])  # two of them: one may vanish by parity
            if last > 0.0:
                ratio = most / last
                longest = min(longest, ratio ** (1.0 / ORDER), ratio ** (1.0 / (ORDER - 1)))
        if longest == _GROWTH and not self._g[1].any():
            return math.inf
        return longest

    def step(self) -> Step:
        """The series as they are now: the next ones are written over them."""
        return _Expansion(self._g.copy(), self._steady.copy(), self._unit, self._decay)

    def advance(self, elapsed: float) -> None:
        """Go ahead, at most by what `expand` returned."""
        time = elapsed / self._unit
        powers = time**_POWERS
        self.state = powers.dot(self._g)
        y = powers.dot(self._steady)
        y *= math.exp(-self._decay * time)
        self.y = y.reshape(self.y.shape)
        self._unit = elapsed


class _Expansion(Polynomial):
    """One step's series."""

    def __init__(self, state: Array, steady: Array, unit: float, decay: float) -> None:
        super().__init__(unit, decay)
        self._rows = state, steady
        self.numbers = state.size + steady.size

    @staticmethod
    def basis(times: Array) -> Array:
        """Powers."""
        return _powers(times).T

    def rows(self) -> tuple[Array, Array]:
        """The coefficients."""
        return self._rows


def _powers(times: Array) -> Array:
    """times to the powers 0 .. ORDER, a power a row."""
    powers = np.empty((ORDER + 1, times.size))
    powers[0] = 1.0
    powers[1] = times
    known = 2
    while known <= ORDER:  # all known ones by the highest of them: fewer calls than one by one
        more = min(known, ORDER + 2 - known)
        np.multiply(powers[1:more], powers[known - 1], powers[known : known + more - 1])
        known += more - 1
    return powers


_POWERS = np.arange(ORDER + 1.0)
_RECIPROCALS = 1.0 / np.arange(1.0, ORDER + 1.0)[:, None]
_INVERSE_FACTORIALS = 1.0 / np.array([float(math.factorial(k)) for k in range(ORDER + 1)])
#: Where in `growth` the factor of coefficient j for coefficient i stands, row i, column j.
_TOEPLITZ = ORDER + np.arange(ORDER + 1)[:, None] - np.arange(ORDER + 1)
