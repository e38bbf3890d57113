"""Where an axis on paper has its numbers."""

from __future__ import annotations

import math

MOST = 6


def linear(low: float, high: float, most: int = MOST) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten, no more than `most`."""
    room = high - low
    if not (math.isfinite(room) and room > 0.0):
        return []
    unit = 10.0 ** math.floor(math.log10(room / most))
    apart = next(unit * times for times in (1, 2, 5, 10, 20) if room / (unit * times) <= most)
    first, last = math.ceil(low / apart - 1e-9), math.floor(high / apart + 1e-9)
    digits = max(0, 1 - math.floor(math.log10(apart)))
    return [round(count * apart, digits) + 0.0 for count in range(first, last + 1)]


def powers(low: float, high: float, most: int = MOST) -> list[int]:
    """Whole exponents from `low` to `high`, no more than `most`."""
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    apart = max(1, math.ceil((last - first) / (most - 1)))
    start = math.ceil(first / apart) * apart
    return list(range(start, last + 1, apart))
