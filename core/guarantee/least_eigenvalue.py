"""lambda_min(T) of a small network and a smooth function above it, for the numerical minimum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import Array
from core.float64 import finite
from core.network import left_products, right_products


def least_eigenvalue(layers: Sequence[Array]) -> tuple[float, Array]:
    """lambda_min(T), and a unit eigenvector as a matrix of shape (n, m).

    T = F^T F, where F maps vec(E) to the entries of all A_l^T E B_l^T: as the square of the least
    singular value of F, lambda_min is never negative and keeps twice the digits near 0.
    """
    pairs = zip(left_products(layers), right_products(layers), strict=True)
    factor = np.vstack([np.kron(a.T, b) for a, b in pairs])
    _, values, vectors = np.linalg.svd(finite(factor), full_matrices=False)
    return float(values[-1]) ** 2, vectors[-1].reshape(layers[0].shape[0], layers[-1].shape[1])


def rayleigh_quotient(layers: Sequence[Array], E: Array) -> tuple[float, list[Array], Array]:
    """<E, T E> / <E, E> with its gradients in each layer and in E.

    Its least value over E is lambda_min(T), but unlike that it is smooth in the layers.

    Parameters
    ----------
    layers : sequence of ndarray, W_l of shape (h_{l-1}, h_l)
    E : ndarray, shape (n, m)
        Not 0.
    """
    before, after = left_products(layers), right_products(layers)
    square = float(np.sum(E * E))
    slopes = [np.zeros_like(layer) for layer in layers]
    value, image = 0.0, np.zeros_like(E)
    for j, (a, b) in enumerate(zip(before, after, strict=True)):
        # ||a^T E b^T||_F^2 varies with the layers before j through a and behind j through b.
        own = a.T @ E @ b.T
        value += float(np.sum(own * own))
        image += a @ own @ b
        between = own.T
        for i in range(j - 1, -1, -1):
            slopes[i] += 2 / square * (before[i].T @ E @ b.T @ between)
            between = between @ layers[i].T
        between = own.T
        for i in range(j + 1, len(layers)):
            slopes[i] += 2 / square * (between @ a.T @ E @ after[i].T)
            between = layers[i].T @ between
    value /= square
    return value, slopes, 2 / square * (image - value * E)
