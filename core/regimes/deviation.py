"""Many two-layer flows at once, each as its deviation from the flow with a frozen kernel.

With C_1 = W_1 W_1^T, C_2 = W_2^T W_2 and E = W - W*, gradient flow of f = 1/2 ||W - W*||_F^2 is

    dE/dt = -(C_1 E + E C_2),  dC_1/dt = -(E W^T + W E^T),  dC_2/dt = -(E^T W + W^T E).

If T stood still, E would be F with dF/dt = -(C_1(0) F + F C_2(0)): in the eigenvectors of C_1(0)
and C_2(0) each entry decays by itself, F_ij = F_ij(0) exp(-(a_i + b_j) t). What is followed here
is how far the network departs from that, the changes X_1 = C_1 - C_1(0), X_2 = C_2 - C_2(0) and
delta = E - F, gathered in X = [[X_1, delta], [delta^T, X_2]]: a wide network departs by 1e-9, and
that small number has digits of its own, which a difference of two flows would not have.

With M = [[0, E], [E^T, 0]], Y = [[X_1, W], [W^T, X_2]] and Lambda = [[0, a + b], [., 0]],

    dX/dt = -(M Y + Y M) - Lambda o X   (o: entry by entry),

so all Taylor coefficients follow from products of matrices, one stacked product a coefficient for
any number of networks. Each network takes steps of its own length.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays import TINY, Array
from core.integrate.budget import remaining

ORDER = 16
#: The last coefficients of X_1, X_2 and of delta beside what they have come to.
TOLERANCE = 1e-7
#: A network is trained when ||W - W*|| has fallen to this part of its start: what remains of the
#: drift is about as small a part of it.
TRAINED = 1e-7
MAX_STEPS = 500
_INSIDE = 16  # points of a step at which the deviation is looked at, to find its largest


@dataclass(frozen=True, eq=False)
class Deviations:
    """What B networks did until they were trained.

    Attributes
    ----------
    drift : ndarray, shape (B,)
        ||T - T(0)||_F / ||T(0)||_F at the end, to about 1e-6 of itself.
    error : ndarray, shape (B,)
        max over time of ||W - W_frozen||_F / ||W(0) - W*||_F, to about 1e-3 of itself.
    trained : ndarray of bool, shape (B,)
        Whether the end was reached; drift and error are those so far if not.
    steps : int
        Taylor steps of the network that took most.
    """

    drift: Array
    error: Array
    trained: NDArray[np.bool_]
    steps: int


def deviations(first: Array, second: Array, target: Array) -> Deviations:
    """Train B two-layer networks on one target and compare each with its frozen kernel.

    Parameters
    ----------
    first, second : ndarray, shapes (B, n, k) and (B, k, m)
        Layers at the start; k may be the reduced width n + m (`core.matrix.initialization`).
    target : ndarray, shape (n, m)
        W*.
    """
    n, m = target.shape
    C1, C2 = first @ first.mT, second.mT @ second
    (a, U), (b, V) = np.linalg.eigh(C1), np.linalg.eigh(C2)
    a, b = np.maximum(a, 0.0), np.maximum(b, 0.0)
    start = U.mT @ (first @ second - target) @ V
    way = _Networks(a[:, :, None] + b[:, None, :], start, U.mT @ target @ V)
    left, right = way.run()
    size = n * (b * b).sum(1) + m * (a * a).sum(1) + 2.0 * a.sum(1) * b.sum(1)
    moved = (
        n * _square(right)
        + m * _square(left)
        + 2.0 * np.trace(left, axis1=1, axis2=2) * np.trace(right, axis1=1, axis2=2)
    )
    return Deviations(
        drift=np.sqrt(moved / np.maximum(size, TINY)),
        error=np.sqrt(way.largest / np.maximum(_square(start), TINY)),
        trained=way.trained,
        steps=way.steps,
    )


class _Networks:
    """The state of B networks, in the eigenvectors of their own kernels.

    Parameters
    ----------
    rates, start, target : ndarray, shape (B, n, m)
        a_i + b_j; E(0); W*.
    """

    def __init__(self, rates: Array, start: Array, target: Array) -> None:
        count, n, m = start.shape
        self._n, self._m = n, m
        self._rates, self._start = rates, start
        self._target = target
        self._x = np.zeros((count, n + m, n + m))
        self._time = np.zeros(count)
        self._most = np.zeros((count, 2))  # of ||(X_1, X_2)||^2 and ||delta||^2 so far
        self._goal = TRAINED**2 * _square(start)
        self.trained = _square(start) <= self._goal
        self.steps = 0

    @property
    def largest(self) -> Array:
        """Largest ||delta||^2 so far, shape (B,)."""
        return self._most[:, 1]

    def run(self) -> tuple[Array, Array]:
        """Step until all are trained, or the steps or the time run out; X_1 and X_2 at the end."""
        while not self.trained.all() and self.steps < MAX_STEPS and remaining() > 0.0:
            self._step(np.flatnonzero(~self.trained))
            self.steps += 1
        n = self._n
        return self._x[:, :n, :n], self._x[:, n:, n:]

    def _step(self, live: NDArray[np.intp]) -> None:
        """One Taylor step of the networks `live`."""
        n = self._n
        rates, time = self._rates[live], self._time[live]
        frozen = self._start[live] * np.exp(-rates * time[:, None, None])
        x = self._x[live]
        unit = self._unit(x, rates, frozen)
        series = self._series(x, rates * unit[:, None, None], frozen, self._target[live], unit)
        inner = series[:, :, :n, n:]
        sizes = np.stack(
            [np.sqrt(np.maximum(_square(series) - 2.0 * _square(inner), 0.0)), _norm(inner)], axis=2
        )
        step = _reach(sizes, np.sqrt(self._most[live]))
        powers = step[:, None] ** np.arange(ORDER + 1)
        x = (powers[:, None] @ series.reshape(len(live), ORDER + 1, -1)).reshape(x.shape)
        parts = powers[:, None] * _FRACTIONS
        within = _square(parts @ inner.reshape(len(live), ORDER + 1, -1), axis=2)
        gap = self._start[live] * np.exp(-rates * (time + step * unit)[:, None, None])
        gap += x[:, :n, n:]
        inside = _square(x) - 2.0 * _square(x[:, :n, n:])
        self._x[live], self._time[live] = x, time + step * unit
        seen = np.stack([np.maximum(inside, 0.0), within.max(axis=1)], axis=1)
        self._most[live] = np.maximum(self._most[live], seen)
        self.trained[live] = _square(gap) <= self._goal[live]

    def _unit(self, x: Array, rates: Array, frozen: Array) -> Array:
        """A time in which things move, shape (B,): coefficients then stay near 1."""
        n = self._n
        speed = rates.max(axis=(1, 2)) + _norm(x[:, :n, :n]) + _norm(x[:, n:, n:])
        speed += _norm(frozen + x[:, :n, n:])
        unit: Array = 1.0 / np.maximum(speed, TINY)
        return unit

    def _series(self, x: Array, rates: Array, frozen: Array, target: Array, unit: Array) -> Array:
        """Taylor coefficients of X, shape (B, ORDER + 1, n + m, n + m), in units of `unit`."""
        count, size = len(x), self._n + self._m
        pull, mask = self._spread(rates), self._spread(np.ones((1, self._n, self._m)))
        series = np.empty((count, ORDER + 1, size, size))
        below = np.empty((count, ORDER + 1, size, size))  # Y_0, Y_1, ...
        above = np.empty((count, size, ORDER + 1, size))  # ..., M_1, M_0
        straight = self._spread(frozen)  # coefficients of F, one after the other
        series[:, 0] = x
        below[:, 0] = x + straight + self._spread(target)
        above[:, :, ORDER] = mask * (x + straight)
        stack = below.reshape(count, -1, size)
        row = above.reshape(count, size, -1)
        scale = -unit[:, None, None]
        for k in range(ORDER):
            product = row[:, :, (ORDER - k) * size :] @ stack[:, : (k + 1) * size]
            product += product.mT
            product *= scale
            product -= pull * series[:, k]
            product /= k + 1
            straight = straight * pull
            straight /= -(k + 1)
            series[:, k + 1] = product
            product += straight
            below[:, k + 1] = product
            product *= mask
            above[:, :, ORDER - 1 - k] = product
        return series

    def _spread(self, block: Array) -> Array:
        """[[0, block], [block^T, 0]]."""
        n, size = self._n, self._n + self._m
        whole = np.zeros((len(block), size, size))
        whole[:, :n, n:] = block
        whole[:, n:, :n] = block.mT
        return whole


def _reach(sizes: Array, most: Array) -> Array:
    """How far the series hold, shape (B,), from the sizes of their coefficients.

    Parameters
    ----------
    sizes : ndarray, shape (B, ORDER + 1, 2)
    most : ndarray, shape (B, 2)
        What each part has come to already.
    """
    reach = np.full(len(sizes), math.inf)
    references = sizes[:, :4].copy()
    references[:, 0] = np.maximum(references[:, 0], most)
    for last in (ORDER - 1, ORDER):
        ratio = TOLERANCE * references / np.maximum(sizes[:, last : last + 1], TINY)
        # A part that has hardly begun to move is measured by what this very step adds.
        lengths = ratio ** (1.0 / (last - np.arange(4.0)[:, None]))
        reach = np.minimum(reach, lengths.max(axis=1).min(axis=1))
    return reach


def _square(matrices: Array, axis: int | tuple[int, ...] = (-2, -1)) -> Array:
    total: Array = np.sum(matrices * matrices, axis=axis)
    return total


def _norm(matrices: Array) -> Array:
    norm: Array = np.sqrt(_square(matrices))
    return norm


_FRACTIONS = (np.arange(1.0, _INSIDE + 1.0)[:, None] / _INSIDE) ** np.arange(ORDER + 1.0)
