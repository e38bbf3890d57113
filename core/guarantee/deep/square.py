"""A bound of lambda_min(T) for square layers of one size, with any imbalance.

With s_l = sigma_min(W_l)^2, Weyl's inequalities on W_l^T W_l = D_l + W_{l+1} W_{l+1}^T give
lambda_min(D_l) <= s_l - s_{l+1} <= lambda_max(D_l). The least x >= 0 that satisfy the same, and
x_l >= margin^2 / prod_{i != l} ||W_i||^2, lie below: x_l <= s_l. And every term of T has
lambda_min(A_l A_l^T) lambda_min(B_l^T B_l) >= prod_{i != l} s_i.

Source: docs/mathematics.md, section 11.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import EPS, Array
from core.guarantee.deep.spectra import Spectrum
from core.scalar.polynomial import sum_of_others


def square_floors(imbalances: Sequence[Spectrum], margin: Array, squares: Array) -> Array:
    """x_l <= sigma_min(W_l)^2 of all weights with these imbalances and sigma_min(W) >= margin.

    Valid when all layers are square of one size.

    Parameters
    ----------
    imbalances : sequence of Spectrum
        Of D_1 .. D_{L-1}.
    margin : ndarray, shape (...)
    squares : ndarray, shape (..., L)
        y_l >= ||W_l||^2; of no account where the margin is 0.

    Returns
    -------
    ndarray, shape (..., L)
    """
    depth = squares.shape[-1]
    floors = np.zeros(squares.shape)
    for layer in range(depth):
        others = np.delete(squares, layer, axis=-1).prod(axis=-1)
        floors[..., layer] = per_square(margin, others)
    # Chains of differences run one way only: back and forth loses lambda_max - lambda_min.
    for layer in range(depth - 2, -1, -1):
        passed = floors[..., layer + 1] + imbalances[layer].floor
        floors[..., layer] = np.maximum(floors[..., layer], passed)
    for layer in range(1, depth):
        passed = floors[..., layer - 1] - imbalances[layer - 1].ceiling
        floors[..., layer] = np.maximum(floors[..., layer], passed)
    return floors


def square_bound(floors: Array) -> Array:
    """sum_l prod_{i != l} x_i <= lambda_min(T), shape (...).

    For homogeneous imbalance and margin 0 it is the product of the cumulative imbalances, which is
    alpha*.

    Parameters
    ----------
    floors : ndarray, shape (..., L)
        Of `square_floors`.
    """
    lowered: Array = sum_of_others(floors) * (1.0 - 4 * EPS * floors.shape[-1])
    return lowered


def per_square(margin: Array, squares: Array) -> Array:
    """margin^2 / squares, rounded down; 0 where the margin is 0, whatever the squares are."""
    some = (margin > 0.0) & (squares > 0.0)
    ratio = margin * (margin / np.where(some, squares, 1.0))
    lowered: Array = np.where(some, ratio * (1.0 - 4 * EPS), 0.0)
    return lowered
