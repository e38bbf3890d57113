"""When the losses of many networks have fallen to a level: one integral each, no trajectory."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.atlas.scalar.ends import Ends
from core.atlas.scalar.networks import Networks
from core.atlas.scalar.paths import NEAR, Far, Near
from core.atlas.scalar.quadrature import Rows, even_panels, integrals
from core.atlas.scalar.roots import log_roots

_WIDTH = 2.5  # of panels in u, at most
_GROWTH = 8.0  # log of the largest growth of dt/du across a first panel
_LONGEST = 1e110  # as for one network: scenarios end at 1e100


def times_to(networks: Networks, ends: Ends, level: Array) -> Array:
    """When the losses have fallen to `level`, shape (p,); NaN where they never do."""
    with np.errstate(all="ignore"):
        loss = networks.gap**2
        there = ends.settled | (loss <= level)
        never = ends.still | (ends.to_saddle & (networks.target**2 >= level)) | ~(level > 0.0)
        times = np.where(there, 0.0, np.nan)
        under_way = ~(there | never)
        if not under_way.any():
            return times
        part, limit, final = networks.part(under_way), ends.limit[under_way], ends.final[under_way]
        gap = np.sqrt(level[under_way])
        if part.depth == 1:  # an exponential
            found = 0.5 * np.log(np.abs(part.gap) / gap)
        else:
            found = np.empty(part.count)
            to_target = ends.to_target[under_way]
            chosen = np.flatnonzero(to_target)
            if chosen.size:
                some = part.part(chosen)
                found[chosen] = _to_target(some, limit[chosen], final[chosen], gap[chosen])
            chosen = np.flatnonzero(~to_target)
            if chosen.size:
                found[chosen] = _to_zero(part.part(chosen), gap[chosen])
        times[under_way] = np.where(found <= _LONGEST, found, np.nan)
        return times


def _to_target(networks: Networks, limit: Array, tau: Array, last_gap: Array) -> Array:
    others, begin, aim = networks.others, networks.begin, np.abs(networks.target)
    near = Near(others, aim, limit, tau)
    gap = networks.side * networks.gap
    ahead = np.sign(gap)
    product = aim - ahead * last_gap
    end = np.sign(product) * np.exp(0.5 * log_roots(others, np.abs(product)))
    first, last = near.distances(begin, gap), near.distances(end, ahead * last_gap)

    turn = NEAR * limit
    times = np.zeros(networks.count)
    rows = np.flatnonzero(np.abs(first) > turn)
    if rows.size:
        far = Far.towards(others, aim, limit, ahead > 0.0)
        stop = limit - ahead * np.maximum(turn, np.abs(last))
        times += _between(far, rows, far.coordinate(begin), far.coordinate(stop))
    rows = np.flatnonzero(np.abs(last) < turn)
    if rows.size:
        begins = ahead * np.minimum(turn, np.abs(first))
        times += _near(near, rows, begins[rows], last[rows])
    return times


def _to_zero(networks: Networks, gap: Array) -> Array:
    """The target is 0, or tied weights of the wrong sign end at the saddle: |p| only falls."""
    aim, begin = np.abs(networks.target), networks.begin
    far = Far.towards_zero(networks.others, aim, begin)
    last = 0.5 * log_roots(networks.others, gap - aim)
    return _between(far, np.arange(aim.size), far.coordinate(begin), last)


def _between(far: Far, rows: Rows, u: Array, v: Array) -> Array:
    """Time between two coordinates, of some networks."""
    panels = far.panels(rows, u[rows], v[rows], width=_WIDTH, growth=_GROWTH)
    return np.abs(integrals(far.density, panels, np.zeros(u.size)))


def _near(near: Near, rows: Rows, first: Array, last: Array) -> Array:
    """Time between two distances on one side of the targets, of some networks."""
    found = np.zeros(near.aim.size)
    found[rows] = 0.5 * np.log(first / last) / near.tau[rows]
    panels = even_panels(rows, last, first, np.ones(rows.size, dtype=np.intp))
    return found + integrals(near.density, panels, found)
