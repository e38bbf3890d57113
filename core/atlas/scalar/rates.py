"""Margin, alpha* and its closed-form lower bound of many networks.

As `core.scalar.margin` and `core.scalar.rate` have them for one.

Source: docs/mathematics.md, sections 1 and 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import EPS, ROUNDINGS, Array
from core.atlas.scalar.networks import Networks
from core.atlas.scalar.roots import preconditioners, roots
from core.atlas.scalar.rows import product as product_of


@dataclass(frozen=True, eq=False)
class Rates:
    """What the starts promise, each of shape (p,).

    Attributes
    ----------
    margin : ndarray
        The least |w| that the loss at the start allows.
    smallest_square : ndarray
        x*, where P(x*) is the margin's square.
    alpha_star : ndarray
        P'(x*).
    """

    margin: Array
    smallest_square: Array
    alpha_star: Array


def rates_of(networks: Networks, margin: Array) -> Rates:
    """The rate of every network."""
    with np.errstate(all="ignore"):
        x = roots(networks.others, margin)
        return Rates(margin, x, preconditioners(networks.others, x))


def margins(networks: Networks) -> Array:
    """max(0, |y| - |y - w(0)|), and |w(0)| itself where 0 < w(0)/y <= 1."""
    product, size = np.abs(networks.product), np.abs(networks.target)
    short = (networks.product * networks.target > 0.0) & (product <= size)
    left = size - np.abs(networks.gap)
    rounding = (ROUNDINGS + networks.depth) * EPS * size
    return np.where(short, product, np.where(left > rounding, left, 0.0))


def lower_bounds(networks: Networks, rates: Rates) -> Array:
    """sqrt((prod_{l != k} c_l)^2 + (L margin^(2 - 2/L))^2), or alpha* where that is the same."""
    depth = networks.depth
    if depth <= 2:
        return rates.alpha_star
    with np.errstate(all="ignore"):
        balanced = ~networks.others.any(axis=0)
        known = (rates.margin == 0.0) | balanced
        product = product_of(np.sort(networks.others, axis=0))
        bound = np.hypot(product, depth * rates.margin ** (2 - 2 / depth))
        return np.where(known, rates.alpha_star, bound)
