"""Deep linear networks W = W_1 W_2 ... W_L: products, gradients and the conserved imbalances.

W_l has shape (h_{l-1}, h_l) with h_0 = n and h_L = m. A_l = W_1 ... W_{l-1} and
B_l = W_{l+1} ... W_L are the products left and right of layer l (A_1 and B_L are identities). All
functions take stacks too: layers with leading axes, such as (T, h_{l-1}, h_l) for T times. No
function but those that return one forms a matrix with two hidden sides.

Source: docs/mathematics.md, section 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from core import fields
from core.arrays import Array
from core.errors import ScenarioError, shown

#: Layers of a matrix network.
MAX_DEPTH = 32


def check_chain(weights: object, field: str = "weights") -> tuple[Array, ...]:
    """The layers as arrays, if they chain.

    Parameters
    ----------
    weights : list of matrices
        1 to 32 of them, each a list of rows or an array; layer l has as many rows as the layer
        before it has columns.
    field : str
        The entry's name.

    Returns
    -------
    tuple of ndarray, shapes (h_{l-1}, h_l)
        Copies, closed to writing.

    Raises
    ------
    ScenarioError
    """
    if not isinstance(weights, list | tuple):
        raise ScenarioError(field, "network.not_matrices", value=shown(weights))
    if not 1 <= len(weights) <= MAX_DEPTH:
        raise ScenarioError(field, "network.depth", count=len(weights), most=MAX_DEPTH)
    layers = tuple(fields.matrix(f"{field}[{i}]", layer) for i, layer in enumerate(weights))
    for index, (before, after) in enumerate(pairwise(layers), start=1):
        if after.shape[0] != before.shape[1]:
            raise ScenarioError(
                f"{field}[{index}]",
                "network.chain",
                rows=after.shape[0],
                columns=before.shape[1],
            )
    return layers


def shape(weights: Sequence[Array]) -> tuple[int, int]:
    """(n, m)."""
    return int(weights[0].shape[-2]), int(weights[-1].shape[-1])


def product(weights: Sequence[Array]) -> Array:
    """W = W_1 W_2 ... W_L, shape (..., n, m), multiplied from the smaller side."""
    n, m = shape(weights)
    if n <= m:
        result = weights[0]
        for layer in weights[1:]:
            result = result @ layer
    else:
        result = weights[-1]
        for layer in weights[-2::-1]:
            result = layer @ result
    return result


def left_products(weights: Sequence[Array]) -> list[Array]:
    """A_1 .. A_L, A_l = W_1 ... W_{l-1}, shapes (..., n, h_{l-1}); A_1 is the identity."""
    first = weights[0]
    products = [np.broadcast_to(np.eye(first.shape[-2]), (*first.shape[:-1], first.shape[-2]))]
    for layer in weights[:-1]:
        products.append(products[-1] @ layer if len(products) > 1 else layer)
    return products


def right_products(weights: Sequence[Array]) -> list[Array]:
    """B_1 .. B_L, B_l = W_{l+1} ... W_L, shapes (..., h_l, m); B_L is the identity."""
    transposed = [layer.mT for layer in reversed(weights)]
    return [right.mT for right in reversed(left_products(transposed))]


def gradients(weights: Sequence[Array], E: Array) -> list[Array]:
    """Gradient of the loss f(W_1 ... W_L) in each layer: A_l^T E B_l^T.

    Parameters
    ----------
    weights : sequence of ndarray, shapes (..., h_{l-1}, h_l)
    E : ndarray, shape (..., n, m)
        grad f(W).

    Returns
    -------
    list of ndarray, shapes (..., h_{l-1}, h_l)
    """
    return [X @ Y for X, Y in gradient_factors(weights, E)]


def gradient_factors(weights: Sequence[Array], E: Array) -> list[tuple[Array, Array]]:
    """Thin factors of `gradients`: X_l Y_l, of shapes (..., h_{l-1}, r) and (..., r, h_l).

    r is the smaller of n and m.
    """
    n, m = shape(weights)
    sides = zip(left_products(weights), right_products(weights), strict=True)
    if n <= m:
        return [(A.mT, E @ B.mT) for A, B in sides]
    return [(A.mT @ E, B.mT) for A, B in sides]


def imbalance_changes(factors: Sequence[tuple[Array, Array]]) -> list[Array]:
    """g_l^T g_l - g_{l+1} g_{l+1}^T for l = 1 .. L-1, shapes (..., h_l, h_l).

    The second order of a step W_l <- W_l - step * g_l in D_l, and all of it: its first order is 0.

    Parameters
    ----------
    factors : sequence of (ndarray, ndarray)
        Those of the g_l, from `gradient_factors`: no product has two hidden sides but the result.
    """
    return [
        Y.mT @ (X.mT @ X) @ Y - after @ (Z @ Z.mT) @ after.mT
        for (X, Y), (after, Z) in pairwise(factors)
    ]


def imbalances(weights: Sequence[Array]) -> list[Array]:
    """D_1 .. D_{L-1}, D_l = W_l^T W_l - W_{l+1} W_{l+1}^T, shapes (..., h_l, h_l).

    Constant along the gradient flow (poster). The only h x h matrices here; the eigenvalues of
    wide ones come from thin factors instead, `core.guarantee.two_layer`.
    """
    return [before.mT @ before - after @ after.mT for before, after in pairwise(weights)]
