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

All series are in u = 1 - exp(-t / unit), which has the whole future between 0 and 1. A flow that
settles is smooth ahead and has its singularities beside and behind it: in t they bound a step as
much forwards as backwards, in u it comes further by half and more. As (1 - u) d/du = unit d/dt,

    (k + 1) G_{k+1} = k G_k - unit (R + R^T),

which is the series in t with k I / (2 unit) taken from M_0, and with k I / unit for V.
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
_STRICTNESS = 0.1  # tolerance of exp(c t) y in units of that of the state
#: The unit of time in units of the step before: 1/c, as far as that is between. A flow that does
#: not fall yet has its singularities ahead, and a long unit makes u as good as t.
_LEAST_UNIT, _LONGEST_UNIT = 4.0, 256.0
_FARTHEST = 0.9  # a step's u at most
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

    _sides: float  # that M has in the flow: of G two

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
        self._diagonal = self._m[ORDER, :: size + 1]
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
        self._series.begin(self.y)
        if self._unit == 0.0:
            speed = self._local.smoothness * self._gram_size() + norm(gradient)
            self._unit = 1.0 / speed if speed > 0.0 else 1.0
            self._coefficients(1)
            y = self._products()[:2] * self._root
            self._choose_unit(self._unit, self._decay_of(self.y.ravel(), y[1].ravel()))
        self._coefficients(ORDER)
        return self._reach() * self._unit

    def _coefficients(self, order: int) -> None:
        """Of all orders from the first to this one."""
        np.multiply(_RECIPROCALS, -self._unit, out=self._scale)
        self._expand(order, (_BEFORE * (-1.0 / (self._sides * self._unit))).tolist())

    def _choose_unit(self, length: float, decay: float) -> None:
        """For a step after one of that length; `decay` is c in the present unit."""
        share = decay * length / self._unit
        wanted = 1.0 / share if share > 0.0 else math.inf
        self._unit = length * min(max(wanted, _LEAST_UNIT), _LONGEST_UNIT)

    @abstractmethod
    def _expand(self, order: int, shifts: list[float]) -> None:
        """Coefficients from the first to the one of this order.

        Parameters
        ----------
        order : int
        shifts : list of float
            The multiple of I that M_0 has in it for each.
        """

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
        self._decay = decay = max(self._decay_of(start, y[1]), 0.0)
        if decay > 0.0:
            growth = np.zeros(2 * ORDER + 1)  # (1 - u)^-c, after as many zeros
            growth[ORDER] = 1.0
            np.multiply.accumulate((decay + _BEFORE) * _INVERSES, out=growth[ORDER + 1 :])
            growth.take(_TOEPLITZ).dot(y, self._steady)
        else:
            self._steady[:] = y
        u = _FARTHEST
        for most, series in (
            (self._tolerance * norm(self.state), self._g),
            (_STRICTNESS * self._tolerance * norm(start), self._steady),
        ):
            last = norm(series[ORDER - 1 :])  # two of them: one may vanish by parity
            if last > 0.0:
                ratio = most / last
                u = min(u, ratio ** (1.0 / ORDER), ratio ** (1.0 / (ORDER - 1)))
        if u == _FARTHEST and not self._g[1].any():
            return math.inf
        longest = -math.log1p(-u)
        return min(longest, _DECAY / decay) if decay > 0.0 else longest

    @staticmethod
    def _decay_of(y: Array, slope: Array) -> float:
        """c of flat y and dy/dt."""
        square = float(np.dot(y, y))
        return -float(np.dot(y, slope)) / square if square > 0.0 else 0.0

    def step(self) -> Step:
        """The series as they are now: the next ones are written over them."""
        return _Expansion(self._g.copy(), self._steady.copy(), self._unit, self._decay)

    def advance(self, elapsed: float) -> None:
        """Go ahead, at most by what `expand` returned."""
        time = elapsed / self._unit
        powers = (-math.expm1(-time)) ** _POWERS
        self.state = powers.dot(self._g)
        y = powers.dot(self._steady)
        y *= math.exp(-self._decay * time)
        self.y = y.reshape(self.y.shape)
        self._choose_unit(elapsed, self._decay)


class _Expansion(Polynomial):
    """One step's series."""

    def __init__(self, state: Array, steady: Array, unit: float, decay: float) -> None:
        super().__init__(unit, decay)
        self._rows = state, steady
        self.numbers = state.size + steady.size

    @staticmethod
    def basis(times: Array) -> Array:
        """Powers of u."""
        return _powers(-np.expm1(-times)).T

    def rows(self) -> tuple[Array, Array]:
        """The coefficients."""
        return self._rows


def _powers(u: Array) -> Array:
    """u to the powers 0 .. ORDER, a power a row."""
    powers = np.empty((ORDER + 1, u.size))
    powers[0] = 1.0
    powers[1] = u
    known = 2
    while known <= ORDER:  # all known ones by the highest of them: fewer calls than one by one
        more = min(known, ORDER + 2 - known)
        np.multiply(powers[1:more], powers[known - 1], powers[known : known + more - 1])
        known += more - 1
    return powers


_POWERS = np.arange(ORDER + 1.0)
_BEFORE = np.arange(float(ORDER))
_INVERSES = 1.0 / (_BEFORE + 1.0)
_RECIPROCALS = _INVERSES[:, None]
#: Where in `growth` the factor of coefficient j for coefficient i stands, row i, column j.
_TOEPLITZ = ORDER + np.arange(ORDER + 1)[:, None] - np.arange(ORDER + 1)
