"""beta*: lambda_max(T) is no larger for all weights with the same imbalances and ||W|| <= reach.

Source: docs/mathematics.md, section 11.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from core.arrays import EPS, ROUNDINGS, Array
from core.objective.base import Objective
from core.scalar.polynomial import preconditioners, smallest_squares


class BetaSource(StrEnum):
    """Where a bound above comes from."""

    SCALAR = "scalar"
    TWO_LAYER = "two-layer"
    HOMOGENEOUS = "homogeneous"
    BALANCED = "balanced"
    DEEP = "deep"
    NONE = "none"


#: From reach, shape (...), to a bound above lambda_max(T), shape (...).
Beta = Callable[[ArrayLike], Array]


def homogeneous_beta(cumulative: Array, reach: ArrayLike) -> Array:
    """P'(x) at P(x) = reach^2: the preconditioner of the largest mode, if that is `reach`.

    Exact for D_l = d_l I, and for balanced weights of any widths (all c_l = 0), where it is
    L reach^(2 - 2/L).

    Parameters
    ----------
    cumulative : ndarray, shape (L,)
        c_l.
    reach : array_like, shape (...)

    Returns
    -------
    ndarray, shape (...)
        inf beyond float64.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        beta = preconditioners(cumulative, smallest_squares(cumulative, np.asarray(reach)))
    return np.where(np.isnan(beta), np.inf, beta)


def sublevel_reach(objective: Objective, excess: ArrayLike) -> Array:
    """Largest ||W|| that f(W) - f* <= excess allows; infinity if the minimiser is not unique.

    ||W*|| + sqrt(2 excess / mu), rounded up: mu/2 ||W - W*||_F^2 <= f(W) - f*.

    Parameters
    ----------
    objective : Objective
    excess : array_like, shape (...)

    Returns
    -------
    ndarray, shape (...)
    """
    excess = np.asarray(excess, dtype=float)
    if not objective.unique:
        return np.full(excess.shape, np.inf)
    far = np.sqrt(2.0 * excess / objective.mu)
    size = float(objective.centre_singular_values[0])
    reach: Array = (size + far) * (1.0 + (ROUNDINGS + max(objective.shape)) * EPS)
    return reach
