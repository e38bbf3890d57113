"""The margin: how far from singular the product must stay while the loss does not grow.

The loss never increases along the flow, so the product stays in the sublevel set of its start.
The smallest singular value found in that set is the margin (poster, Theorem 1).

It is a difference. What is left of it below a few roundings of the two is rounding, and 0: an exact
saddle is promised nothing.

Source: docs/mathematics.md, section 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.arrays import EPS, ROUNDINGS, Array, beyond_rounding
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
    if objective.condition_number == 1.0:  # f is mu/2 ||W - W*||^2, and the two are one
        return Margin(margin, margin)
    distance = float(np.linalg.norm(product - objective.centre))
    return Margin(margin, float(_left(objective, objective.condition_number**0.5 * distance)))


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
    return _left(objective, np.sqrt(2.0 * excess / objective.mu))


def _left(objective: Objective, distance: ArrayLike) -> Array:
    """What a distance from the minimiser leaves of its smallest singular value."""
    # Singular values are rounded in units of the largest one.
    size = float(objective.centre_singular_values[0])
    rounding = (ROUNDINGS + max(objective.shape)) * EPS * size
    return beyond_rounding(smallest_singular_value(objective), distance, rounding)


def smallest_singular_value(objective: Objective) -> float:
    """The min(n, m)-th of W*; 0 where it is no more than rounding of the largest."""
    values = objective.centre_singular_values
    singular = values[-1] <= max(objective.shape) * EPS * values[0]
    return 0.0 if singular else float(values[-1])
