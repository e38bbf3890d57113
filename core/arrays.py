"""Arrays of float64: their type, and what every room does with them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Relative rounding of float64.
EPS = float(np.finfo(float).eps)
#: The least positive number with all its digits.
TINY = float(np.finfo(float).tiny)


def frozen(array: Array) -> Array:
    """The same array, closed to writing."""
    array.flags.writeable = False
    return array
