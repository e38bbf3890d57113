"""When the excess of a matrix network's flow has fallen to a given size."""

from __future__ import annotations

import numpy as np

from core.guarantee.decay import reached, time_of_fall
from core.matrix import slowest
from core.matrix.flow.base import Flow, Trajectory
from core.scalar.flow.horizon import LONGEST

#: Where the excess falls by this factor or less, its logarithm is a cubic; how often so many
#: stations are set between two times until it is.
_SMOOTH, _STATIONS, _CLOSER = 4.0, 33, 8
_EXACT = 1.001  # the same where nobody waits for it: the cubic's error is the solver's


def fall(
    flow: Flow[Trajectory], way: Trajectory, goal: float, smooth: float = _SMOOTH
) -> float | None:
    """When the excess has fallen to `goal`, looked at closely enough for a cubic.

    The times asked for may be few, and far apart.

    Parameters
    ----------
    flow : Flow
    way : Trajectory
        As far as it has been looked at: beyond it nothing is sought.
    goal : float
    smooth : float
        The factor by which the excess may fall between two times.
    """
    for _ in range(_CLOSER):
        i = reached(way.excess, goal)
        if not i or way.excess[i - 1] <= smooth * way.excess[i]:
            break
        if not slowest.look(flow, float(way.times[i - 1])):
            break
        closer = flow.at(np.linspace(way.times[i - 1], way.times[i], _STATIONS))
        if not closer.complete:
            break
        way = closer
    return time_of_fall(way.times, way.excess, way.gradient_square, goal)


def fall_beyond(flow: Flow[Trajectory], way: Trajectory, goal: float) -> float | None:
    """The same, beyond what has been looked at too: as far as the flow can be followed.

    Parameters
    ----------
    flow : Flow
        It ends at an excess below `goal`, or at one that is not known.
    way : Trajectory
    goal : float
    """
    while way.complete and float(way.excess[-1]) > goal and way.times[-1] < LONGEST:
        last = float(way.times[-1]) or 1.0
        way = flow.at(np.linspace(last, 2.0 * last, _STATIONS))
        if not len(way.times):
            return None
    return fall(flow, way, goal, _EXACT)
