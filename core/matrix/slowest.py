"""The slowest moment of a flow: where lambda_min(T) is least."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from core.integrate.budget import remaining
from core.matrix.flow.base import Flow, Trajectory

#: Closer looks at the least of what has been seen: first evenly, in case it has neighbours.
_EVENLY = np.linspace(-1.0, 1.0, 17)
_ROUNDS = (_EVENLY, _EVENLY**3)
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
    for stations in _ROUNDS:
        if len(least) < 3:
            break
        index = int(least.argmin())
        if index in (0, len(least) - 1) or not look(flow, float(times[index - 1])):
            break
        near = slice(index - 1, index + 2)
        way = flow.at(_around(times[near], least[near], stations))
        if not way.complete:
            break
        times, least = way.times, way.extremes[0]
        found = min(found, float(least.min(initial=found)))
    return found


def _around(times: Array, values: Array, stations: Array) -> Array:
    """`stations` on [-1, 1] laid from the first of three times to the last.

    0 is where the parabola through the values is least, the one in the middle being so of the
    three. Where two eigenvalues cross there is a corner instead, and 0 not far from it.
    """
    (a, b), (before, after) = 0.5 * (times[:-1] + times[1:]), np.diff(values) / np.diff(times)
    vertex = a - before * (b - a) / (after - before) if after > before else times[1]
    side = np.where(stations < 0.0, times[0] - vertex, times[2] - vertex)
    found: Array = side * np.abs(stations) + vertex
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
