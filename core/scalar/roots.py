"""Many scalar networks at once: the roots of P(x) = w^2, and tau = P'(x) there.

`core.scalar.network` does the same for one network; here all rows of a table of cumulative
imbalances are solved together, padded with NaN where a row has fewer layers.
"""

from __future__ import annotations

import numpy as np

from core.arrays import EPS, Array

_ROUNDS = 200


def smallest_squares(cumulative_imbalance: Array, products: Array) -> Array:
    """The roots x >= 0 of prod_l (x + c_l) = w^2.

    Newton's method on log P against log x, as in `core.scalar.network.smallest_square`: from the
    right of the root it comes down without overshooting, at any scale.

    Parameters
    ----------
    cumulative_imbalance : ndarray, shape (..., L)
        c_l >= 0, at least one of them 0 in each row; NaN where there is no layer.
    products : ndarray, shape (...)
        w >= 0; the two broadcast.

    Returns
    -------
    ndarray, shape (...)
        x; 0 for the product 0.
    """
    products = np.asarray(products, dtype=float)
    shape = np.broadcast_shapes(cumulative_imbalance.shape[:-1], products.shape)
    moving = np.broadcast_to(products, shape) > 0.0
    log_square = 2.0 * np.log(np.where(moving, products, 1.0))
    positive = cumulative_imbalance > 0.0
    weight = positive.astype(float)
    c = np.where(positive, cumulative_imbalance, 1.0)  # any number where the weight is 0
    ties = (cumulative_imbalance == 0.0).sum(axis=-1)
    # P(x) is at least x^L and at least x^ties times the product of the positive c_l.
    logs = np.log(c).sum(axis=-1)
    log_x = np.minimum(log_square / (ties + positive.sum(axis=-1)), (log_square - logs) / ties)
    # Beside a c of 0, x + c is x, and log x stays its own: tiny x lose nothing.
    for _ in range(_ROUNDS):
        x = np.exp(log_x)[..., None]
        sums = x + c
        excess = ties * log_x - log_square + np.einsum("...l,...l", np.log(sums), weight)
        slope = ties + np.einsum("...l,...l", x / sums, weight)
        step = excess / slope
        log_x = log_x - step
        if (np.abs(step) <= 4 * EPS * (1.0 + np.abs(log_x))).all():
            break
    roots: Array = np.where(moving, np.exp(log_x), 0.0)
    return roots


def preconditioners(cumulative_imbalance: Array, x: Array) -> Array:
    """tau = P'(x) = sum_l prod_{i != l} (x + c_i), without a division by what may be 0.

    With t layers tied at c = 0 and Q the product of the others, P = x^t Q, and
    P' = x^(t-1) Q (t + x sum 1/(x + c)).

    Parameters
    ----------
    cumulative_imbalance : ndarray, shape (..., L)
        c_l >= 0, at least one of them 0 in each row; NaN where there is no layer.
    x : ndarray, shape (...)
        The two broadcast.
    """
    positive = cumulative_imbalance > 0.0
    c = np.where(positive, cumulative_imbalance, 1.0)
    ties = (cumulative_imbalance == 0.0).sum(axis=-1)
    squares = x[..., None] + c
    rest = np.prod(np.where(positive, squares, 1.0), axis=-1)
    slope = ties + x * np.einsum("...l,...l", 1.0 / squares, positive.astype(float))
    tau: Array = x ** (ties - 1) * rest * slope
    return tau
