"""y - w of many networks, as if it were rounded once.

The product is carried as a sum of two floats, each factor exact (Dekker 1971), and with powers of
two kept apart: nothing overflows on the way. Such a gap has all digits but where it is below 1e-15
of the target, and there a start counts as the minimum. It is 0 exactly where it should be: a
product of odd integers that fits one float has fitted two all along.
"""

from __future__ import annotations

import numpy as np

from core.arrays import Array

_SPLITTER = 134217729.0  # 2^27 + 1: halves of a float whose products are exact


def exact_gaps(weights: Array, target: Array) -> Array:
    """`target` minus the product of the layers.

    Parameters
    ----------
    weights : ndarray, shape (L, p)
    target : ndarray, shape (p,)

    Returns
    -------
    ndarray, shape (p,)
    """
    factors, powers = np.frexp(weights)
    high = factors[0]
    low = np.zeros_like(high)
    for factor in factors[1:]:
        exact, rest = _times(high, factor)
        rest += low * factor
        high = exact + rest
        low = rest - (high - exact)
    power = powers.sum(axis=0, dtype=powers.dtype)
    aim, aim_power = np.frexp(target)
    power = np.where(high == 0.0, aim_power, power)
    aim_power = np.where(aim == 0.0, power, aim_power)
    common = np.maximum(power, aim_power)
    aim = np.ldexp(aim, aim_power - common)
    high, low = np.ldexp(high, power - common), np.ldexp(low, power - common)
    gap = aim - high
    back = gap - aim
    lost = (aim - (gap - back)) - (high + back)
    gaps: Array = np.ldexp(gap + (lost - low), common)
    return gaps


def _times(a: Array, b: Array) -> tuple[Array, Array]:
    """a b rounded, and what rounding took."""
    product = a * b
    a_high, a_low = _split(a)
    b_high, b_low = _split(b)
    rest = a_high * b_high - product
    rest += a_high * b_low
    rest += a_low * b_high
    rest += a_low * b_low
    return product, rest


def _split(a: Array) -> tuple[Array, Array]:
    wide = _SPLITTER * a
    high = wide - (wide - a)
    return high, a - high
