"""The Hessian of the loss in all weights at any point, where f is not at its minimum too.

With dW = sum_l A_l dW_l B_l it is <dW, f''(W) dW> + 2 sum_{l<k} <E, A_l dW_l M_lk dW_k B_k>, M_lk
the product of the layers between. At a minimum of f, E = 0 and the first part is all there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core import network
from core.arrays import Array
from core.matrix.flow.rest import Point
from core.objective.base import Objective

#: Weights up to which the Hessian is formed.
MAX_WEIGHTS = 1000
_TILT = 10.0  # times the gradients, of an eigenvalue that may be 0
_ROUNDING = 1e-10  # of the largest eigenvalue: what is not below 0


@dataclass(frozen=True)
class Curvatures:
    """What of the Hessian's eigenvalues tells a saddle from a minimum.

    Attributes
    ----------
    index : int
        How many are negative.
    escape_rate : float
        The size of the most negative one, 0 if there is none: beside the saddle, flows leave it
        like exp(escape_rate t).
    sharpness : float
        The largest.
    """

    index: int
    escape_rate: float
    sharpness: float


def curvatures(objective: Objective, point: Point) -> Curvatures | None:
    """Those at one point; None for networks of more than 1000 weights."""
    if sum(layer.size for layer in point.layers) > MAX_WEIGHTS:
        return None
    values = np.linalg.eigvalsh(hessian(objective, point.layers, point.gradient))
    least, most = float(values[0]), float(values[-1])
    # A gradient that is not quite 0 tilts the Hessian by as much.
    sizes = [
        float(np.linalg.norm(gradient))
        for gradient in network.gradients(point.layers, point.gradient)
    ]
    noise = max(_ROUNDING * max(most, -least), _TILT * max(sizes))
    return Curvatures(
        index=int((values < -noise).sum()),
        escape_rate=-least if least < -noise else 0.0,
        sharpness=max(most, 0.0),
    )


def hessian(objective: Objective, layers: Sequence[Array], E: Array) -> Array:
    """The whole matrix, layers row by row and one after the other.

    Parameters
    ----------
    objective : Objective
    layers : sequence of ndarray, shapes (h_{l-1}, h_l)
    E : ndarray, shape (n, m)
        grad f(W).
    """
    left, right = network.left_products(layers), network.right_products(layers)
    local = objective.local()
    W = network.product(layers)
    root = local.curvature(local.start(W)).root @ local.turn(np.eye(len(W)))
    J = np.hstack([np.kron(root @ A, B.T) for A, B in zip(left, right, strict=True)])
    found: Array = J.T @ J
    edges = np.cumsum([0, *(layer.size for layer in layers)])
    for first in range(len(layers)):
        between = np.eye(layers[first].shape[1])
        for second in range(first + 1, len(layers)):
            outer = left[first].T @ E @ right[second].T
            block = np.einsum("ad,bc->abcd", outer, between)
            block = block.reshape(layers[first].size, layers[second].size)
            rows = slice(edges[first], edges[first + 1])
            columns = slice(edges[second], edges[second + 1])
            found[rows, columns] += block
            found[columns, rows] += block.T
            between = between @ layers[second]
    return found
