"""Two layers with D = lambda I and the squared loss, solved in closed form.

With Z = [W_1; W_2^T] and F = [[lambda/2 I, Y], [Y^T, -lambda/2 I]], gradient flow of
f = 1/2 ||W - Y||_F^2 is dZ/dt = F Z - 1/2 Z Z^T Z, and

    Z Z^T = e^{Ft} Z_0 (I + Z_0^T (int_0^t e^{2Fs} ds) Z_0)^{-1} Z_0^T e^{Ft}.

The exponentials grow like e^{|lambda| t}, so no entry is formed as it stands. In the eigenvectors
of F, with eigenvalues mu_1 >= mu_2 >= ..., Z_0 is a; a rotation of the hidden units, which changes
no product, brings a into echelon form: column j begins in row r_j, and r_1 < r_2 < ... Column j
divided by e^{mu t}, mu the positive part of its first row's, leaves nothing above its own size:

    B = [diag(e^{-mu_j t}); g_k a_kj e^{(mu_k^+ - mu_j) t}],  C_kj = a_kj e^{(mu_k - mu_j) t},

g_k^2 = (1 - e^{-2 |mu_k| t}) / (2 |mu_k|), all exponents <= 0. With V the eigenvectors,
Z Z^T = V C (B^T B)^{-1} C^T V^T, and Z = V C R^{-1} up to a rotation, with B = Q R. Nothing else is
inverted, and R is as well conditioned as what a has in its columns' first rows, at every time.

What starts on an invariant manifold stays there: its columns begin further down, exactly.

W - Y has its own digits, however small it is, where the columns begin in the first r rows, there is
no target beyond these, and their mu are positive. With A and K_0 of the first r rows of a, N of all
others, and M = diag(mu_j) of the first r,

    P = (the first r rows of C R^{-1}) (the same)^T,  P - 2M = -P N 2M,
    C_A^T N C_A = E K_0 E + B_N^T B_N,  K_0 = I - A^T (2M)^{-1} A,  E = diag(e^{-mu_j t}),

C_A the first r rows of C, B_N the rows of B from the others: no term is larger than W - Y, and
W - Y is the off-diagonal block of V (C R^{-1} R^{-T} C^T with P - 2M in the place of P) V^T.

Source: docs/mathematics.md, section 13.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core import network
from core.arrays import Array
from core.once import of_layers

#: Of the square of the larger layer: what rounding makes of D = lambda I; and of a start's
#: component that is 0, and of eigenvalues that tie.
_ROUNDING = 1e-13
#: Beside the largest eigenvalue: a time at which everything has come to its end.
_LONG = 1e13
#: Where `gap` is trusted: the least mode and rate beside the largest, and how far the start is from
#: an invariant manifold.
_SPREAD, _INDEPENDENT = 1e-4, 1e-4


@of_layers
def common_imbalance(weights: Sequence[Array]) -> float | None:
    """Lambda of two layers with D = lambda I, to rounding; None where D is no multiple of I.

    Parameters
    ----------
    weights : sequence of ndarray, shapes (n, h) and (h, m)
    """
    (D,) = network.imbalances(weights)
    value = float(np.trace(D)) / len(D)
    size = max(float(np.sum(layer * layer)) for layer in weights)
    off = float(np.abs(D - value * np.eye(len(D))).max())
    return value if off <= _ROUNDING * size else None


@dataclass(frozen=True, eq=False)
class _Scaled:
    """E's diagonal, the lower part of B, R, C, and C R^{-1}, at each time."""

    rest: Array
    reached: Array
    triangle: Array
    moved: Array
    solved: Array


class ClosedForm:
    """The flow of two layers with D = lambda I towards a target.

    Parameters
    ----------
    first, second : ndarray, shapes (n, h) and (h, m)
        Layers at the start, with D = `imbalance` I.
    target : ndarray, shape (n, m)
    imbalance : float
    """

    def __init__(self, first: Array, second: Array, target: Array, imbalance: float) -> None:
        self._n = len(target)
        self._rates, self._vectors, beyond, self._modes = _eigen(target, imbalance)
        start = self._vectors.T @ np.concatenate([first, second.T])
        self._start, self._leading = _echelon(start)
        self._grown = np.maximum(self._rates[self._leading], 0.0)
        size = np.abs(self._rates)[:, None]
        self._still = size[:, 0] == 0.0
        self._fall, self._dying = -2.0 * size, np.minimum(self._rates, 0.0)[:, None]
        self._divided = 1.0 / np.where(size > 0.0, 2.0 * size, 1.0)
        # mu_k^+ - mu_j^+, by the parts beyond |lambda| / 2 where both have such a part.
        apart = beyond[:, None] - beyond[self._leading]
        both = (self._rates[:, None] > 0.0) & (self._grown > 0.0)
        raised = np.maximum(self._rates[:, None], 0.0)
        apart = np.where(both, apart, raised - self._grown)
        # What is above a column's first row is 0, and would overflow.
        self._part = np.where(self._start != 0.0, np.minimum(apart, 0.0), 0.0)

    @property
    def reaches(self) -> bool:
        """Whether the flow ends at the target, exponentially and well conditioned: `gap`."""
        a, rates, modes = self._start, self._rates, self._modes
        r = a.shape[1]
        if self._leading != list(range(r)) or not r or rates[r - 1] <= _SPREAD * rates[0]:
            return False
        if (modes[r:] > 0.0).any() or (r < len(rates) and rates[r] >= rates[r - 1]):
            return False
        learnt = modes[:r][modes[:r] > 0.0]
        if not learnt.size or learnt.min() < _SPREAD * learnt.max():
            return False
        values = np.linalg.svd(a[:r], compute_uv=False)
        return bool(values[-1] > _INDEPENDENT * values[0])

    def layers(self, times: Array) -> tuple[Array, Array]:
        """W_1 and W_2 but for one rotation of the hidden units at each time.

        Parameters
        ----------
        times : ndarray, shape (T,)
            From 0; none need be near the one before it.

        Returns
        -------
        tuple of ndarray, shapes (T, n, r) and (T, r, m)
            r is the rank of [W_1; W_2^T]: other hidden units stay 0, or can be turned to.
        """
        return self._layers(self._scaled(times))

    def with_gap(self, times: Array) -> tuple[Array, Array, Array]:
        """`layers`, and W - Y to its own digits, shape (T, n, m); where the flow `reaches` Y."""
        scaled = self._scaled(times)
        return (*self._layers(scaled), self._gap(scaled))

    def gap(self, times: Array) -> Array:
        """W - Y alone, shape (T, n, m)."""
        return self._gap(self._scaled(times))

    def _scaled(self, times: Array) -> _Scaled:
        t = np.asarray(times, dtype=float)[:, None, None]
        a = self._start
        with np.errstate(under="ignore"):
            weight = -np.expm1(self._fall * t) * self._divided
            if self._still.any():
                weight[:, self._still] = t
            grown = a * np.exp(self._part * t)
            reached = np.sqrt(weight) * grown
            rest = np.exp(-self._grown * t)
            both = np.concatenate([rest * np.eye(a.shape[1]), reached], axis=1)
            triangle: Array = np.asarray(np.linalg.qr(both, mode="r"), dtype=float)
            moved = grown * np.exp(self._dying * t)
            solved: Array = np.asarray(np.linalg.solve(triangle.mT, moved.mT), dtype=float).mT
        return _Scaled(rest, reached, triangle, moved, solved)

    def _layers(self, scaled: _Scaled) -> tuple[Array, Array]:
        stacked = self._vectors @ scaled.solved
        return stacked[:, : self._n], np.ascontiguousarray(stacked[:, self._n :].mT)

    @cached_property
    def _own(self) -> Array:
        """K_0."""
        a, r = self._start, self._start.shape[1]
        own: Array = np.eye(r) - a[:r].T @ (a[:r] / (2.0 * self._rates[:r, None]))
        return own

    def _gap(self, scaled: _Scaled) -> Array:
        r = self._start.shape[1]
        with np.errstate(under="ignore"):
            others, solved = scaled.reached[:, r:], scaled.solved
            middle = scaled.rest.mT * self._own * scaled.rest + others.mT @ others
            once = np.linalg.solve(scaled.triangle.mT, middle)
            twice = np.linalg.solve(scaled.moved[:, :r].mT, once.mT).mT
            whole = solved @ solved.mT
            whole[:, :r, :r] = solved[:, :r] @ twice * (-2.0 * self._rates[:r])
            gap: Array = self._vectors[: self._n] @ whole @ self._vectors[self._n :].T
        return gap

    def end(self) -> tuple[Array, Array]:
        """Both layers where the flow ends, shapes (n, r) and (r, m).

        To about 1e-7 where modes end at 0 like a power of time: lambda = 0 and a target of lower
        rank.
        """
        largest = float(np.abs(self._rates).max())
        first, second = self.layers(np.array([_LONG / largest if largest else 0.0]))
        return first[0], second[0]


def _eigen(target: Array, imbalance: float) -> tuple[Array, Array, Array, Array]:
    """Eigenvalues of F, largest first, and its eigenvectors, from the modes of the target.

    And what the positive ones have beyond |lambda| / 2, and +-s where V has [u; +-v] of a mode s.
    """
    n, m = target.shape
    left, values, right = np.linalg.svd(target)
    rank, half = min(n, m), imbalance / 2.0
    values = _tied(values)
    angle = np.arctan2(values, abs(half)) / 2.0
    cos, sin = np.cos(angle), np.sin(angle)
    if half < 0.0:
        cos, sin = sin, cos
    size = np.hypot(values, half)
    U, V = left[:, :rank], right[:rank].T
    vectors = np.concatenate(
        [
            np.concatenate([U * cos, V * sin]),
            np.concatenate([U * -sin, V * cos]),
            np.concatenate([left[:, rank:], np.zeros((m, n - rank))]),
            np.concatenate([np.zeros((n, m - rank)), right[rank:].T]),
        ],
        axis=1,
    )
    rates = np.concatenate([size, -size, np.full(n - rank, half), np.full(m - rank, -half)])
    sums = size + abs(half)
    none = np.zeros(n + m - 2 * rank)
    beyond = values * np.divide(values, sums, out=np.zeros_like(values), where=sums > 0.0)
    beyond = np.concatenate([beyond, np.zeros(rank), none])
    modes = np.concatenate([values, -values, none])
    order = np.argsort(-rates, kind="stable")
    return rates[order], vectors[:, order], beyond[order], modes[order]


def _tied(values: Array) -> Array:
    """Falling values, those that differ by rounding made equal, and 0 what is no more than that."""
    rounding = _ROUNDING * float(values.max(initial=0.0))
    tied = values.copy()
    for index in range(1, len(tied)):
        if tied[index - 1] - tied[index] <= rounding:
            tied[index] = tied[index - 1]
    return np.where(tied <= rounding, 0.0, tied)


def _echelon(start: Array) -> tuple[Array, list[int]]:
    """`start` turned from the right into echelon form, and the first row of each column.

    Householder reflections of the rows, from the top; a row that has nothing new begins no column.
    """
    a = start.copy()
    rows, columns = a.shape
    rounding = _ROUNDING * float(np.linalg.norm(a))
    leading: list[int] = []
    for row in range(rows):
        done = len(leading)
        if done == columns:
            break
        rest = a[row, done:]
        size = float(np.linalg.norm(rest))
        if size <= rounding:
            a[row, done:] = 0.0
            continue
        mirror = rest.copy()
        mirror[0] += np.copysign(size, mirror[0])
        mirror /= np.linalg.norm(mirror)
        a[row:, done:] -= 2.0 * np.outer(a[row:, done:] @ mirror, mirror)
        a[row, done + 1 :] = 0.0
        leading.append(row)
    return a[:, : len(leading)], leading
