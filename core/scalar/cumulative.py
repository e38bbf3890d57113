"""Cumulative imbalances, and which layers tie for the smallest.

c_j is the sum of the imbalances d between layer j and the smallest one, of those alone: a small d
beside large ones elsewhere keeps its digits. Sums are taken exactly and rounded once.

Whether a sum is 0 decides between ways across w = 0 and saddles, so it must not hang on how
decimals are written in binary: 0.1, 0.2, -0.3 is a tie. A number of up to 15 digits stands for just
that decimal. One that needs more is taken for the result of arithmetic, and may be off by `DOUBT`.
In a sum, a number and its opposite cancel whatever they are.

Source: docs/mathematics.md, section 2.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

import numpy as np

from core.arrays import EPS, Array

#: What a number of more than 15 digits may be off by, as a part of itself: the three roundings of
#: a difference of squares, (|a| - |b|)(|a| + |b|), and one for its digits.
DOUBT = 2 * EPS
_UNIT = 1074  # every float64 is a whole multiple of 2^-1074


def cumulative_imbalances(imbalance: Sequence[float]) -> tuple[Array, int]:
    """c_1 .. c_L from d_1 .. d_{L-1}, and the index of the smallest layer.

    Parameters
    ----------
    imbalance : sequence of float, length L - 1
        d_l = w_l^2 - w_{l+1}^2.

    Returns
    -------
    cumulative : ndarray, shape (L,)
        c_l = w_l^2 - min w^2, rounded once; 0 for all layers that tie with the smallest.
    smallest : int
        The first layer of those that tie.
    """
    squares = [0, *accumulate(-_whole(d) for d in imbalance)]
    least = min(squares)
    k = squares.index(least)
    cumulative = [(square - least) / (1 << _UNIT) for square in squares]
    for layer, c in enumerate(cumulative):
        between = imbalance[min(layer, k) : max(layer, k)]
        if 0.0 < c <= 2 * DOUBT * math.fsum(map(abs, between)) and _vanishes(between):
            cumulative[layer] = 0.0
    return np.array(cumulative), cumulative.index(0.0)


def _vanishes(numbers: Sequence[float]) -> bool:
    """Whether the sum of the decimals is 0, but for what the long ones may be off by."""
    times: Counter[float] = Counter()
    for number in numbers:
        times[abs(number)] += 1 if number > 0.0 else -1
    total = sum((count * Fraction(repr(size)) for size, count in times.items()), Fraction(0))
    doubt = sum(abs(count) * size for size, count in times.items() if not _short(size))
    return abs(total) <= Fraction(DOUBT * doubt)


def _short(number: float) -> bool:
    """Whether up to 15 digits say it."""
    return float(f"{number:.15g}") == number


def _whole(number: float) -> int:
    """`number` in units of 2^-1074."""
    numerator, denominator = number.as_integer_ratio()
    return numerator << (_UNIT + 1 - denominator.bit_length())
