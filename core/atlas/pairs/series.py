"""Taylor series of the flows of many pairs of layers, as `core.integrate.taylor` has one.

With V = W_2^T and E = W - W*: dW_1/dt = -E V, dV/dt = -E^T W_1. Of every order there are three
products of stacked blocks. E has a series of its own, that of exp(c t) E, so that it keeps its
relative accuracy as it decays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array

ORDER = 24
#: The last coefficients' part of the layers, and of exp(c t) E.
TOLERANCE, _OF_GAP = 3e-12, 3e-10
_GROWTH = 3.0  # a step at most this many times the one before, whose length is the unit of time
_DECAY = 6.5  # longest step in units of 1/c
_POWERS = np.arange(ORDER + 1.0)
_INVERSE_FACTORIALS = 1.0 / np.array([float(math.factorial(k)) for k in range(ORDER + 1)])
_LAGS = np.arange(ORDER + 1)[:, None] - np.arange(ORDER + 1)  # row i, column j: i - j


@dataclass(frozen=True, eq=False)
class Series:
    """Polynomials in time of p flows, each in a unit of its own.

    Attributes
    ----------
    layers : ndarray, shape (p, ORDER + 1, (n + m) r)
        Of W_1 and V, row by row.
    gap : ndarray, shape (p, ORDER + 1, n m)
        Of exp(c t) E.
    decay : ndarray, shape (p,)
        c.
    reach : ndarray, shape (p,)
        How far they are sound, in units; back in time too.
    """

    layers: Array
    gap: Array
    decay: Array
    reach: Array

    def part(self, rows: NDArray[np.intp]) -> Series:
        """Some of them."""
        return Series(self.layers[rows], self.gap[rows], self.decay[rows], self.reach[rows])

    def layers_at(self, time: Array) -> Array:
        """W_1 and V at times of shape (p, q): shape (p, q, (n + m) r)."""
        return (time[..., None] ** _POWERS) @ self.layers

    def gap_at(self, time: Array) -> Array:
        """E at times of shape (p,): shape (p, n m)."""
        steady = ((time[:, None] ** _POWERS)[:, None, :] @ self.gap)[:, 0]
        return np.asarray(steady * np.exp(-self.decay * time)[:, None])


def expand(W1: Array, V: Array, E: Array, unit: Array) -> Series:
    """The series at one time of every flow.

    Parameters
    ----------
    W1, V, E : ndarray, shapes (p, n, r), (p, m, r) and (p, n, m)
    unit : ndarray, shape (p,)
        Of time.
    """
    p, n, r = W1.shape
    m = V.shape[1]
    count = ORDER + 1
    # Blocks side by side in order, and one above the other in the opposite order: what stands first
    # in one meets what stands last so far in the other.
    gaps, gaps_turned = np.empty((p, n, count * m)), np.empty((p, m, count * n))
    layer, layers_below = np.empty((p, n, count * r)), np.empty((p, count * n, r))
    others_below, others_turned = np.empty((p, count * m, r)), np.empty((p, count * r, m))

    def put_layers(k: int, first: Array, second: Array) -> None:
        back = ORDER - k
        layer[:, :, k * r : (k + 1) * r] = first
        layers_below[:, back * n : (back + 1) * n] = first
        others_below[:, back * m : (back + 1) * m] = second
        others_turned[:, back * r : (back + 1) * r] = second.mT

    def put_gap(k: int, gap: Array) -> None:
        gaps[:, :, k * m : (k + 1) * m] = gap
        gaps_turned[:, :, k * n : (k + 1) * n] = gap.mT

    put_layers(0, W1, V)
    put_gap(0, E)
    for k in range(ORDER):
        scale = (-unit / (k + 1.0))[:, None, None]
        first = scale * (gaps[:, :, : (k + 1) * m] @ others_below[:, (ORDER - k) * m :])
        second = scale * (gaps_turned[:, :, : (k + 1) * n] @ layers_below[:, (ORDER - k) * n :])
        put_layers(k + 1, first, second)
        product = layer[:, :, : (k + 2) * r] @ others_turned[:, (ORDER - k - 1) * r :]
        put_gap(k + 1, product)
    tables = np.concatenate(
        [
            layer.reshape(p, n, count, r).swapaxes(1, 2).reshape(p, count, n * r),
            others_below.reshape(p, count, m, r)[:, ::-1].reshape(p, count, m * r),
        ],
        axis=2,
    )
    gap = gaps.reshape(p, n, count, m).swapaxes(1, 2).reshape(p, count, n * m)
    return _sound(tables, gap)


def _sound(layers: Array, gap: Array) -> Series:
    """With the series of exp(c t) E, and the longest sound step."""
    square = (gap[:, 0] * gap[:, 0]).sum(axis=1)
    decay = np.maximum(-(gap[:, 0] * gap[:, 1]).sum(axis=1) / square, 0.0)
    growth = decay[:, None] ** _POWERS * _INVERSE_FACTORIALS
    steady = np.where(_LAGS >= 0, growth[:, np.maximum(_LAGS, 0)], 0.0) @ gap
    reach = np.minimum(_GROWTH, _DECAY / np.maximum(decay, 1e-300))
    for tolerance, series in ((TOLERANCE, layers), (_OF_GAP, steady)):
        size = np.sqrt((series[:, 0] ** 2).sum(axis=1))
        last = np.sqrt((series[:, -2:] ** 2).sum(axis=(1, 2)))  # two: one may vanish by parity
        ratio = np.where(last > 0.0, tolerance * size / np.maximum(last, 1e-300), np.inf)
        reach = np.minimum(reach, np.minimum(ratio ** (1 / ORDER), ratio ** (1 / (ORDER - 1))))
    return Series(layers, steady, decay, reach)
