"""The margin: how far from singular the product must stay while the loss does not grow.

The loss never increases along the flow, so the product stays in the sublevel set of its start.
The smallest singular value found in that set is the margin (poster, Theorem 1).
"""

from __future__ import annotations


def scalar_margin(product: float, target: float, gap: float) -> float:
    """max(0, |y| - |y - w(0)|): no product with a smaller |w| has a loss as low as the start.

    Parameters
    ----------
    product, target, gap : float
        w(0), y and y - w(0). Where 0 < w(0)/y <= 1 the margin is |w(0)| itself, and is returned
        as such: the subtraction would lose a small product.

    Returns
    -------
    float
        0 means that the margin says nothing; it is no error.
    """
    if product * target > 0 and abs(product) <= abs(target):
        return abs(product)
    return max(0.0, abs(target) - abs(gap))
