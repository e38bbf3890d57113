"""Integrals over many panels at once, each network's to its own accuracy.

A panel whose last Legendre coefficients have not died out is halved. Sixteen points integrate
exactly what has twice their degree, so a rest of 1e-7 there is one of 1e-14 in the integral. Sums
are taken point by point and panel by panel: no network's digits depend on its neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray

from core.arrays import Array

Rows = NDArray[np.intp]
#: From the owners of n panels, and points in them of shape (16, n), to values there.
Density = Callable[[Rows, Array], Array]

POINTS = 16
_RESOLVED = 1e-7
_HALVINGS = 30
#: Panels of one owner that are halved at a time. Where it takes more, the density has lost its
#: digits (products of squares below the least float64), and every half would be halved again.
_MOST = 1024
_AT_ONCE = 2048  # panels: their tables stay in the processor's caches

_RATIO = 2.2  # of distances from a pole at the two ends of a panel
_LOG_RATIO = math.log(_RATIO)

NODES, WEIGHTS = legendre.leggauss(POINTS)
_LAST = (legendre.legvander(NODES, POINTS - 1) * WEIGHTS[:, None])[:, -2:] * (
    np.arange(POINTS - 2, POINTS) + 0.5
)


@dataclass(frozen=True, eq=False)
class Panels:
    """Stretches [left, left + 2 half] of the coordinates of some networks.

    Attributes
    ----------
    owner : ndarray of int, shape (n,)
    left, half : ndarray, shape (n,)
    """

    owner: Rows
    left: Array
    half: Array

    @property
    def points(self) -> Array:
        """Those of Gauss and Legendre, shape (16, n)."""
        points: Array = self.left + self.half * (NODES[:, None] + 1.0)
        return points

    def part(self, which: slice | NDArray[np.bool_]) -> Panels:
        """Some of them."""
        return Panels(self.owner[which], self.left[which], self.half[which])

    def halved(self) -> Panels:
        """Two for each."""
        half = np.repeat(0.5 * self.half, 2)
        left = np.repeat(self.left, 2)
        left[1::2] += 2.0 * half[1::2]
        return Panels(np.repeat(self.owner, 2), left, half)


def even_panels(owner: Rows, begin: Array, end: Array, count: NDArray[np.intp]) -> Panels:
    """`count` panels of one width from `begin` to `end`, for each owner."""
    half = 0.5 * (end - begin) / count
    first = np.repeat(np.cumsum(count) - count, count)
    place = np.arange(len(first)) - first
    wide = np.repeat(half, count)
    return Panels(np.repeat(owner, count), np.repeat(begin, count) + 2.0 * place * wide, wide)


def graded_panels(owner: Rows, begin: Array, end: Array, pole: Array, width: Array) -> Panels:
    """Panels from `begin` to `end`, no wider than `width`, and the narrower the nearer to a pole.

    Parameters
    ----------
    owner : ndarray of int, shape (n,)
    begin, end, pole : ndarray, shape (n,)
        The pole is beyond the end.
    width : ndarray, shape (n,)
    """
    first, last = np.abs(pole - begin), np.abs(pole - end)
    # Of one width down to the distance where that is the part of it that a panel may be; then of
    # one ratio.
    knee = np.maximum(last, width / (_RATIO - 1.0))
    powers = np.log(np.minimum(first, knee) / last) / _LOG_RATIO
    length = powers + np.maximum(first - knee, 0.0) / width
    count = np.maximum(np.ceil(length), 1.0).astype(np.intp)
    back = np.repeat(np.cumsum(count), count) - np.arange(int(count.sum()))
    which = np.repeat(np.arange(owner.size), count)
    size, last, knee, wide, powers = (
        array[which] for array in (length / count, last, knee, width, powers)
    )

    def distance(edge: Array) -> Array:
        straight = knee + (edge - powers) * wide
        return np.where(edge <= powers, last * np.exp(_LOG_RATIO * edge), straight)

    far, near = distance(back * size), distance((back - 1) * size)
    side = np.sign(end - begin)[which]
    return Panels(owner[which], pole[which] - side * far, 0.5 * side * (far - near))


def integrals(density: Density, panels: Panels, sizes: Array) -> Array:
    """The integral of the density over all panels of each owner.

    Parameters
    ----------
    density : callable
    panels : Panels
    sizes : ndarray, shape (owners,)
        What an owner's rest is small beside, besides the panel's own integral.

    Returns
    -------
    ndarray, shape (owners,)
        NaN where no halving resolves the density.
    """
    totals = np.zeros(sizes.size)
    for halving in range(_HALVINGS + 1):
        rough = [np.zeros(0, dtype=bool)]
        for begin in range(0, len(panels.owner), _AT_ONCE):
            part = panels.part(slice(begin, begin + _AT_ONCE))
            values = density(part.owner, part.points)
            sums = part.half * weighted(WEIGHTS, values)
            rest = np.maximum(*(np.abs(weighted(last, values)) for last in _LAST.T))
            size = np.maximum(np.abs(sums), sizes[part.owner])
            coarse = 2.0 * np.abs(part.half) * rest > _RESOLVED * size
            if halving == _HALVINGS:
                coarse[:] = False
            totals += np.bincount(
                part.owner, weights=np.where(coarse, 0.0, sums), minlength=totals.size
            )
            rough.append(coarse)
        coarse = np.concatenate(rough)
        if not coarse.any():
            break
        panels = panels.part(coarse)
        lost = np.bincount(panels.owner, minlength=totals.size) > _MOST
        totals[lost] = np.nan
        panels = panels.part(~lost[panels.owner]).halved()
    return totals


def weighted(weights: Array, values: Array) -> Array:
    """sum_j weights_j values_j, row by row: the same for a column whatever stands beside it."""
    total = weights[0] * values[0]
    for weight, row in zip(weights[1:], values[1:], strict=True):
        total += weight * row
    return np.asarray(total)
