"""When to stop looking, and where to sample, so that a picture tells the story."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from core.arrays import Array
from core.scalar.flow.one_variable import End, ScalarFlow

#: Horizons chosen by themselves are of the form 1, 1.2, ... times a power of ten.
_ROUND = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
#: A horizon chosen by itself is never longer than this.
LONGEST = 1e12
SAMPLES = 241
_EVEN = np.arange(float(SAMPLES - SAMPLES // 2))
_BOTTOM = 1e-6  # of the gap: the loss has fallen to 1e-12 of its start
_PLATEAU = 1e-3  # of the product and of the target: the saddle's plateau is reached
_REST_HORIZON = 1.0  # nothing moves: any time shows it


def natural_horizon(flow: ScalarFlow, gap: float, target: float) -> float:
    """Time by which the loss visibly reaches its bottom or its plateau, rounded up.

    Parameters
    ----------
    flow : ScalarFlow
    gap, target : float
        |y - w(0)| and |y|.
    """
    if flow.end is End.STATIONARY:
        return _REST_HORIZON
    if flow.end is End.TARGET:
        time = flow.time_at_gap(min(_BOTTOM * gap, 1e-3 * target))
    elif flow.end is End.SADDLE:  # there gap = |w(0)| + |y|, and w falls at least like p^ties
        fall = _PLATEAU * target / max(target, gap - target)
        time = 1.5 * flow.time_at_distance(abs(flow.start) * fall ** (1.0 / (flow.order + 1)))
    elif flow.order == 1:
        time = flow.time_at_distance(abs(flow.start) * _BOTTOM)
    else:  # a power law has no bottom: show a good stretch of it
        time = flow.time_at_distance(abs(flow.start) * 0.1)
    return min(round_up(time), LONGEST)


def sample_times(flow: ScalarFlow, horizon: float) -> Array:
    """241 times from 0 to `horizon`: half of them even, half where the flow itself moves.

    A plateau of length 1e6 with a fall of length 1 at its end keeps its corner.
    """
    half = SAMPLES // 2
    own = flow.marks()
    own = own[(own > 0.0) & (own < horizon)]
    if own.size == 0:
        return np.linspace(0.0, horizon, SAMPLES)
    times = np.empty(SAMPLES)
    np.multiply(_EVEN, horizon / (_EVEN.size - 1), out=times[half:])
    times[-1] = horizon
    times[:half] = np.interp(*_places(own.size, half), own)
    times.sort()
    return times


@lru_cache(maxsize=64)  # a flow has some hundred marks, and another number of them now and then
def _places(marks: int, chosen: int) -> tuple[Array, Array]:
    """`chosen` places among so many marks, evenly, and those of the marks themselves."""
    return np.linspace(0, marks - 1, chosen), np.arange(marks, dtype=float)


def round_up(time: float) -> float:
    """The next number of the form 1, 1.2, ... times a power of ten; `LONGEST` for inf."""
    if not math.isfinite(time):
        return LONGEST
    power = 10.0 ** math.floor(math.log10(max(time, 1e-100)))
    step = next(step for step in _ROUND if step * power >= time * (1 - 1e-12) or step == _ROUND[-1])
    return float(f"{step * power:.3g}")
