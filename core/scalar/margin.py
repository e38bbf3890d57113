"""The margin of one product: how far from 0 it must stay while the loss does not grow.

Source: docs/mathematics.md, section 1.
"""

from __future__ import annotations

from core.arrays import EPS, ROUNDINGS, beyond_rounding


def scalar_margin(product: float, target: float, gap: float, *, depth: int = 1) -> float:
    """max(0, |y| - |y - w(0)|): no product with a smaller |w| has a loss as low as the start.

    Parameters
    ----------
    product, target, gap : float
        w(0), y and y - w(0). Where 0 < w(0)/y <= 1 the margin is |w(0)| itself, and is returned
        as such: the subtraction would lose a small product.
    depth : int
        Layers, each of them rounded, that make the product.

    Returns
    -------
    float
        0 means that the margin says nothing; it is no error.
    """
    if product * target > 0 and abs(product) <= abs(target):
        return abs(product)
    size = abs(target)
    return float(beyond_rounding(size, abs(gap), (ROUNDINGS + depth) * EPS * size))
