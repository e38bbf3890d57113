"""beta* of two layers, W = W_1 W_2 of any shapes: the largest lambda_max(T), the mirror of alpha*.

lambda_max(T) = lambda_max(W_1 W_1^T) + lambda_max(W_2^T W_2). With p_i and q_j the positive parts
of the eigenvalues of D and -D in decreasing order, and ||W|| <= reach,

    lambda_max(W_1 W_1^T) <= 1/2 (p_1 - q_m + sqrt((p_1 + q_m)^2 + 4 reach^2))
    lambda_max(W_2^T W_2) <= 1/2 (q_1 - p_n + sqrt((q_1 + p_n)^2 + 4 reach^2)).

Proof of the first, with C_1 = W_1 W_1^T, C_2 = W_2^T W_2, y = lambda_max(C_1), p = p_1, q = q_m.
D <= p I is W_1^T W_1 <= p I + W_2 W_2^T, so C_1 - W (p + C_2)^{-1} W^T <= p I. On m dimensions
W_2 W_2^T >= W_1^T W_1 + q I, so C_2 >= q I + G^T G with G = (C_1 + q)^{-1/2} W. Let u be the top
eigenvector of C_1: y - p <= (y + q) <u, G (p + q + G^T G)^{-1} G^T u>. As x / (p + q + x) is
concave, that is at most (y + q) g / (p + q + g) with g = ||G^T u||^2 <= reach^2 / (y + q), and
y - p <= (y + q) g / (p + q + g) is y - p <= g: (y - p)(y + q) <= reach^2.

A hidden layer narrower than m with D < 0 has no q_m; there y (y - lambda_max(D)) <= reach^2.
For n = m = 1 the sum is sqrt((p_1 + q_1)^2 + 4 reach^2), the preconditioner itself.

Source: docs/mathematics.md, section 11.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from core.arrays import Array


def two_layer_ceiling(
    eigenvalues: ArrayLike, width: int, n: int, m: int, reach: ArrayLike
) -> Array:
    """beta* >= lambda_max(T) of all weights with this imbalance and ||W|| <= reach.

    Attained where h >= n + m, D has n positive and m negative eigenvalues, and n, m >= 2 or
    n = m = 1.

    Parameters
    ----------
    eigenvalues : array_like, shape (k,)
        Of D in any order; zeros of a layer wider than k may be left out.
    width : int
        h.
    n, m : int
        Shape of the product.
    reach : array_like, shape (...)
        >= 0.

    Returns
    -------
    ndarray, shape (...)
    """
    decreasing = np.sort(np.asarray(eigenvalues, dtype=float))[::-1]
    p = np.asarray(reach, dtype=float)
    return _side(decreasing, width, m, p) + _side(-decreasing[::-1], width, n, p)


def _side(decreasing: Array, width: int, across: int, reach: Array) -> Array:
    """Above lambda_max(W_1 W_1^T); of the mirrored network, above lambda_max(W_2^T W_2)."""
    most, least = float(decreasing[0]), -decreasing[::-1]
    own = max(most, 0.0)
    other = max(float(least[across - 1]), 0.0) if across <= least.size else 0.0
    if most < 0.0 and least.size == width:
        # All of D is negative: y (y - most) <= reach^2 is (y - 0)(y + |most|) <= reach^2.
        other = max(other, -most)
    return larger_root(own, other, reach)


def larger_root(own: float, other: float, reach: Array) -> Array:
    """The root y >= own of (y - own)(y + other) = reach^2, without the subtraction."""
    total = own + other
    root = np.hypot(total, 2.0 * reach)
    beyond = np.where(reach > 0.0, reach, 0.0)
    share = np.divide(2.0 * beyond, total + root, out=np.zeros_like(root), where=root > 0.0)
    larger: Array = own + beyond * share
    return larger
