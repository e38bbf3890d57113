"""Axes of decades: a loss that falls by many powers of ten."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from core.arrays import Array
from dashboard.parts.drawing.graph import axis

_FAR, _LEAST = 40, -37
_DECADES = 16  # drawn below the start; deeper is beyond what a picture shows


def decades(start: float, end: float) -> tuple[float, float]:
    """Whole decades, as logarithms, from `start` down to `end`, which may be 0."""
    if start == 0.0:  # there is nothing to see, and a log axis cannot show it
        return -1.0, 1.0
    top = math.log10(start)
    bottom = max(math.log10(end), top - _DECADES) if end > 0.0 else top - _DECADES
    return math.floor(min(bottom, top - 1.0)), math.floor(top + 0.05) + 1.0


def decades_of(*parts: Array, room: float, most: float = math.inf) -> tuple[float, float]:
    """Whole decades, as logarithms, that hold all positive finite numbers, `room` beside them.

    No more than `most` of them: what is smallest lies below.
    """
    values = np.concatenate([np.ravel(part) for part in parts])
    values = values[np.isfinite(values) & (values > 0.0)]
    if not values.size:
        return -1.0, 1.0
    low = math.floor(math.log10(float(values.min())) - room)
    high = math.ceil(math.log10(float(values.max())) + room)
    return float(max(low, high - most)), float(high)


def floored(values: Array, low: float) -> Array:
    """A logarithm needs a number: what is below the decade `low` lies far below the picture.

    Far, as its axes may grow for a pinned run; but it must be a number in float32 too.
    """
    above: Array = np.maximum(values, 10.0 ** min(low - 1, max(low - _FAR, _LEAST)))
    return above


def log_axis(title: str, every: int = 1) -> dict[str, Any]:
    """A logarithmic axis with a label `every` so many decades; the page leaves out more of them.

    How many it has room for depends on the range, and so on every number: it is no matter of style.
    """
    return axis(title, type="log", tick0=0, dtick=every)
