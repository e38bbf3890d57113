"""alpha* of a deep scalar network: exact, as the root of one polynomial of degree L.

Source: docs/mathematics.md, section 2.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.scalar.polynomial import preconditioner_at, smallest_square

#: PL constant of f(w) = |y - w|^2: f'^2 = 4 f exactly.
TRUE_GAMMA = 4.0
#: The constant printed on the poster: also valid, four times looser.
POSTER_GAMMA = 1.0


@dataclass(frozen=True)
class ScalarRate:
    """Smallest preconditioner under |w| >= margin.

    Attributes
    ----------
    alpha_star : float
        min tau over all weights with these imbalances and |w| >= margin; attained.
    lower_bound : float
        The closed-form lower bound of alpha*.
    smallest_square : float
        x*, the square of the smallest weight at the minimum.
    """

    alpha_star: float
    lower_bound: float
    smallest_square: float


def scalar_rate(cumulative_imbalance: ArrayLike, margin: float) -> ScalarRate:
    """alpha* = P'(x*), where x* >= 0 solves P(x*) = margin^2 and P(x) = prod_l (x + c_l).

    P and P' both increase on x >= 0, so the smallest tau = P' under P >= margin^2 is at the root
    (poster, scalar networks). For L = 2 this is sqrt(d^2 + 4 margin^2).

    Parameters
    ----------
    cumulative_imbalance : array_like, shape (L,)
        c_l >= 0, 0 at the smallest layer.
    margin : float
        >= 0.
    """
    c: list[float] = np.asarray(cumulative_imbalance, dtype=float).tolist()
    return scalar_rate_at(c, margin, smallest_square(c, margin))


def scalar_rate_at(c: list[float], margin: float, x: float) -> ScalarRate:
    """The same where the root x* is known."""
    alpha_star = preconditioner_at(c, x)
    equal = len(c) <= 2 or margin == 0.0 or not any(c)
    bound = alpha_star if equal else _lower_bound(c, margin)
    return ScalarRate(alpha_star=alpha_star, lower_bound=bound, smallest_square=x)


def cumulative_product(cumulative_imbalance: Sequence[float]) -> float:
    """prod_{l != k} c_l: the preconditioner where the product is zero."""
    return math.prod(sorted(cumulative_imbalance)[1:])


def _lower_bound(c: list[float], margin: float) -> float:
    """sqrt((prod_{l != k} c_l)^2 + (L margin^(2 - 2/L))^2) for L >= 2.

    It is alpha* itself at L = 2, at margin 0 and for balanced weights, and at L = 1 the empty
    product is. The poster writes it with the differences of ordered weights; it holds with the
    cumulative c_l, which are larger.
    """
    depth = len(c)
    return math.hypot(cumulative_product(c), depth * margin ** (2 - 2 / depth))
