"""The root x >= 0 of P(x) = prod_l (x + c_l) = w^2, and tau = P'(x), for many networks.

As `core.scalar.polynomial` has them for one: Newton's method on log P in log x, down to the root
from the right, and every network stops by its own rule, so that its digits are its own.
"""

from __future__ import annotations

import numpy as np

from core.arrays import EPS, Array

_ROUNDS = 200
_SAFE = 1e280  # products below it, and above its inverse, are no logarithms' business
_FEW = 0.5  # of the networks still under way: from here on they are taken apart


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
    moving = products > 0.0
    log_square = 2.0 * np.log(np.where(moving, products, 1.0))
    tied = others == 0.0
    # A tied layer is x itself and is counted, not multiplied: tiny x lose nothing.
    offsets = np.where(tied, 1.0, others)
    slopes = np.where(tied, 0.0, 1.0)
    ties = 1.0 + tied.sum(axis=0)
    # P(x) is at least x^L and at least x^ties times the product of the positive c_l.
    log_x = np.minimum(
        log_square / (len(others) + 1.0),
        (log_square - _log_product(offsets)) / ties,
    )
    where = np.arange(log_x.size)
    found = np.empty_like(log_x)
    for _ in range(_ROUNDS):
        x = np.exp(log_x)
        log_rest, steepness = _logs(x, offsets, slopes)
        step = (ties * log_x - log_square + log_rest) / (ties + steepness)
        log_x = log_x - step
        under_way = np.abs(step) > 4 * EPS * (1.0 + np.abs(log_x))
        left = int(np.count_nonzero(under_way))
        # One that has arrived stays where it is, whenever it is taken out.
        found[where] = log_x
        if not left:
            break
        where = where[under_way]
        log_x, log_square, ties = log_x[under_way], log_square[under_way], ties[under_way]
        offsets, slopes = offsets[:, under_way], slopes[:, under_way]
    return np.where(moving, np.exp(found), 0.0)


def preconditioners(others: Array, x: Array) -> Array:
    """tau = P'(x), shape (p,), where the smallest layers' squares are `x`."""
    product, derivative = x, np.ones_like(x)
    for c in others:
        square = x + c
        derivative = derivative * square + product
        product = product * square
    return derivative


def _logs(x: Array, offsets: Array, slopes: Array) -> tuple[Array, Array]:
    """log prod_i (slope_i x + offset_i), and d of it / d log x."""
    product, derivative = np.ones_like(x), np.zeros_like(x)
    for offset, slope in zip(offsets, slopes, strict=True):
        square = slope * x + offset
        derivative = derivative * square + slope * product
        product = product * square
    log, steepness = np.log(product), x * (derivative / product)
    far = ~((product < _SAFE) & (product > 1.0 / _SAFE) & (derivative < _SAFE))
    if far.any():
        squares = slopes[:, far] * x[far] + offsets[:, far]
        log[far] = np.log(squares).sum(axis=0)
        steepness[far] = (slopes[:, far] * x[far] / squares).sum(axis=0)
    return log, steepness


def _log_product(factors: Array) -> Array:
    """log of the product over the first axis."""
    product = np.ones(factors.shape[1])
    for factor in factors:
        product = product * factor
    log = np.log(product)
    far = ~((product < _SAFE) & (product > 1.0 / _SAFE))
    if far.any():
        log[far] = np.log(factors[:, far]).sum(axis=0)
    return log
