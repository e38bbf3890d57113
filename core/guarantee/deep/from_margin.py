"""A bound of lambda_min(T) that needs nothing but a positive margin: any depth, widths, imbalance.

W = A_l (W_l ... W_L), so sigma_n(A_l) >= sigma_n(W) / ||W_l ... W_L||, and likewise on the right.
The terms of T are A_l A_l^T (x) B_l^T B_l: the last one is A_L A_L^T (x) I, the first one
I (x) B_1^T B_1. In a rectangular product only the end of the smaller side is known to be away from
0; in a square one all terms are.

Source: docs/mathematics.md, section 11.
"""

from __future__ import annotations

import numpy as np

from core.arrays import EPS, Array
from core.guarantee.deep.square import per_square


def margin_bound(n: int, m: int, margin: Array, squares: Array) -> Array:
    """Below lambda_min(T) of all weights with sigma_min(W) >= margin and ||W_l||^2 <= y_l.

    Parameters
    ----------
    n, m : int
        Shape of the product.
    margin : ndarray, shape (...)
    squares : ndarray, shape (..., L)
        y_l; of no account where the margin is 0.

    Returns
    -------
    ndarray, shape (...)
        [n <= m] margin^2 / y_L + [m <= n] margin^2 / y_1 + [n = m] sum over 1 < l < L of
        margin^4 / (prod_{i >= l} y_i prod_{i <= l} y_i).
    """
    depth = squares.shape[-1]
    bound = np.zeros(margin.shape)
    if n <= m:
        bound = bound + per_square(margin, squares[..., -1])
    if m <= n:
        bound = bound + per_square(margin, squares[..., 0])
    if n == m:
        before: Array = np.multiply.accumulate(squares, axis=-1)
        behind: Array = np.multiply.accumulate(squares[..., ::-1], axis=-1)[..., ::-1]
        for layer in range(1, depth - 1):
            left = per_square(margin, behind[..., layer])
            bound = bound + left * per_square(margin, before[..., layer])
    lowered: Array = bound * (1.0 - 4 * EPS * depth)
    return lowered
