"""Two layers whose imbalance is a multiple of the identity: D = W_1^T W_1 - W_2 W_2^T = lambda I.

There are such layers of width h exactly if lambda = 0, or lambda > 0 and h <= n, or lambda < 0 and
h <= m: W_1^T W_1 = lambda I + W_2 W_2^T has rank h for lambda > 0, and W_1 has n rows; conversely
W_1 = Q (lambda I + W_2 W_2^T)^{1/2} will do, with any W_2 and orthonormal columns Q. Their product
may have any singular values, min(n, m, h) of them.

Source: docs/mathematics.md, section 13.
"""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.matrix.frames import extended, orthonormal


def fits(n: int, m: int, width: int, imbalance: float) -> bool:
    """Whether there are layers (n, width) and (width, m) with D = imbalance I."""
    return imbalance == 0.0 or width <= (n if imbalance > 0.0 else m)


def layers(
    random: np.random.Generator, n: int, m: int, width: int, imbalance: float, values: Array
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Two layers with D = imbalance I, and the singular vectors of their product.

    With c = (|lambda| + sqrt(lambda^2 + 4 sigma^2)) / 2 one layer has the singular value sqrt(c)
    and the other sigma / sqrt(c) where the product has sigma: the difference of their squares is
    lambda, and nothing cancels. The other hidden directions are only in the larger layer.

    Parameters
    ----------
    random : Generator
    n, m, width : int
        With `fits`, and width >= min(n, m).
    imbalance : float
    values : ndarray, shape (min(n, m),)
        Singular values of the product.

    Returns
    -------
    weights : tuple of ndarray, shapes (n, width) and (width, m)
    basis : tuple of ndarray, shapes (n, min(n, m)) and (m, min(n, m))
    """
    rank = len(values)
    left, right = orthonormal(random, n, rank), orthonormal(random, m, rank)
    hidden = orthonormal(random, width, width if imbalance else rank)
    larger = np.sqrt((abs(imbalance) + np.hypot(imbalance, 2.0 * values)) / 2.0)
    smaller = np.divide(values, larger, out=np.zeros_like(values), where=larger > 0.0)
    alone = np.full(hidden.shape[1] - rank, np.sqrt(abs(imbalance)))
    if imbalance < 0.0:
        outer = extended(random, right, hidden.shape[1])
        second = (hidden * np.concatenate([larger, alone])) @ outer.T
        return ((left * smaller) @ hidden[:, :rank].T, second), (left, right)
    outer = extended(random, left, hidden.shape[1])
    first = (outer * np.concatenate([larger, alone])) @ hidden.T
    return (first, (hidden[:, :rank] * smaller) @ right.T), (left, right)
