"""The margin: how far from singular the product must stay while the loss does not grow.

The loss never increases along the flow, so the product stays in the sublevel set of its start.
The smallest singular value found in that set is the margin (poster, Theorem 1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.arrays import EPS, Array
from core.objective.base import Objective


@dataclass(frozen=True)
class Margin:
    """Two lower bounds of sigma_min(W) along the flow; 0 says nothing and is no error.

    Attributes
    ----------
    margin : float
        From the sublevel set of the loss.
    paper : float
        The paper's form, never larger; equal for the squared loss.
    """

    margin: float
    paper: float


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


def matrix_margin(objective: Objective, product: Array) -> Margin:
    """The margin of a matrix network that starts at the product W(0).

    margin = max(0, sigma_min(W*) - sqrt(2 (f(W(0)) - f*) / mu)), because mu/2 ||W - W*||_F^2 <=
    f(W) - f* <= f(W(0)) - f* and sigma_min is 1-Lipschitz; the paper's form replaces the square
    root by sqrt(K/mu) ||W(0) - W*||_F. Both are 0 if the minimiser is not unique.

    Parameters
    ----------
    objective : Objective
    product : ndarray, shape (n, m)
        W(0).
    """
    if not objective.unique:
        return Margin(0.0, 0.0)
    margin = float(sublevel_margin(objective, objective.excess(product)))
    distance = float(np.linalg.norm(product - objective.centre))
    reach = smallest_singular_value(objective.centre)
    paper = max(0.0, reach - float(np.sqrt(objective.condition_number)) * distance)
    return Margin(margin, min(margin, paper))  # equal ones may differ by rounding


def sublevel_margin(objective: Objective, excess: ArrayLike) -> Array:
    """Least sigma_min(W) that f(W) - f* <= excess allows: it grows as the loss falls.

    Parameters
    ----------
    objective : Objective
    excess : array_like, shape (...)

    Returns
    -------
    ndarray, shape (...)
        max(0, sigma_min(W*) - sqrt(2 excess / mu)); 0 if the minimiser is not unique.
    """
    excess = np.asarray(excess, dtype=float)
    if not objective.unique:
        return np.zeros_like(excess)
    reach = smallest_singular_value(objective.centre)
    return np.maximum(reach - np.sqrt(2.0 * excess / objective.mu), 0.0)


def smallest_singular_value(matrix: Array) -> float:
    """The min(n, m)-th singular value; 0 where it is no more than rounding of the largest."""
    values = np.linalg.svd(matrix, compute_uv=False)
    singular = values[-1] <= max(matrix.shape) * EPS * values[0]
    return 0.0 if singular else float(values[-1])
