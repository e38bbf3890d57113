"""What became of a promise "the excess falls at least like exp(-r t)": rates and times measured.

Source: docs/mathematics.md, section 9.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.arrays import EPS, Array
from core.closer import least_of

_STEPS = 60  # of a time between two others, halved each
_CLEAR = 1e-2  # of a fall of the loss, in e-folds: from here on the logarithm has its digits


def decay_rate(
    times: Array,
    excess: Array,
    gradient_square: Array,
    seen: NDArray[np.bool_],
    between: Callable[[Array], Array],
) -> float | None:
    """The largest r with f - f* <= (f(W(0)) - f*) exp(-r t) from the first time to the last.

    It is the least mean of the slope ||grad||^2 / (f - f*) from the start on, whose limit at t = 0
    is the slope there. While the loss has hardly moved its logarithm has no digits, and the slope
    itself is integrated.

    Parameters
    ----------
    times, excess, gradient_square : ndarray, shape (T,)
        From t = 0, not decreasing.
    seen : ndarray of bool, shape (T,)
        Which times count: where the excess is more than rounding.
    between : callable
        The excess at other times, for a closer look at the slowest of these.

    Returns
    -------
    float or None
        None where there is nothing to learn: the start does not count, or nothing comes after it.
    """
    later = seen & (times > 0.0)
    if not seen[0] or not later.any():
        return None
    fallen = -np.log(np.where(seen, excess, excess[0]) / excess[0])
    slope = np.where(seen, gradient_square / np.where(seen, excess, 1.0), 0.0)
    steps = np.diff(times) * 0.5 * (slope[1:] + slope[:-1])
    early = np.concatenate(([0.0], np.cumsum(steps)))
    t, fall = times[later], np.where(fallen < _CLEAR, early, fallen)[later]

    def mean(stations: Array) -> Array | None:
        closer = between(stations)
        if len(closer) < len(stations):  # the time for an answer is up
            return None
        fall = -np.log(closer / excess[0])
        return fall / stations if fall[0] >= _CLEAR else None

    return min(float(slope[0]), least_of(t, fall / t, mean))


def reached(excess: Array, goal: float) -> int | None:
    """The first of the times at which the excess is no more than `goal`; None if there is none."""
    below = np.flatnonzero(excess <= goal)
    return int(below[0]) if below.size else None


def time_of_fall(times: Array, excess: Array, gradient_square: Array, goal: float) -> float | None:
    """The first time at which the excess is no more than `goal`; None if that is not reached.

    Between the times given the logarithm of the excess is the cubic of its values and slopes.

    Parameters
    ----------
    times, excess, gradient_square : ndarray, shape (T,)
        Not decreasing.
    goal : float
    """
    i = reached(excess, goal)
    if i is None:
        return None
    after = float(times[i])
    if i == 0 or excess[i] == 0.0:
        return after
    before = float(times[i - 1])
    a, b = (math.log(excess[j] / goal) for j in (i - 1, i))
    width = after - before
    slope_a, slope_b = (-width * float(gradient_square[j] / excess[j]) for j in (i - 1, i))
    cube = slope_a + slope_b - 2.0 * (b - a)
    bend = 3.0 * (b - a) - 2.0 * slope_a - slope_b
    # Newton's steps between two places that have the root between them, halved where they leave it.
    low, high, u = 0.0, 1.0, a / (a - b)
    for _ in range(_STEPS):
        value = a + u * (slope_a + u * (bend + u * cube))
        low, high = (u, high) if value > 0.0 else (low, u)
        slope = slope_a + u * (2.0 * bend + 3.0 * u * cube)
        step = value / slope if slope else math.inf
        if abs(step) <= EPS * u:
            break
        u = u - step if low < u - step < high else 0.5 * (low + high)
    return before + width * u
