"""A bound of lambda_min(T) for square layers of one size, with any imbalance.

With s_l = sigma_min(W_l)^2 >= x_l (`layer_floors`), every term of T has lambda_min(A_l A_l^T)
lambda_min(B_l^T B_l) >= prod_{i != l} s_i.

Source: docs/mathematics.md, section 11.
"""

from __future__ import annotations

import numpy as np

from core.arrays import EPS, Array
from core.scalar.polynomial import sum_of_others


def square_bound(floors: Array) -> Array:
    """sum_l prod_{i != l} x_i <= lambda_min(T), shape (...).

    For homogeneous imbalance and margin 0 it is the product of the cumulative imbalances, which is
    alpha*.

    Parameters
    ----------
    floors : ndarray, shape (..., L)
        Of `layer_floors`.
    """
    lowered: Array = sum_of_others(floors) * (1.0 - 4 * EPS * floors.shape[-1])
    return lowered


def per_square(margin: Array, squares: Array) -> Array:
    """margin^2 / squares, rounded down; 0 where the margin is 0, whatever the squares are."""
    some = (margin > 0.0) & (squares > 0.0)
    ratio = margin * (margin / np.where(some, squares, 1.0))
    lowered: Array = np.where(some, ratio * (1.0 - 4 * EPS), 0.0)
    return lowered
