"""The least value of a curve, from what has been seen of it and closer looks."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from core.arrays import Array

#: Stations of each look, from -1 to 1: first evenly, in case the least has neighbours; then closing
#: in on its place, which the first look has found.
_EVENLY = np.linspace(-1.0, 1.0, 17)
_LOOKS = (_EVENLY, _EVENLY**3)


def least_of(times: Array, values: Array, look: Callable[[Array], Array | None]) -> float:
    """The least value near the least of those seen.

    Parameters
    ----------
    times, values : ndarray, shape (T,)
        What has been seen. At the first or the last time the least is what is there.
    look : callable
        From times, shape (S,), to the values there; None if they cannot be had.

    Returns
    -------
    float
        inf if nothing has been seen. Of a smooth curve whose least is between times as far apart
        as h it is too large by some 1e-7 of its curvature times h^2.
    """
    found = float(values.min(initial=math.inf))
    for stations in _LOOKS:
        index = int(values.argmin()) if len(values) else 0
        if not 0 < index < len(values) - 1:
            break
        near = slice(index - 1, index + 2)
        times = _around(times[near], values[near], stations)
        closer = look(times)
        if closer is None:
            break
        values = closer
        found = min(found, float(values.min()))
    return found


def _around(times: Array, values: Array, stations: Array) -> Array:
    """`stations` laid from the first of three times to the last.

    0 is where the parabola through the values is least, the one in the middle being so of the
    three. Where the curve has a corner there instead, that is not far from it.
    """
    (a, b), (before, after) = 0.5 * (times[:-1] + times[1:]), np.diff(values) / np.diff(times)
    vertex = a - before * (b - a) / (after - before) if after > before else times[1]
    side = np.where(stations < 0.0, times[0] - vertex, times[2] - vertex)
    found: Array = side * np.abs(stations) + vertex
    return found
