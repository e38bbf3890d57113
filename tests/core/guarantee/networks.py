"""Random networks and an independent lambda_min(T), by the definition of T."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import pairwise

import numpy as np

Layers = list[np.ndarray]


def gaussian(rng: np.random.Generator, widths: Sequence[int]) -> Layers:
    """Layers of mixed sizes, from 0.1 to 10."""
    return [
        rng.standard_normal((rows, columns)) * 10 ** rng.uniform(-1, 1)
        for rows, columns in pairwise(widths)
    ]


def product(layers: Sequence[np.ndarray]) -> np.ndarray:
    return reduce(np.matmul, layers)


def least_singular_value(layers: Sequence[np.ndarray]) -> float:
    """The min(n, m)-th singular value of the product."""
    return float(np.linalg.svd(product(layers), compute_uv=False)[-1])


def imbalance(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return first.T @ first - second @ second.T


def preconditioner(layers: Sequence[np.ndarray]) -> np.ndarray:
    """T applied to every unit matrix: sum_l A_l A_l^T E B_l^T B_l."""
    n, m = layers[0].shape[0], layers[-1].shape[1]
    columns = []
    for unit in np.eye(n * m):
        image = np.zeros((n, m))
        for index in range(len(layers)):
            a = product([np.eye(n), *layers[:index]])
            b = product([*layers[index + 1 :], np.eye(m)])
            image += a @ a.T @ unit.reshape(n, m) @ b.T @ b
        columns.append(image.ravel())
    return np.array(columns)


def lambda_min(layers: Sequence[np.ndarray]) -> float:
    return float(np.linalg.eigvalsh(preconditioner(layers))[0])


def orthogonal(rng: np.random.Generator, size: int) -> np.ndarray:
    return np.linalg.qr(rng.standard_normal((size, size)))[0]


def homogeneous(
    rng: np.random.Generator, size: int, cumulative: Sequence[float], least: float
) -> Layers:
    """Square layers whose modes have W_l's singular values^2 = x + c_l, the smallest x = least."""
    squares = least + np.concatenate([[0.0], rng.uniform(0, 2, size - 1)])
    bases = [orthogonal(rng, size) for _ in range(len(cumulative) + 1)]
    return [
        (bases[layer] * np.sqrt(squares + c)) @ bases[layer + 1].T
        for layer, c in enumerate(cumulative)
    ]
