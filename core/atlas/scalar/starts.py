"""Where many scalar networks start, as arrays; networks are made of them a part at a time."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import Array
from core.atlas.scalar.cumulative import cumulative_tables
from core.atlas.scalar.exact import exact_gaps
from core.atlas.scalar.networks import Networks
from core.atlas.scalar.roots import roots
from core.atlas.scalar.rows import total
from core.fields import LARGEST, SMALLEST

_SLACK = 1e-9  # of a power of ten, as for one scenario
_PLAIN = 1e140  # products below it, and above its inverse, are formed as they come
_CANCELS = 1e-3  # what is left of y or w in a difference that is then formed exactly

Flags = NDArray[np.bool_]


class Starts(ABC):
    """p networks of one depth."""

    target: Array

    @property
    def count(self) -> int:
        """p."""
        return int(self.target.size)

    @property
    @abstractmethod
    def depth(self) -> int:
        """L."""

    @abstractmethod
    def networks(self, which: slice = slice(None)) -> Networks:
        """Some of them, all if not said otherwise."""

    @abstractmethod
    def initial_weights(self) -> Array:
        """w_l(0), shape (p, L)."""


@dataclass(frozen=True, eq=False)
class ByWeights(Starts):
    """Given by w_l(0).

    Attributes
    ----------
    weights : ndarray, shape (p, L)
    target : ndarray, shape (p,)
    """

    weights: Array
    target: Array

    @property
    def depth(self) -> int:
        """L."""
        return int(self.weights.shape[1])

    def initial_weights(self) -> Array:
        """As given."""
        return self.weights

    def networks(self, which: slice = slice(None)) -> Networks:
        """Some of them."""
        with np.errstate(all="ignore"):
            return _from_weights(_rows(self.weights[which]), self.target[which] + 0.0)


@dataclass(frozen=True, eq=False)
class ByImbalance(Starts):
    """Given by imbalances and products: all weights are positive but the first.

    Attributes
    ----------
    imbalance : ndarray, shape (p, L - 1)
    product, target : ndarray, shape (p,)
    """

    imbalance: Array
    product: Array
    target: Array

    @property
    def depth(self) -> int:
        """L."""
        return int(self.imbalance.shape[1]) + 1

    def initial_weights(self) -> Array:
        """From the smallest on; NaN where a scenario may not have these numbers."""
        found = self.networks()
        with np.errstate(all="ignore"):
            table = np.where(found.known, self.imbalance.T, 0.0)
            cumulative, _ = cumulative_tables(table)
            weights = np.sqrt(found.least * found.least + cumulative)
            weights = np.where(cumulative == 0.0, found.least, weights)
            weights[0] = np.copysign(weights[0], found.product)
            return np.where(found.known, weights, np.nan).T

    def networks(self, which: slice = slice(None)) -> Networks:
        """Some of them."""
        with np.errstate(all="ignore"):
            product, target = self.product[which] + 0.0, self.target[which] + 0.0
            return _from_imbalance(_rows(self.imbalance[which]), product, target)


def by_weights(weights: ArrayLike, target: ArrayLike) -> Starts:
    """Networks that start at the given weights.

    Parameters
    ----------
    weights : array_like, shape (p, L)
    target : array_like, shape (p,) or ()
    """
    table = np.asarray(weights, dtype=float)
    return ByWeights(table, _column(target, len(table)))


def by_imbalance(imbalance: ArrayLike, product: ArrayLike, target: ArrayLike) -> Starts:
    """Networks with the given imbalances and products.

    Parameters
    ----------
    imbalance : array_like, shape (p, L - 1)
        d_l = w_l^2 - w_{l+1}^2.
    product, target : array_like, shape (p,) or ()
    """
    table = np.asarray(imbalance, dtype=float)
    return ByImbalance(table, _column(product, len(table)), _column(target, len(table)))


def _column(values: ArrayLike, count: int) -> Array:
    return np.broadcast_to(np.asarray(values, dtype=float), (count,))


def _rows(table: Array) -> Array:
    """One row a layer, in one piece each; -0.0 becomes 0.0."""
    rows = np.ascontiguousarray(table.T)
    rows += 0.0
    return rows


def _from_weights(table: Array, target: Array) -> Networks:
    """From weights of shape (L, p)."""
    size = np.abs(table)
    least, product = size[0].copy(), table[0].copy()
    others = np.empty((len(table) - 1, target.size))
    for layer in range(1, len(table)):
        # Of the smallest so far and this one, the larger is one of the others.
        np.maximum(least, size[layer], out=others[layer - 1])
        np.minimum(least, size[layer], out=least)
        product *= table[layer]
    known = _sizes(target)
    reach = _PLAIN ** (1.0 / len(table))
    all_plain = bool(least.min(initial=1.0) > 1.0 / reach and size.max(initial=1.0) < reach)
    odd = np.zeros(target.size, dtype=bool)
    if not all_plain:
        odd = (least <= 1.0 / reach) | (size.max(axis=0) >= reach)
        known[odd] &= _sizes(table[:, odd]).all(axis=0) & _products(size[:, odd])
    if not known.all():
        instead = np.where(known, table, 1.0), np.where(known, target, 1.0)
        return _from_weights(*instead).only(known)
    gap = target - product
    # Where it keeps its digits, and so does the margin, the difference will do.
    aim, left = np.abs(target), np.abs(gap)
    cancels = odd | (left < _CANCELS * aim) | (np.abs(aim - left) < _CANCELS * aim)
    if cancels.any():
        gap[cancels] = exact_gaps(table[:, cancels], target[cancels])
    return Networks(
        others=(others - least) * (others + least),
        least=least,
        product=product,
        gap=gap,
        target=target,
        known=known,
    )


def _from_imbalance(table: Array, product: Array, target: Array) -> Networks:
    known = _sizes(table).all(axis=0) & _sizes(product) & _sizes(target)
    table = np.where(known, table, 0.0)
    product, target = np.where(known, product, 1.0), np.where(known, target, 1.0)
    cumulative, smallest = cumulative_tables(table)
    layers = pairwise(cumulative)
    others = np.empty_like(table)
    for layer, (c, after) in enumerate(layers):
        others[layer] = np.where(layer < smallest, c, after)
    return Networks(
        others=others,
        least=np.sqrt(roots(others, np.abs(product))),
        product=product,
        gap=target - product,
        target=target,
        known=known,
    )


def _sizes(numbers: Array) -> Flags:
    """Whether `core.fields.size` takes them."""
    size = np.abs(numbers)
    return np.asarray((size == 0.0) | ((size >= SMALLEST) & (size <= LARGEST)))


def _products(size: Array) -> Flags:
    """Whether a scenario takes the products of layers of these sizes."""
    logs = total(np.log10(size))
    low, high = math.log10(SMALLEST) - _SLACK, math.log10(LARGEST) + _SLACK
    return np.asarray((size == 0.0).any(axis=0) | ((low <= logs) & (logs <= high)))
