"""A lower bound of lambda_min(T) for three layers with any imbalance.

T(E) = E B_1^T B_1 + W_1 W_1^T E W_3^T W_3 + A_3 A_3^T E with B_1 = W_2 W_3 and A_3 = W_1 W_2, so

    lambda_min(T) >= sigma_m(W_2 W_3)^2 + lambda_n(W_1 W_1^T) lambda_m(W_3^T W_3)
                     + sigma_n(W_1 W_2)^2.

Each factor is bounded below by Weyl's inequalities on W_1^T W_1 = D_1 + W_2 W_2^T and
W_3 W_3^T = W_2^T W_2 - D_2. No margin enters.

Source: docs/mathematics.md, section 5.
"""

from __future__ import annotations

import numpy as np

from core.arrays import EPS, Array
from core.float64 import finite


def three_layer_bound(
    first: Array, second: Array, n: int, m: int, rounding: float = 0.0, drift: float = 0.0
) -> float:
    """T1 + a c + T3 <= lambda_min(T) for all weights with these imbalances.

    For scalars it is the product of the cumulative imbalances, the poster's bound. Valid when
    neither hidden layer is narrower than n or m; otherwise the answer is 0, which says nothing.

    Parameters
    ----------
    first, second : ndarray, shapes (h_1, h_1) and (h_2, h_2)
        D_1 = W_1^T W_1 - W_2 W_2^T and D_2 = W_2^T W_2 - W_3 W_3^T.
    n, m : int
        Shape of the product.
    rounding : float
        What an eigenvalue may be off by. No rate comes from eigenvalues, and differences of them,
        that are no larger.
    drift : float
        Below lambda_min(T), too, where each imbalance is no farther from these.
    """
    if max(n, m) > min(first.shape[0], second.shape[0]):
        return 0.0
    d_1, d_2 = _decreasing(first, rounding), _decreasing(second, rounding)
    # The network read backwards, W_3^T W_2^T W_1^T, has the imbalances -D_2, -D_1.
    back_1, back_2 = -d_2[::-1] - drift, -d_1[::-1] - drift
    d_1, d_2 = d_1 - drift, d_2 - drift
    outer_left, outer_right = _outer(d_1, d_2, n), _outer(back_1, back_2, m)
    left = _pair(d_1, _middle(d_2, back_2, n), outer_left, n, rounding, drift)
    right = _pair(back_1, _middle(d_2, back_2, m), outer_right, m, rounding, drift)
    return left + outer_left * outer_right + right


def _decreasing(symmetric: Array, rounding: float) -> Array:
    values = np.asarray(np.linalg.eigvalsh(finite(symmetric))[::-1], dtype=float)
    return np.where(np.abs(values) <= rounding, 0.0, values)


def _outer(own: Array, next_one: Array, k: int) -> float:
    """Below lambda_k(W_1^T W_1): lambda_i(D_1) + lambda_j(W_2 W_2^T) with i + j = k + h_1.

    lambda_j(W_2 W_2^T) = lambda_j(W_2^T W_2) >= lambda_j(D_2).
    """
    width = own.size
    gained = np.zeros(width - k + 1)
    # i = k..h_1 goes with j = h_1..k; only j <= h_2 has a positive part to give.
    last = min(width, next_one.size)
    gained[width - last :] = np.maximum(next_one[k - 1 : last][::-1], 0.0)
    return max(0.0, float(np.max(own[k - 1 :] + gained)))


def _middle(forward: Array, backward: Array, k: int) -> float:
    """Below lambda_k(W_2^T W_2) = lambda_k(W_2 W_2^T), which exceed those of D_2 and of -D_1."""
    return max(0.0, float(forward[k - 1]), float(backward[k - 1]))


def _pair(own: Array, middle: float, outer: float, k: int, rounding: float, drift: float) -> float:
    """Below sigma_k(W_1 W_2)^2, from either factor: T1 of the proof. `own` is lowered by the drift.

    If D_1 is positive semidefinite it acts only on the k-dimensional range of W_1^T, where it is
    at least lambda_k(D_1). Zero eigenvalues arrive with the sign of their rounding.
    """
    least = float(own[-1])
    if least >= -own.size * EPS * float(np.max(np.abs(own))):
        through_middle = middle * (middle + max(float(own[k - 1]), 0.0))
    else:
        through_middle = middle * _beyond(middle + least, rounding)
    return max(through_middle, outer * _beyond(outer - (float(own[0]) + 2.0 * drift), rounding))


def _beyond(difference: float, rounding: float) -> float:
    """A difference of eigenvalues as far as it is positive and no rounding: below the true one."""
    return difference - rounding if difference > 2.0 * rounding else 0.0
