"""The end of the way to a target, to the end of time, in one panel.

With z = exp(-v), p = limit - distance z and `tail_rate` the rate at which |p - limit| falls in the
end, dt/dv = (1 + z h(z)) / tail_rate, and h is smooth up to z = 0, the target itself. So

    tail_rate t = F(v) = v + q(exp(-v)),   q(z) = integral of h from z to 1,

has one polynomial q for all times. The gap over z, (y - w) / z, has another. Both go through the
same Gauss-Legendre points, and all that is wanted at many times is one product of matrices: the
powers of z, and the coefficients of both and some of their derivatives. Near the limit fewer points
will do.

The inverse starts on the straight lines between points of a grid in v, off by 1e-5 or less, and
takes one step of Halley's kind from there; the gap follows by its Taylor polynomial.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.polynomial import legendre

from core.arrays import Array
from core.float64 import above_zero
from core.scalar.flow.ending import Ending
from core.scalar.flow.path import ToTarget

_POINTS = (16, 20)
_FEW = 0.75  # up to this by the power of p that w behaves like at the limit, 16 points are enough
_RESOLVED = 1e-12  # last two Legendre coefficients against the first
_CELLS = 768  # of the grid: even in exp(-v / 2), as what is not straight in F falls like exp(-v)
_GONE = 1000.0  # exp(-_GONE) is 0
_FAR = 1200.0
_STEPS = 12
_STEP = 4e-6**2  # of its square: the third power of a step so small is rounding
_MARKS, _LAST_MARK = 40, 40.0
_GRID = np.append(-2.0 * np.log1p(-np.arange(_CELLS) / _CELLS), _FAR)
_MINUS_GRID = -_GRID
_MARK = np.expm1(math.log1p(_LAST_MARK) * np.arange(1, _MARKS) / _MARKS)


class _Points:
    """So many Gauss-Legendre points, and the polynomials through them.

    Parameters
    ----------
    n : int
        From 9 to 32.

    Attributes
    ----------
    z, inverse : ndarray, shape (n,)
        At the points, and 1 / z.
    to_legendre : ndarray, shape (n, n)
        Values at the points -> Legendre coefficients.
    to_powers : ndarray, shape (2 n, 6 (n + 1))
        Those of h and the gap -> coefficients of powers of all that a landing wants. It is never
        multiplied by the other before: its entries are large and cancel.
    grid, marks : ndarray, shapes (n + 1, 769) and (n + 1, 39)
        The powers where they are always the same.
    """

    def __init__(self, n: int) -> None:
        self.n = n
        self._doublings = [(known, min(known, n - known)) for known in (2, 4, 8, 16) if known < n]
        points, _ = legendre.leggauss(n)  # its weights are off by up to 300 roundings
        self.z = (points + 1.0) / 2.0
        self.inverse = 1.0 / self.z
        vandermonde = legendre.legvander(points, n - 1)
        self.to_legendre = np.asarray(np.linalg.inv(vandermonde).T, dtype=float)
        self.to_powers = _to_powers(n)
        self.grid = self.powers(np.exp(-_GRID))
        self.marks = self.powers(np.exp(-_MARK))

    def powers(self, z: Array) -> Array:
        """1, u, ..., u^n of u = z - 1/2, shape (n + 1, size of z): by doubling, in few passes."""
        powers = np.empty((self.n + 1, z.size))
        powers[0] = 1.0
        np.subtract(z, 0.5, out=powers[1])
        np.multiply(powers[1], powers[1], out=powers[2])
        for known, more in self._doublings:
            after = known + 1
            np.multiply(powers[1 : more + 1], powers[known], out=powers[after : after + more])
        return powers


def _to_powers(n: int) -> Array:
    # Each polynomial a row, by powers of s = 2 z - 1.
    series = np.zeros((n + 1, n + 1))
    series[0, 0] = series[1, 1] = 1.0
    for k in range(1, n):
        series[k + 1, 1:] = (2 * k + 1) / (k + 1) * series[k, :-1]
        series[k + 1] -= k / (k + 1) * series[k - 1]
    h = gap = series[:-1]
    degree = np.arange(1.0, n)[:, None]
    q = np.vstack((0.5 * (series[0] - series[1]), (series[:-2] - series[2:]) / (4 * degree + 2)))
    zero = np.zeros_like(h)
    to_powers = np.block(
        [
            [q, _times_z(h), -0.5 * _times_z(_times_z(_slope(h))), zero, zero, zero],
            [zero, zero, zero, gap, _slope(gap), 0.5 * _slope(_slope(gap))],
        ]
    ).reshape(2 * n, 6, n + 1)
    to_powers *= 2.0 ** np.arange(n + 1)  # s is 2 u
    return to_powers.reshape(2 * n, -1)


def _times_z(series: Array) -> Array:
    product = 0.5 * series
    product[:, 1:] += 0.5 * series[:, :-1]
    return product


def _slope(series: Array) -> Array:
    """By z."""
    slope = np.zeros_like(series)
    slope[:, :-1] = 2.0 * np.arange(1.0, series.shape[1]) * series[:, 1:]
    return slope


_NEAR, _ANYWHERE = map(_Points, _POINTS)


class Landing(Ending):
    """From p = limit - `distance` to the limit.

    Parameters
    ----------
    approach : ToTarget
    distance : float
        So near that no other solution of w = y is about, and no weight is 0: else it is not
        `resolved`.
    """

    def __init__(self, approach: ToTarget, distance: float) -> None:
        self._limit = approach.limit
        self._distance = distance
        self._rate = above_zero(approach.tail_rate)
        part = distance / approach.limit
        self._points = points = _NEAR if abs(part) * approach.power <= _FEW else _ANYWHERE
        n = points.n
        relative = part * points.z
        fall = np.expm1(approach.log_share_near(relative))  # w / y - 1
        values = np.empty((2, n))
        gap = np.multiply(fall, -approach.target * points.inverse, out=values[1])
        # dt/dv is distance z over twice y - w and the product of the other weights, w / p.
        pace = (approach.slope * distance) * (1.0 - relative) / ((fall + 1.0) * gap)
        np.multiply(pace - 1.0, points.inverse, out=values[0])
        self._coefficients: Array = values.dot(points.to_legendre)
        polynomials = self._coefficients.ravel().dot(points.to_powers)
        polynomials[n + 1] += 1.0
        polynomials[2 * n + 2] += 0.5
        #: q, F' = 1 + z h, (1 - z^2 h') / 2; of (y - w) / z itself, the slope, half the bend.
        self._polynomials = polynomials.reshape(6, n + 1)
        self._grid = self._polynomials[0].dot(points.grid)
        self._grid += _GRID

    @property
    def resolved(self) -> bool:
        """Whether the polynomials are h and the gap: their Legendre coefficients have died out."""
        n, of = self._points.n, self._coefficients.item
        h_left, gap_left = max(abs(of(n - 2)), abs(of(n - 1))), max(abs(of(-2)), abs(of(-1)))
        return h_left <= _RESOLVED * (1.0 + abs(of(0))) and gap_left <= _RESOLVED * abs(of(n))

    def at(self, times: Array) -> tuple[Array, Array]:
        """p and y - w, the latter to full relative accuracy, at times since the beginning."""
        f = times * self._rate
        if times.size and f[-1] > _GONE:
            np.minimum(f, _GONE, out=f)
        minus_v = np.interp(f, self._grid, _MINUS_GRID)
        powers = self._points.powers
        for _ in range(_STEPS):
            z = np.exp(minus_v)
            q, slope, turn, gap, gap_slope, gap_bend = self._polynomials.dot(powers(z))
            step = (f + minus_v - q) / slope
            square = step * step
            # Halley's step in v changes z by this part of it.
            change = square * turn / slope - step
            if np.maximum.reduce(square, initial=0.0) < _STEP:
                break
            minus_v += np.log1p(change)
        change *= z
        gap += change * (gap_slope + change * gap_bend)
        z += change
        return self._limit - self._distance * z, z * gap

    def time(self, v: float) -> float:
        """When |p - limit| is exp(-v) of what it is at the beginning."""
        u = math.exp(-v) - 0.5
        q = 0.0
        for coefficient in reversed(self._polynomials[0].tolist()):
            q = q * u + coefficient
        return (v + q) / self._rate

    def marks(self) -> Array:
        """Times at which the way is well resolved."""
        marks: Array = (_MARK + self._polynomials[0] @ self._points.marks) / self._rate
        return marks
