"""The slowest moment of a flow: where lambda_min(T) is least."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from core.closer import least_of
from core.integrate.budget import remaining
from core.matrix.flow.base import Flow, Trajectory

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
    """The least lambda_min(T) near the least of the values seen, `least` at `times`."""

    def seen(stations: Array) -> Array | None:
        if not look(flow, float(stations[0])):
            return None
        way = flow.at(stations)
        return way.extremes[0] if way.complete else None

    return least_of(times, least, seen)


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
