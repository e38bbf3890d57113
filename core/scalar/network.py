"""Deep scalar networks: f(w) = |y - w|^2 with w = w_1 w_2 ... w_L.

The L - 1 imbalances never change along the flow, so the whole network moves on a curve with one
parameter, the signed smallest weight p. With c_l = w_l^2 - w_k^2 >= 0, the *cumulative imbalance*
of layer l against the smallest layer k,

    x = p^2,   w_l^2 = x + c_l,   w^2 = P(x) = prod_l (x + c_l),   tau = P'(x),

where tau, the preconditioner, is the sum over l of the product of the other layers' squares.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from core.arrays import Array
from core.scalar.cumulative import cumulative_imbalances
from core.scalar.polynomial import smallest_square


@dataclass(frozen=True)
class ScalarNetwork:
    """The conserved curve that a scalar network lives on, and the point where it starts.

    Attributes
    ----------
    cumulative_imbalance : ndarray, shape (L,)
        c_l = w_l^2 - w_k^2 >= 0 in layer order, 0 at the smallest layer.
    imbalance : ndarray, shape (L - 1,)
        d_l = w_l^2 - w_{l+1}^2.
    signs : ndarray, shape (L,)
        Sign of each weight, +1 or -1 (+1 for a weight of zero). Only layer `smallest` can change
        sign along the flow.
    smallest : int
        k, the layer with the smallest |w_l| (the first of them if several tie).
    start : float
        p(0) = w_k(0).
    product : float
        w(0), the end-to-end product.
    gap : float
        y - w(0), correctly rounded: the loss of a start close to the target depends on it.
    """

    cumulative_imbalance: Array
    imbalance: Array
    signs: Array
    smallest: int
    start: float
    product: float
    gap: float

    @property
    def depth(self) -> int:
        """L, the number of layers."""
        return int(self.cumulative_imbalance.size)

    @property
    def others(self) -> list[float]:
        """Cumulative imbalances of the L - 1 layers that are not the smallest one."""
        others: list[float] = self.cumulative_imbalance.tolist()
        del others[self.smallest]
        return others

    @property
    def orientation(self) -> float:
        """Sign of the product of all weights but the smallest: w = orientation * p * (...)."""
        signs: list[float] = self.signs.tolist()
        return math.prod(signs) * signs[self.smallest]

    def weights(self, smallest_weight: ArrayLike) -> Array:
        """Weights of all layers where the smallest one is `smallest_weight`.

        Parameters
        ----------
        smallest_weight : array_like, shape (...)
            p, the signed smallest weight.

        Returns
        -------
        ndarray, shape (..., L)
        """
        p = np.asarray(smallest_weight, dtype=float)
        # A layer a row: short rows would take twice as long.
        layers = (p * p)[None] + self.cumulative_imbalance.reshape(-1, *(1,) * p.ndim)
        np.sqrt(layers, out=layers)
        for layer, sign in enumerate(self.signs.tolist()):
            if sign < 0.0:
                layers[layer] = -layers[layer]
        layers[self.smallest] = p
        weights: Array = layers.transpose((*range(1, layers.ndim), 0))
        return weights

    def sizes(self, smallest_weight: float) -> list[float]:
        """The sizes of these weights at one place: so few that arrays would take longer."""
        square = smallest_weight * smallest_weight
        sizes = [math.sqrt(square + c) for c in self.cumulative_imbalance.tolist()]
        sizes[self.smallest] = abs(smallest_weight)
        return sizes

    def size_at(self, product: float) -> float:
        """|p| where |w| is `product`; at the start without a root, whose rounding would show."""
        if product == abs(self.product):
            return abs(self.start)
        return math.sqrt(smallest_square(self.cumulative_imbalance.tolist(), product))


def from_weights(weights: Iterable[float], target: float) -> ScalarNetwork:
    """Network that starts at the given weights.

    Differences of squares are formed as (|a| - |b|)(|a| + |b|), so that layers that nearly tie
    keep all their digits.
    """
    values = list(map(float, weights))
    sizes = [abs(value) for value in values]  # so few that numpy would take longer
    least = min(sizes)
    smallest = sizes.index(least)
    return ScalarNetwork(
        cumulative_imbalance=np.array([(size - least) * (size + least) for size in sizes]),
        imbalance=np.array([(a - b) * (a + b) for a, b in pairwise(sizes)]),
        signs=np.array([-1.0 if value < 0.0 else 1.0 for value in values]),
        smallest=smallest,
        start=values[smallest],
        product=math.prod(values),
        gap=_exact_gap(values, target),
    )


def from_imbalance(imbalance: ArrayLike, product: float, target: float) -> ScalarNetwork:
    """Network with the given imbalances d_1..d_{L-1} and end-to-end product w(0).

    All weights are positive but the first, which carries the sign of the product. Which layers tie
    is decided in `core.scalar.cumulative`.
    """
    d = np.asarray(imbalance, dtype=float)
    cumulative, smallest = cumulative_imbalances(d.tolist())
    signs = np.ones(cumulative.size)
    signs[0] = -1.0 if product < 0 else 1.0
    x = smallest_square(cumulative.tolist(), product)
    return ScalarNetwork(
        cumulative_imbalance=cumulative,
        imbalance=d,
        signs=signs,
        smallest=smallest,
        start=float(signs[smallest]) * math.sqrt(x),
        product=product,
        gap=target - product,
    )


def _exact_gap(weights: list[float], target: float) -> float:
    """`target` minus the product of `weights`, rounded once (integers carry the exact product)."""
    numerator, denominator = target.as_integer_ratio()
    product_numerator, product_denominator = 1, 1
    for weight in weights:
        a, b = weight.as_integer_ratio()
        product_numerator *= a
        product_denominator *= b
    return (numerator * product_denominator - product_numerator * denominator) / (
        denominator * product_denominator
    )
