"""The root x >= 0 of P(x) = prod_l (x + c_l) = w^2, and tau = P'(x), for many networks.

In u = log x, log P is increasing and convex, and as good as straight far from where x meets a c_l.
Halley's method on it starts right of the root and is there in three rounds, most times. Every
network stops by its own rule, so that its digits are its own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.arrays import EPS, Array
from core.atlas.scalar.rows import total

_ROUNDS = 100
_THERE = 1e-5  # a step in u that leaves its third power of an error
_SAFE = 1e280  # products below it, and above its inverse, need no logarithms to be formed
_FEW = 0.25  # of the networks at work: from here on they are taken out of the others


def roots(others: Array, products: Array) -> Array:
    """The squares of the smallest weights where the products are `products`.

    Parameters
    ----------
    others : ndarray, shape (L - 1, p)
        c_i >= 0 of all layers but the smallest.
    products : ndarray, shape (p,)
        w >= 0.

    Returns
    -------
    ndarray, shape (p,)
        x; 0 for the product 0.
    """
    return np.where(products > 0.0, np.exp(log_roots(others, products)), 0.0)


def log_roots(others: Array, products: Array) -> Array:
    """log x, which float64 holds where x itself may be too small; of 1 for the product 0."""
    log_square = 2.0 * np.log(np.where(products > 0.0, products, 1.0))
    tied = others == 0.0
    some = tied.any(axis=0)
    if not some.any():
        return _solve(others, None, log_square)
    # A tied layer is x itself and is counted, not multiplied: tiny x lose nothing.
    found = np.empty_like(log_square)
    with_ties = tied[:, some]
    offsets = np.where(with_ties, 1.0, others[:, some])
    found[some] = _solve(offsets, np.where(with_ties, 0.0, 1.0), log_square[some])
    if not some.all():
        found[~some] = _solve(others[:, ~some], None, log_square[~some])
    return found


def preconditioners(others: Array, x: Array) -> Array:
    """tau = P'(x), shape (p,), where the smallest layers' squares are `x`."""
    product, derivative = x.copy(), np.ones_like(x)
    for c in others:
        square = x + c
        derivative *= square
        derivative += product
        product *= square
    return derivative


def _solve(offsets: Array, slopes: Array | None, log_square: Array) -> Array:
    """u where ties u + sum_i log(slope_i exp(u) + offset_i) = log_square; slopes are 0 or 1."""
    ties = np.ones_like(log_square)
    if slopes is not None:
        ties += len(slopes) - slopes.sum(axis=0)
    # P(x) is at least x^L and at least x^ties times the product of the positive c_l.
    u = np.minimum(log_square / (len(offsets) + 1.0), (log_square - _log_product(offsets)) / ties)
    found = np.empty_like(u)
    where: NDArray[np.intp] = np.arange(u.size)
    under_way = np.ones(u.size, dtype=bool)
    for _ in range(_ROUNDS):
        log_rest, first, second = _logs(np.exp(u), offsets, slopes)
        slope = ties + first
        newton = (ties * u - log_square + log_rest) / slope
        step = newton / np.maximum(0.5, 1.0 - 0.5 * newton * second / slope)
        u = np.where(under_way, u - step, u)  # one that has arrived stays
        under_way &= np.abs(step) > _THERE + 4.0 * EPS * np.abs(u)
        left = int(np.count_nonzero(under_way))
        if not left:
            break
        if left < _FEW * u.size:
            found[where] = u
            where, u, ties = where[under_way], u[under_way], ties[under_way]
            log_square, offsets = log_square[under_way], offsets[:, under_way]
            slopes = None if slopes is None else slopes[:, under_way]
            under_way = np.ones(u.size, dtype=bool)
    found[where] = u
    return found


def _logs(x: Array, offsets: Array, slopes: Array | None) -> tuple[Array, Array, Array]:
    """log prod_i (slope_i x + offset_i), and its first and second derivative in log x."""
    product, first, second = np.ones_like(x), np.zeros_like(x), np.zeros_like(x)
    for layer, offset in enumerate(offsets):
        slope = None if slopes is None else slopes[layer]
        square = x + offset if slope is None else x * slope + offset
        second *= square
        second += first if slope is None else first * slope
        first *= square
        first += product if slope is None else product * slope
        product *= square
    log = np.log(product)
    rise = x / product
    first *= rise
    second *= x
    second *= rise
    second *= 2.0
    second += first - first * first
    far = ~((product < _SAFE) & (product > 1.0 / _SAFE))
    if far.any():
        some = np.ones_like(offsets[:, far]) if slopes is None else slopes[:, far]
        squares = some * x[far] + offsets[:, far]
        shares = some * x[far] / squares
        log[far] = total(np.log(squares))
        first[far] = total(shares)
        second[far] = total(shares * (1.0 - shares))
    return log, first, second


def _log_product(factors: Array) -> Array:
    """log of the product over the first axis."""
    product = np.ones(factors.shape[1])
    for factor in factors:
        product *= factor
    log = np.log(product)
    far = ~((product < _SAFE) & (product > 1.0 / _SAFE))
    if far.any():
        log[far] = total(np.log(factors[:, far]))
    return np.asarray(log)
