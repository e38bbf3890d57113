"""alpha* of deep networks with homogeneous imbalance, D_l = d_l I, or none: exact at any depth.

All layers then share their singular vectors, every mode obeys the relations of a scalar network,
and lambda_min(T) is the scalar preconditioner of the smallest mode.

Source: docs/mathematics.md, section 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from core.arrays import EPS, Array
from core.scalar.network import from_weights
from core.scalar.rate import scalar_rate

#: Largest ||D_l - d_l I||_F, as a part of ||W_l||_F^2 + ||W_{l+1}||_F^2, that counts as rounding.
#: Weights written with twelve digits pass; the rate moves by about as much.
HOMOGENEITY_TOLERANCE = 1e-10
_TIE = 4  # roundings of a layer's square, n of them, within which two layers tie


@dataclass(frozen=True)
class HomogeneousRate:
    """Smallest lambda_min(T) under sigma_min(W) >= margin, exact, beside the published bound.

    Attributes
    ----------
    alpha_star : float
        Attained.
    lower_bound : float
        What the literature guarantees: the poster's sqrt((prod c_l)^2 + (L margin^(2-2/L))^2) for
        homogeneous imbalance, and margin^(2-2/L) (Arora et al. 2018) for balanced weights.
    """

    alpha_star: float
    lower_bound: float


def homogeneous_imbalance(
    weights: Sequence[Array], tolerance: float = HOMOGENEITY_TOLERANCE
) -> tuple[float, ...] | None:
    """d_1..d_{L-1} if all layers are square of one size and D_l = d_l I; otherwise None.

    Parameters
    ----------
    weights : sequence of ndarray, W_l of shape (h_{l-1}, h_l)
    tolerance : float
        See `HOMOGENEITY_TOLERANCE`.
    """
    size = weights[0].shape[0]
    if any(layer.shape != (size, size) for layer in weights):
        return None
    found = []
    for left, right in pairwise(weights):
        imbalance = left.T @ left - right @ right.T
        d = float(np.trace(imbalance)) / size
        if np.linalg.norm(imbalance - d * np.eye(size)) > tolerance * _squares(left, right):
            return None
        found.append(d)
    return tuple(found)


def homogeneous_cumulative(weights: Sequence[Array]) -> Array:
    """c_l = (||W_l||_F^2 - min_k ||W_k||_F^2) / n of layers with D_l = d_l I, without long sums.

    What rounding of two layers, or D_l - d_l I between them, may have made of a tie is 0: no rate
    comes from it. Layers of one number are compared as they are.

    Parameters
    ----------
    weights : sequence of ndarray, W_l of shape (n, n)

    Returns
    -------
    ndarray, shape (L,)
    """
    size = weights[0].shape[0]
    if size == 1:
        numbers = [float(layer[0, 0]) for layer in weights]
        return from_weights(numbers, 0.0).cumulative_imbalance
    squares = np.array([float(np.vdot(layer, layer)) / size for layer in weights])
    k = int(np.argmin(squares))
    doubt = _TIE * size * EPS * (squares + squares[k])
    cumulative = squares - squares[k]
    return np.asarray(np.where(cumulative <= doubt + _uneven(weights, k), 0.0, cumulative))


def _uneven(weights: Sequence[Array], k: int) -> Array:
    """Sum of ||D_l - d_l I||_F over the d between layer k and each other, shape (L,)."""
    eye = np.eye(weights[0].shape[0])
    off = [0.0]
    for left, right in pairwise(weights):
        imbalance = left.T @ left - right @ right.T
        off.append(float(np.linalg.norm(imbalance - np.trace(imbalance) / len(eye) * eye)))
    so_far = np.cumsum(off)
    return np.asarray(np.abs(so_far - so_far[k]))


def balanced(weights: Sequence[Array], tolerance: float = HOMOGENEITY_TOLERANCE) -> bool:
    """Whether all D_l are 0 and no hidden layer is narrower than both ends.

    A hidden layer wider than its neighbours together is measured through the R of a thin QR.

    Parameters
    ----------
    weights : sequence of ndarray, W_l of shape (h_{l-1}, h_l)
    tolerance : float
        See `HOMOGENEITY_TOLERANCE`.
    """
    narrowest = min(weights[0].shape[0], weights[-1].shape[1])
    return all(
        left.shape[1] >= narrowest
        and _imbalance_norm(left, right) <= tolerance * _squares(left, right)
        for left, right in pairwise(weights)
    )


def homogeneous_rate(cumulative: ArrayLike, margin: float) -> HomogeneousRate:
    """alpha* = P'(x*), P(x*) = margin^2: the scalar rate with the same c_l.

    Valid when D_l = d_l I and all widths are equal (poster, deep networks, whose bound is
    `lower_bound`).

    Parameters
    ----------
    cumulative : array_like, shape (L,)
        c_l.
    margin : float
        >= 0, a lower bound of sigma_min(W).
    """
    rate = scalar_rate(cumulative, margin)
    return HomogeneousRate(alpha_star=rate.alpha_star, lower_bound=rate.lower_bound)


def balanced_rate(n: int, m: int, depth: int, margin: float) -> HomogeneousRate:
    """alpha* = L margin^(2-2/L) for a square product, margin^(2-2/L) for another.

    Valid when all D_l = 0 and no hidden layer is narrower than min(n, m). In a rectangular product
    one end has directions that only one of the L layers sees: the factor L is lost.
    """
    single = margin ** (2 - 2 / depth)
    return HomogeneousRate(alpha_star=depth * single if n == m else single, lower_bound=single)


def _squares(left: Array, right: Array) -> float:
    return float(np.sum(left * left) + np.sum(right * right))


def _imbalance_norm(left: Array, right: Array) -> float:
    """||W_l^T W_l - W_{l+1} W_{l+1}^T||_F, through R where the layer is wide."""
    n = left.shape[0]
    stacked = np.hstack([left.T, right])
    if stacked.shape[0] > stacked.shape[1]:
        stacked = np.asarray(np.linalg.qr(stacked, mode="r"))
    left_t, right = stacked[:, :n], stacked[:, n:]
    return float(np.linalg.norm(left_t @ left_t.T - right @ right.T))
