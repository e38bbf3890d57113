"""When the losses of many networks have fallen to a level: one integral each, no trajectory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.atlas.scalar.ends import Ends
from core.atlas.scalar.networks import Networks
from core.atlas.scalar.paths import Far, Near
from core.atlas.scalar.quadrature import even_panels, integrals
from core.atlas.scalar.roots import log_roots

_NEAR = 0.5  # of the limit's p: nearer than this, a path is near its target
_CLOSE = 0.1  # nearer than this, the distance of the start is found from its gap
_LATE = 1e-3  # nearer than this, the distance of a level from its gap to leading order
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
    last_gap = ahead * last_gap

    # Distances of start and end, both with all their digits however near the target they are.
    first = limit - begin
    close = np.abs(first) < _CLOSE * limit
    first[close] = _distances(near, close, gap[close], first[close])
    product = aim - last_gap
    log_end = 0.5 * log_roots(others, np.abs(product))
    end = np.sign(product) * np.exp(log_end)
    last = limit - end
    late = np.abs(last) < _CLOSE * limit
    leading = last_gap * limit / (aim * (1.0 + (limit * limit / near.squares).sum(axis=0)))
    guess = np.where(np.abs(last) < _LATE * limit, leading, last)
    last[late] = _distances(near, late, last_gap[late], guess[late])

    turn = _NEAR * limit
    times = np.zeros(networks.count)
    far = np.flatnonzero(np.abs(first) > turn)
    if far.size:
        stop = limit[far] - ahead[far] * np.maximum(turn[far], np.abs(last[far]))
        times[far] = _far(others[:, far], aim[far], limit[far], begin[far], stop)
    inner = np.flatnonzero(np.abs(last) < turn)
    if inner.size:
        begins = ahead[inner] * np.minimum(turn[inner], np.abs(first[inner]))
        times[inner] += _near(near, inner, begins, last[inner])
    return times


def _distances(near: Near, which: NDArray[np.bool_], gap: Array, guess: Array) -> Array:
    return near.part(which).distances(gap, guess)


def _far(others: Array, aim: Array, limit: Array, begin: Array, stop: Array) -> Array:
    """Time from p = `begin` to `stop`, both on the same side of the target, far from it."""
    up = begin < stop
    # From above p stays away from 0, and so does its logarithm from where dt/du is singular.
    least = np.sqrt(others.min(axis=0))
    bend = np.where(up, np.minimum(least, _NEAR * limit), 0.0)
    far = Far(others, aim, bend, np.ones_like(aim))
    u, v = (far.coordinate(p, np.log(np.abs(p))) for p in (begin, stop))
    squares = np.maximum(begin * begin, stop * stop)
    power = 1.0 + (squares / (squares + others)).sum(axis=0)
    return _between(far, u, v, np.where(up, power, 2.0 * power))


def _near(near: Near, owner: NDArray[np.intp], first: Array, last: Array) -> Array:
    """Time between two distances on one side of the targets."""
    tail = 0.5 * np.log(first / last) / near.tau[owner]
    sizes = np.zeros(near.aim.size)
    sizes[owner] = tail
    panels = even_panels(owner, last, first, np.ones(owner.size, dtype=np.intp))
    return tail + integrals(near.density, panels, sizes)[owner]


def _to_zero(networks: Networks, gap: Array) -> Array:
    """The target is 0, or tied weights of the wrong sign end at the saddle: |p| only falls."""
    aim, begin = np.abs(networks.target), networks.begin
    far = Far(networks.others, aim, np.zeros_like(aim), np.sign(begin))
    last = 0.5 * log_roots(networks.others, gap - aim)
    power = 1.0 + (begin * begin / (begin * begin + networks.others)).sum(axis=0)
    return _between(far, np.log(np.abs(begin)), last, 2.0 * power)


def _between(far: Far, u: Array, v: Array, power: Array) -> Array:
    """Time between two coordinates; dt/du grows at most like exp(power u)."""
    low, high = np.minimum(u, v), np.maximum(u, v)
    width = np.minimum(_WIDTH, _GROWTH / power)
    count = np.maximum(np.ceil((high - low) / width), 1.0).astype(np.intp)
    owner = np.arange(u.size)
    panels = even_panels(owner, low, high, count)
    return integrals(far.density, panels, np.zeros(u.size))
