"""Points of a flow, and whether a network is at rest there: no mode moves.

A gradient small beside the largest mode may be all there is to move a small one: layers
diag(1, 1e-8) under the target I leave their saddle, and in time they converge. Every entry is
measured by what its own mode could have.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core import network
from core.arrays import Array
from core.integrate.base import norm

_ROUNDING = 1e-14


@dataclass(frozen=True, eq=False)
class Point:
    """Where a flow is at one time, or at the end of time.

    Attributes
    ----------
    layers : tuple of ndarray, shapes (h_{l-1}, h_l)
        But for rotations between them.
    gradient : ndarray, shape (n, m)
        grad f(W).
    excess : float
        f(W) - f*.
    sure : bool
        Whether the flow is known to end here, if it seems to: at a saddle that rounding alone holds
        it is not.
    """

    layers: tuple[Array, ...]
    gradient: Array
    excess: float
    sure: bool = True

    def turned(self, left: Array, right: Array) -> Point:
        """The same in other coordinates: U W V^T for W."""
        first, *others = self.layers
        layers = [left @ first, *others]
        layers[-1] = layers[-1] @ right.T
        return replace(self, layers=tuple(layers), gradient=left @ self.gradient @ right.T)


def at_rest(layers: Sequence[Array], E: Array, rounding: float = _ROUNDING) -> bool:
    """Whether every gradient of the layers is 0 to rounding.

    Parameters
    ----------
    layers : sequence of ndarray, shapes (h_{l-1}, h_l)
    E : ndarray, shape (n, m)
        grad f(W).
    rounding : float
        What of a gradient counts as 0.
    """
    size = norm(E)
    sizes = [norm(layer) for layer in layers]
    # In norms first, which is quick, and that of the last layer before all others.
    if len(layers) > 1:
        last = network.product(layers[:-1]).mT @ E
        if norm(last) > rounding * math.sqrt(E.size) * size * math.prod(sizes[:-1]):
            return False
    gradients = network.gradients(layers, E)
    for index, gradient in enumerate(gradients):
        others = math.prod(sizes[:index] + sizes[index + 1 :])
        if np.linalg.norm(gradient) > rounding * math.sqrt(E.size) * size * others:
            return False
    # A_l^T E B_l^T has entries a_i^T E b_j: beside |a_i| |E| |b_j|, each may be as small as it is.
    magnitudes = [np.abs(layer) for layer in layers]
    sides = zip(network.left_products(magnitudes), network.right_products(magnitudes), strict=True)
    return all(
        bool((np.abs(gradient) <= rounding * size * np.outer(A.sum(axis=0), B.sum(axis=1))).all())
        for gradient, (A, B) in zip(gradients, sides, strict=True)
    )
