"""Taylor series of the two-layer flow: one small matrix, one product a coefficient.

With V = [W_1^T, W_2] the matrix G = V^T V = [[C_1, W], [W^T, C_2]] obeys

    dG/dt = -(M G + G M),   M = [[0, E], [E^T, 0]],   E = grad f(W),

which does not know how wide the network is. Around any time G(t) = sum_k G_k t^k with
(k + 1) G_{k+1} = -(R + R^T), R = sum_j M_j G_{k-j}: one matrix product if the blocks are stacked.
For a quadratic f in the coordinates of `core.flow.local`, M_k is G_k times a mask, entry by entry.

The distance y to the minimiser decays, about like exp(-c t), and shall keep its relative accuracy.
The series of exp(c t) y, which hardly changes, needs far fewer terms for that than the one of y.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.flow.local import LocalLogistic, LocalQuadratic, LogisticSeries

Array = NDArray[np.float64]

ORDER = 28
#: The last coefficients' part of G. An error of T beside a small eigenvalue of T counts more than
#: one of y, and stays: hence the digits to spare.
TOLERANCE = 3e-12
_RELIEF = 100.0  # tolerance of exp(c t) y in units of that of G
_GROWTH = 3.0  # a step at most this many times the one before, whose length is the unit of time
_DECAY = 6.5  # longest step in units of 1/c: the digits that exp(c t) y loses are exp(2 c t)


class TaylorStepper:
    """The flow by steps, each a polynomial in time; the interface of `core.flow.march`.

    Parameters
    ----------
    local : LocalQuadratic or LocalLogistic
        The objective.
    gram : ndarray, shape (n + m, n + m)
        G at the start, in the objective's coordinates.
    y : ndarray, shape (n, m)
        The distance to the minimiser at the start.
    tolerance : float
        Truncation of G in a step beside its norm.

    Attributes
    ----------
    state : ndarray, shape ((n + m)^2,)
        G at the present time, row by row.
    y : ndarray, shape (n, m)
        At the present time.
    """

    def __init__(
        self,
        local: LocalQuadratic | LocalLogistic,
        gram: Array,
        y: Array,
        tolerance: float = TOLERANCE,
    ) -> None:
        n, size = len(y), len(gram)
        self._local = local
        self._n = n
        self.state, self.y = gram.ravel(), y
        self._tolerance = tolerance
        self._unit = 0.0
        self._decay = 0.0  # c, in the unit of time
        self._root = local.root[:, None]
        self._series: LogisticSeries | None = None
        mask = np.zeros((size, size))  # M_k from G_k
        if isinstance(local, LocalLogistic):
            self._series = LogisticSeries(local, ORDER)
        else:
            mask[:n, n:] = self._root**2
            mask[n:, :n] = local.root**2
        self._mask = mask.ravel()
        # ..., M_1, M_0, G_0, G_1, ...: what a product needs is contiguous.
        stack = np.zeros((2 * ORDER + 2, size * size))
        self._m, self._g = stack[: ORDER + 1], stack[ORDER + 1 :]
        self._steady = np.empty((ORDER + 1, y.size))  # coefficients of exp(c t) y
        self._scale = np.empty((ORDER, size * size))
        # Views, made once: a coefficient then costs a few calls and no slicing.
        rows = stack.reshape(-1, size)
        middle = (ORDER + 1) * size
        self._plan = [
            (
                rows[middle - (k + 1) * size : middle].T,
                rows[middle : middle + (k + 1) * size],
                self._scale[k],
                self._g[k + 1],
                self._m[ORDER - k - 1],
            )
            for k in range(ORDER)
        ]
        self._transposed = np.arange(size * size).reshape(size, size).T.ravel()

    def expand(self) -> float:
        """The series at the present time; returns how far it reaches, inf if nothing moves."""
        n = self._n
        gradient = self._local.gradient(self.y)
        self._g[0] = self.state
        start = self._square(self._m[ORDER])
        start[:n, n:] = gradient
        start[n:, :n] = gradient.T
        if self._unit == 0.0:
            speed = self._local.smoothness * norm(self.state) + norm(gradient)
            self._unit = 1.0 / speed if speed > 0.0 else 1.0
        np.multiply(_RECIPROCALS, -self._unit, out=self._scale)
        if self._series is None:
            self._quadratic()
        else:
            self._general(self._series)
        return self._reach() * self._unit

    def _square(self, flat: Array) -> Array:
        return flat.reshape(-1, math.isqrt(self._mask.size))

    def _quadratic(self) -> None:
        dot, add, multiply, mask = np.dot, np.add, np.multiply, self._mask
        product = self._square(np.empty_like(mask))
        flat, total, transposed = product.ravel(), np.empty_like(mask), self._transposed
        for left, right, scale, g, m in self._plan:
            dot(left, right, product)
            add(flat, flat.take(transposed), total)
            multiply(total, scale, g)
            multiply(g, mask, m)

    def _general(self, series: LogisticSeries) -> None:
        n = self._n
        series.begin(self.y)
        for k, (left, right, scale, g, m) in enumerate(self._plan, start=1):
            flat = np.dot(left, right).ravel()
            np.multiply(flat + flat.take(self._transposed), scale, out=g)
            gradient = series.coefficient(k, self._square(g)[:n, n:])
            square = self._square(m)
            square[:n, n:] = gradient
            square[n:, :n] = gradient.T

    def _reach(self) -> float:
        """Sets the series of exp(c t) y; returns the longest sound step in the unit of time.

        It is inf if nothing moves.
        """
        n = self._n
        blocks = self._g.reshape(ORDER + 1, n + self.y.shape[1], -1)[:, :n, n:]
        y = (blocks * self._root).reshape(ORDER + 1, -1)
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
            np.dot(growth.take(_TOEPLITZ), y, out=self._steady)
        else:
            self._steady[:] = y
        still = math.sqrt(square)
        relief = _RELIEF * self._tolerance
        for most, series in (
            (self._tolerance * norm(self.state), self._g),
            (relief * still, self._steady),
        ):
            last = norm(series[ORDER - 1 :])  # two of them: one may vanish by parity
            if last > 0.0:
                ratio = most / last
                longest = min(longest, ratio ** (1.0 / ORDER), ratio ** (1.0 / (ORDER - 1)))
        if longest == _GROWTH and not self._g[1].any():
            return math.inf
        end = norm(np.dot(longest**_POWERS, self._steady))
        if end < still:
            longest *= max(end / still, relief) ** (1.0 / ORDER)
        return longest

    def write(self, elapsed: Array, states: Array, y: Array) -> None:
        """Fill states, shape (q, (n + m)^2), and y, shape (q, n, m), at times within the step.

        Parameters
        ----------
        elapsed : ndarray, shape (q,)
            Since the present time.
        states, y : ndarray
        """
        times = elapsed / self._unit
        powers = np.empty((times.size, ORDER + 1))
        powers[:, 0] = 1.0
        powers[:, 1:] = times[:, None]
        np.multiply.accumulate(powers, axis=1, out=powers)
        np.dot(powers, self._g, out=states)
        flat = y.reshape(times.size, -1)
        np.dot(powers, self._steady, out=flat)
        flat *= np.exp(-self._decay * times)[:, None]

    def advance(self, elapsed: float) -> None:
        """Go ahead, at most by what `expand` returned."""
        time = elapsed / self._unit
        powers = time**_POWERS
        self.state = np.dot(powers, self._g)
        y = np.dot(powers, self._steady)
        y *= math.exp(-self._decay * time)
        self.y = y.reshape(self.y.shape)
        self._unit = elapsed


def norm(matrix: Array) -> float:
    """Frobenius norm, of a contiguous array in little time."""
    flat = matrix.ravel()
    return math.sqrt(np.dot(flat, flat))


_POWERS = np.arange(ORDER + 1.0)
_RECIPROCALS = 1.0 / np.arange(1.0, ORDER + 1.0)[:, None]
_INVERSE_FACTORIALS = 1.0 / np.array([float(math.factorial(k)) for k in range(ORDER + 1)])
#: Where in `growth` the factor of coefficient j for coefficient i stands, row i, column j.
_TOEPLITZ = ORDER + np.arange(ORDER + 1)[:, None] - np.arange(ORDER + 1)
