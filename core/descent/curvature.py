"""Sharpness at any point: the largest eigenvalue of the Hessian of the loss in all weights.

Of |y - w|^2 the Hessian is 2 pi pi^T + f'(w) M, pi_l the product of the weights but w_l, and M_lk
of those but w_l and w_k (M_ll = 0); of a matrix network `core.matrix.hessian`. And the extreme
eigenvalues of T along a run of one or two layers: of two, T has the sums of one eigenvalue of
W_1 W_1^T and one of W_2^T W_2.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core import network
from core.arrays import Array
from core.matrix.hessian import hessian
from core.objective.base import Objective

#: Weights of a matrix network up to which a Hessian is formed at every point.
MAX_WEIGHTS = 64
#: Points of a scalar network, times the cube of its depth.
MAX_WORK = 30_000_000
_CHUNK = 2**18  # numbers of the matrices that are looked at together


def scalar_sharpness(weights: Array, gaps: Array) -> Array:
    """That of scalar networks, shape (k,).

    Parameters
    ----------
    weights : ndarray, shape (k, L)
    gaps : ndarray, shape (k,)
        y - w.
    """
    depth = weights.shape[1]
    # Row l: the weights with 1 in place of w_l.
    without = np.where(np.eye(depth, dtype=bool), 1.0, weights[:, None, :])
    ones = np.ones((*without.shape[:-1], 1))
    before = np.cumprod(np.concatenate((ones, without[..., :-1]), axis=-1), axis=-1)
    after = np.cumprod(np.concatenate((ones, without[..., :0:-1]), axis=-1), axis=-1)
    M = before * after[..., ::-1]
    others = np.einsum("kll->kl", M).copy()
    hessians = 2.0 * others[:, :, None] * others[:, None, :]
    hessians -= 2.0 * gaps[:, None, None] * np.where(np.eye(depth, dtype=bool), 0.0, M)
    return _largest(hessians)


def sharpness_at(objective: Objective, layers: Sequence[Array]) -> float | None:
    """That of a matrix network; None if it has more than 64 weights."""
    if sum(layer.size for layer in layers) > MAX_WEIGHTS:
        return None
    E = objective.gradient(network.product(layers))
    return float(_largest(hessian(objective, layers, E)[None])[0])


def _largest(hessians: Array) -> Array:
    """Of each; NaN where float64 does not hold one."""
    known = np.isfinite(hessians.sum(axis=(1, 2)))
    values = np.linalg.eigvalsh(np.where(known[:, None, None], hessians, 0.0))
    return np.where(known, np.maximum(values[:, -1], 0.0), np.nan)


class Extremes:
    """lambda_min(T) and lambda_max(T) of many iterates: NaN for more layers than two."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Array, Array]] = []
        self._found: list[tuple[Array, Array]] = []
        self._unknown = 0
        self._one = 0

    def add(self, layers: Sequence[Array]) -> None:
        """One more iterate of the same network."""
        if len(layers) == 1:
            self._one += 1
        elif len(layers) > 2:
            self._unknown += 1
        else:
            self._waiting.append((layers[0] @ layers[0].T, layers[1].T @ layers[1]))
            n, m = len(layers[0]), layers[1].shape[1]
            if len(self._waiting) * (n * n + m * m) > _CHUNK:
                self._look()

    def found(self) -> tuple[Array, Array]:
        """Of all that were added, each of shape (k,)."""
        if self._one or self._unknown:
            known = np.concatenate((np.ones(self._one), np.full(self._unknown, np.nan)))
            return known, known
        if self._waiting or not self._found:
            self._look()
        least, most = zip(*self._found, strict=True)
        return np.concatenate(least), np.concatenate(most)

    def _look(self) -> None:
        if not self._waiting:
            self._found.append((np.empty(0), np.empty(0)))
            return
        self._found.append(extremes(*map(np.stack, zip(*self._waiting, strict=True))))
        self._waiting = []


def extremes(C1: Array, C2: Array) -> tuple[Array, Array]:
    """lambda_min(T) and lambda_max(T) from stacks of W_1 W_1^T and W_2^T W_2; NaN beyond float64.

    Parameters
    ----------
    C1, C2 : ndarray, shapes (k, n, n) and (k, m, m)

    Returns
    -------
    ndarray, shape (k,), twice
    """
    known = np.isfinite(C1.sum(axis=(1, 2)) + C2.sum(axis=(1, 2)))
    values = [np.linalg.eigvalsh(np.where(known[:, None, None], C, 0.0)) for C in (C1, C2)]
    least = sum(np.maximum(value[:, 0], 0.0) for value in values)
    most = sum(value[:, -1] for value in values)
    return np.where(known, least, np.nan), np.where(known, most, np.nan)
