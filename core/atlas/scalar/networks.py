"""Many deep scalar networks of one depth: the curves they live on, and where they start.

The same numbers as `core.scalar.network` has for one, layer by layer in arrays of shape (L, p).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import Array
from core.atlas.scalar.cumulative import cumulative_tables
from core.atlas.scalar.exact import exact_gaps
from core.atlas.scalar.roots import roots
from core.fields import LARGEST, SMALLEST

_SLACK = 1e-9  # of a power of ten, as for one scenario


@dataclass(frozen=True, eq=False)
class Networks:
    """p networks of depth L.

    Attributes
    ----------
    cumulative : ndarray, shape (L, p)
        c_l = w_l^2 - w_k^2 >= 0, 0 at the smallest layer.
    signs : ndarray, shape (L, p)
        +1 or -1.
    smallest : ndarray of int, shape (p,)
        k.
    start, product, gap, target : ndarray, shape (p,)
        w_k(0), w(0), y - w(0) and y.
    known : ndarray of bool, shape (p,)
        Whether a scenario may have these numbers. A network that it may not have is replaced by
        one at rest, and has no values.
    """

    cumulative: Array
    signs: Array
    smallest: NDArray[np.intp]
    start: Array
    product: Array
    gap: Array
    target: Array
    known: NDArray[np.bool_]

    @property
    def depth(self) -> int:
        """L."""
        return len(self.cumulative)

    @property
    def count(self) -> int:
        """p."""
        return int(self.cumulative.shape[1])

    @cached_property
    def others(self) -> Array:
        """c_i of all layers but the smallest, shape (L - 1, p)."""
        rows = zip(self.cumulative[:-1], self.cumulative[1:], strict=True)
        return np.array(
            [np.where(layer < self.smallest, c, after) for layer, (c, after) in enumerate(rows)]
        ).reshape(self.depth - 1, self.count)

    @cached_property
    def ties(self) -> NDArray[np.intp]:
        """Layers as small as the smallest, itself among them, shape (p,)."""
        ties: NDArray[np.intp] = 1 + np.count_nonzero(self.others == 0.0, axis=0)
        return ties

    @cached_property
    def orientation(self) -> Array:
        """Sign of the product of all weights but the smallest, shape (p,)."""
        smallest = np.take_along_axis(self.signs, self.smallest[None], axis=0)[0]
        orientation: Array = self.signs.prod(axis=0) * smallest
        return orientation

    @cached_property
    def side(self) -> Array:
        """What mirrors a flow so that its target, or its product if that is 0, is not negative."""
        below = np.where(self.target == 0.0, self.product, self.target) < 0.0
        return np.where(below, -1.0, 1.0)

    @cached_property
    def begin(self) -> Array:
        """The smallest weight at the start, mirrored."""
        return self.side * self.orientation * self.start

    def part(self, which: slice | NDArray[Any]) -> Networks:
        """Some of them."""
        cut = {field.name: getattr(self, field.name)[..., which] for field in fields(self)}
        return replace(self, **cut)

    def weights(self, smallest_weight: Array) -> Array:
        """All layers where the smallest weights are `smallest_weight`.

        Parameters
        ----------
        smallest_weight : ndarray, shape (..., p)
            w_k.

        Returns
        -------
        ndarray, shape (L, ..., p)
        """
        layers = range(self.depth)
        return np.array(
            [
                np.where(
                    self.smallest == layer,
                    smallest_weight,
                    self.signs[layer] * np.sqrt(smallest_weight**2 + self.cumulative[layer]),
                )
                for layer in layers
            ]
        )


def by_weights(weights: ArrayLike, target: ArrayLike) -> Networks:
    """Networks that start at the given weights.

    Parameters
    ----------
    weights : array_like, shape (p, L)
    target : array_like, shape (p,) or ()
    """
    table = np.asarray(weights, dtype=float).T + 0.0  # -0.0 becomes 0.0
    aims = np.broadcast_to(np.asarray(target, dtype=float) + 0.0, table.shape[1:])
    with np.errstate(all="ignore"):
        known = _sizes(table).all(axis=0) & _sizes(aims) & _products(table)
        table, aims = np.where(known, table, 1.0), np.where(known, aims, 1.0)
        size = np.abs(table)
        smallest = size.argmin(axis=0)
        least = size.min(axis=0)
        product = np.ones_like(least)
        for layer in table:
            product = product * layer
        return Networks(
            cumulative=(size - least) * (size + least),
            signs=np.where(table < 0.0, -1.0, 1.0),
            smallest=smallest,
            start=np.take_along_axis(table, smallest[None], axis=0)[0],
            product=product,
            gap=exact_gaps(table, aims),
            target=aims,
            known=known,
        )


def by_imbalance(imbalance: ArrayLike, product: ArrayLike, target: ArrayLike) -> Networks:
    """Networks with the given imbalances and products: all weights but the first are positive.

    Parameters
    ----------
    imbalance : array_like, shape (p, L - 1)
        d_l = w_l^2 - w_{l+1}^2.
    product, target : array_like, shape (p,) or ()
    """
    table = np.asarray(imbalance, dtype=float).T + 0.0
    count = table.shape[1]
    ends = np.broadcast_to(np.asarray(product, dtype=float) + 0.0, (count,))
    aims = np.broadcast_to(np.asarray(target, dtype=float) + 0.0, (count,))
    with np.errstate(all="ignore"):
        known = _sizes(table).all(axis=0) & _sizes(ends) & _sizes(aims)
        table = np.where(known, table, 0.0)
        ends, aims = np.where(known, ends, 1.0), np.where(known, aims, 1.0)
        cumulative, smallest = cumulative_tables(table)
        signs = np.ones_like(cumulative)
        signs[0] = np.where(ends < 0.0, -1.0, 1.0)
        found = Networks(
            cumulative=cumulative,
            signs=signs,
            smallest=smallest,
            start=ends,
            product=ends,
            gap=aims - ends,
            target=aims,
            known=known,
        )
        sign = np.take_along_axis(signs, smallest[None], axis=0)[0]
        return replace(found, start=sign * np.sqrt(roots(found.others, np.abs(ends))))


def _sizes(numbers: Array) -> NDArray[np.bool_]:
    """Whether `core.fields.size` takes them."""
    size = np.abs(numbers)
    return np.asarray((size == 0.0) | ((size >= SMALLEST) & (size <= LARGEST)))


def _products(table: Array) -> NDArray[np.bool_]:
    """Whether a scenario takes the products of the layers."""
    logs = np.zeros(table.shape[1])
    size = np.abs(table)
    for layer in size:
        logs = logs + np.log10(layer)
    low, high = math.log10(SMALLEST) - _SLACK, math.log10(LARGEST) + _SLACK
    return np.asarray((size == 0.0).any(axis=0) | ((low <= logs) & (logs <= high)))
