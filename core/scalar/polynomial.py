"""P(x) = prod_l (x + c_l) of a deep scalar network: its root, and tau = P'(x).

The root x of P(x) = w^2 is the square of the smallest weight where the product is w; tau, the
preconditioner, is the sum over l of the product of the other layers' squares. Tables hold a
network a row, padded with NaN where it has fewer layers than others.

Root and tau are found twice, each by one method: a drag solves for one network, some times over,
and floats take 2 to 5 us for the root where an array of one row takes 70 to 90 (two to eight
layers), 1 us for tau where it takes 15; the depth page solves for a hundred networks, and rows
together take 0.25 ms where floats take 0.6.

Source: docs/mathematics.md, section 2.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from core.arrays import EPS, Array

_ROUNDS = 200
_CURVED = 0.25  # Halley's step is then little longer than Newton's
_LAST_STEP = 1e-6


def preconditioner(cumulative_imbalance: ArrayLike, x: ArrayLike) -> Array:
    """tau = P'(x) = sum_l prod_{i != l} (x + c_i), without a division: exact at zero weights too.

    Parameters
    ----------
    cumulative_imbalance : array_like, shape (L,)
    x : array_like, shape (...)
        Square of the smallest weight.

    Returns
    -------
    ndarray, shape (...)
    """
    x = np.asarray(x, dtype=float)
    first, *others = np.asarray(cumulative_imbalance, dtype=float).tolist()
    # As in `sum_of_others`, a layer at a time: rows as short as a network is deep take long.
    product = x + first
    derivative: Array = np.ones_like(product)
    for c in others:
        square = x + c
        derivative = derivative * square + product
        product = product * square
    return derivative


def preconditioner_at(cumulative_imbalance: Sequence[float], x: float) -> float:
    """The same, to the bit, at one x; inf where float64 does not hold it."""
    product, derivative = 1.0, 0.0
    for c in cumulative_imbalance:
        square = x + c
        derivative = derivative * square + product
        product *= square
    return derivative


def preconditioners(cumulative_imbalance: Array, x: Array) -> Array:
    """The same for a table, shape (..., L), and x, shape (...); the two broadcast."""
    squares = x[..., None] + cumulative_imbalance
    absent = np.isnan(squares)
    return sum_of_others(np.where(absent, 1.0, squares), np.where(absent, 0.0, 1.0))


def sum_of_others(squares: Array, slopes: Array | None = None) -> Array:
    """sum_l slope_l prod_{i != l} squares_i over the last axis: tau, given all w_l^2.

    Parameters
    ----------
    squares : ndarray, shape (..., L)
    slopes : ndarray, shape (..., L), optional
        All 1 if left out.

    Returns
    -------
    ndarray, shape (...)
    """
    # Horner's rule for the pair (product so far, its derivative), layer by layer.
    product = squares[..., 0]
    derivative: Array = np.ones_like(product) if slopes is None else slopes[..., 0]
    for layer in range(1, squares.shape[-1]):
        fresh = product if slopes is None else product * slopes[..., layer]
        derivative = derivative * squares[..., layer] + fresh
        product = product * squares[..., layer]
    return derivative


def second_derivative(squares: Sequence[float]) -> float:
    """P''(x) = 2 sum_{l<k} prod_{i != l,k} (x + c_i), from the factors."""
    product, first, second = 1.0, 0.0, 0.0
    for square in squares:
        second = second * square + 2.0 * first
        first = first * square + product
        product *= square
    return second


def smallest_square(cumulative_imbalance: Sequence[float], product: float) -> float:
    """The root x >= 0 of P(x) = prod_l (x + c_l) = product^2: the square of the smallest weight.

    Newton's method on log P as a function of log x, which is increasing and convex; it starts
    right of the root and so comes down to it without overshooting, at any scale. Near it Halley's
    method takes half as many steps, each of which leaves no more than the third power of itself.

    Parameters
    ----------
    cumulative_imbalance : sequence of float, length L
        c_l >= 0, at least one of them 0.
    product : float
        w, of either sign.

    Returns
    -------
    float
        x, with a relative error of about L roundings; 0 for the product 0.
    """
    if product == 0.0:
        return 0.0
    positive = [c for c in cumulative_imbalance if c > 0.0]
    ties = len(cumulative_imbalance) - len(positive)
    log_square = 2.0 * math.log(abs(product))
    # P(x) is at least x^L and at least x^ties times the product of the positive c_l.
    log_x = log_square / (ties + len(positive))
    if positive:
        log_x = min(log_x, (log_square - math.fsum(map(math.log, positive))) / ties)
    for _ in range(_ROUNDS):
        x = math.exp(log_x)
        excess = ties * log_x - log_square
        slope, bend = float(ties), 0.0
        for c in positive:
            square = x + c
            part = x / square
            excess += math.log(square)
            slope += part
            bend += part - part * part
        step = excess / slope
        curved = 0.5 * step * bend / slope
        if curved < _CURVED:
            step /= 1.0 - curved
        log_x -= step
        if abs(step) <= _LAST_STEP:
            break
    return math.exp(log_x)


def smallest_squares(cumulative_imbalance: Array, products: Array) -> Array:
    """The roots x >= 0 of prod_l (x + c_l) = w^2.

    `smallest_square` for all rows of a table at once.

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
