"""The networks that all sides get, and references with more digits than any of them."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
import numpy as np

from core.arrays import Array

SEED = 7
DIGITS = 30


def drawn(count: int, depth: int) -> tuple[Array, Array]:
    """Weights of 0.2 to 1.5, shape (count, depth), and targets of 0.5 to 3, shape (count,)."""
    random = np.random.default_rng(SEED)
    return random.uniform(0.2, 1.5, (count, depth)), random.uniform(0.5, 3.0, count)


def root(rising: Callable[[mpmath.mpf], mpmath.mpf], high: mpmath.mpf) -> mpmath.mpf:
    """Where a function that rises is 0 between 0 and `high`, by halving: to all digits."""
    low = mpmath.mpf(0)
    for _ in range(4 * mpmath.mp.dps):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return high


def time_to(weights: Array, target: float, level: float) -> float:
    """When the loss is `level`, by mpmath: the integral of dp / (2 |y - w| R) in log |y - w|."""
    with mpmath.workdps(DIGITS):
        start = [mpmath.mpf(w) for w in weights.tolist()]
        y, least = mpmath.mpf(target), min(start)
        offsets = [w * w - least * least for w in start]

        def product(p: mpmath.mpf) -> mpmath.mpf:
            return mpmath.sqrt(mpmath.fprod(p * p + c for c in offsets))

        def slowness(u: mpmath.mpf) -> mpmath.mpf:
            """dt / du at p = end - way exp(-u)."""
            p = end - way * mpmath.exp(-u)
            w = product(p)
            return (end - p) * p / (2 * (y - w) * w)

        def where(w: mpmath.mpf) -> mpmath.mpf:
            return root(lambda p: product(p) - w, 1 + y + least)

        sign = 1 if mpmath.fprod(start) < y else -1
        end, last = where(y), where(y - sign * mpmath.sqrt(mpmath.mpf(level)))
        way = end - least
        length = mpmath.log(way / (end - last))
        return float(mpmath.quad(slowness, mpmath.linspace(0, length, 1 + int(length) + 1)))
