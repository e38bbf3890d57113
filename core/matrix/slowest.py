"""The slowest moment of a flow: where lambda_min(T) is least."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from core.integrate.budget import remaining
from core.matrix.flow.base import Flow, Trajectory

_ROUNDS, _STATIONS = 2, 17  # closer looks at the least of what has been seen
_WITHIN = 5  # stations of a step
#: Where a flow has no steps: stations from a part of its fastest time on, a few a doubling.
_FIRST, _LAST, _SPACED = 1e-3, 1e15, 241


def coarse(asked: Array, moments: Array) -> Array:
    """Times to look at besides: those of `moments` that have none of `asked` near.

    Parameters
    ----------
    asked, moments : ndarray
        Increasing.
    """
    before, after = moments[:-2], moments[2:]
    near = asked.searchsorted(after) - asked.searchsorted(before, side="right")
    found: Array = moments[1:-1][near == 0]
    return found


def closely(flow: Flow[Trajectory], times: Array, least: Array) -> float:
    """The least lambda_min(T) near the least of the values seen, `least` at `times`.

    At the first or the last time it is what is there.
    """
    found = float(least.min(initial=math.inf))
    for _ in range(_ROUNDS):
        if len(least) < 3:
            break
        index = int(least.argmin())
        if index in (0, len(least) - 1) or not look(flow, float(times[index - 1])):
            break
        way = flow.at(np.linspace(times[index - 1], times[index + 1], _STATIONS))
        if not way.complete:
            break
        times, least = way.times, way.extremes[0]
        found = min(found, float(least.min(initial=found)))
    return found


def later(flow: Flow[Trajectory], time: float, fastest: float) -> float:
    """The least lambda_min(T) from `time` on, as far as the flow has been followed.

    Parameters
    ----------
    flow : Flow
        Its earlier steps may be gone.
    time : float
    fastest : float
        The largest rate at the start.
    """
    moments = flow.moments()
    stations = between(np.concatenate(([time], moments[moments > time])))
    if not moments.size:
        stations = time + np.geomspace(_FIRST, _LAST, _SPACED) / (fastest or 1.0)
    way = flow.at(stations)
    return closely(flow, way.times, way.extremes[0])


def look(flow: Flow[Trajectory], time: float) -> bool:
    """Whether there is time for a closer look from `time` on.

    A flow that would have to be followed again from its start is not, while somebody waits.
    """
    return remaining() == math.inf or (remaining() > 0.0 and flow.holds(time))


def between(moments: Array) -> Array:
    """`moments`, shape (q,), and some times inside each interval."""
    parts = np.arange(_WITHIN) / _WITHIN
    inside = moments[:-1, None] + parts * np.diff(moments)[:, None]
    return np.append(inside.ravel(), moments[-1:])
