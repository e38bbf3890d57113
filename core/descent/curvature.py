"""Sharpness at any point: the largest eigenvalue of the Hessian of the loss in all weights.

Of |y - w|^2 the Hessian is 2 pi pi^T + f'(w) M, pi_l the product of the weights but w_l, and M_lk
of those but w_l and w_k (M_ll = 0); of a matrix network `core.matrix.hessian`.
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
