"""A number of either sign on powers of ten: even near 0, a power of ten beyond."""

from __future__ import annotations

import numpy as np

from core.arrays import Array

#: Even within about that of 0.
EVEN = 0.1


def place(values: Array) -> Array:
    """Where numbers stand: x with the number sign(x) EVEN (10^|x| - 1)."""
    return np.sign(values) * np.log10(1.0 + np.abs(values) / EVEN)


def spread(most: float, count: int) -> Array:
    """`count` numbers on each side of 0, and 0, evenly placed up to `most`."""
    at = np.arange(-count, count + 1) * (float(place(np.array(most))) / count)
    values: Array = np.sign(at) * EVEN * (10.0 ** np.abs(at) - 1.0)
    return values
