"""Arrays of float64: their type, and what every room does with them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

#: Relative rounding of float64.
EPS = float(np.finfo(float).eps)
#: The least positive number with all its digits.
TINY = float(np.finfo(float).tiny)
#: Roundings of a difference, in units of EPS times what it is a difference of: a few, and one more
#: for every layer or side that goes into it.
ROUNDINGS = 4


def frozen(array: Array) -> Array:
    """The same array, closed to writing."""
    array.flags.writeable = False
    return array


def beyond_rounding(reach: float, distance: ArrayLike, rounding: float | Array) -> Array:
    """max(0, reach - distance), and 0 where that is no more than `rounding`."""
    left = reach - np.asarray(distance, dtype=float)
    return np.asarray(np.where(left > rounding, left, 0.0))


def listed(array: NDArray[Any]) -> list[Any]:
    """The array as JSON values: null for what is no finite number."""
    values = array.tolist()
    return [value if math.isfinite(value) else None for value in values]


def digits_apart(a: float, b: float, least: int = 4) -> int:
    """How many digits tell a from b; the least number too if they are one to rounding."""
    if abs(a - b) <= ROUNDINGS * EPS * abs(b):
        return least
    return next(n for n in range(least, 18) if f"{a:.{n}g}" != f"{b:.{n}g}")
