"""The flows of many networks at times that all share."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays import EPS, Array
from core.atlas.scalar.ends import Ends
from core.atlas.scalar.networks import Networks
from core.atlas.scalar.paths import NEAR, Far, Near
from core.atlas.scalar.pieces import Pieces, near_pieces, pieces_of, polynomials
from core.atlas.scalar.quadrature import Rows

_WIDTH = 0.7  # of panels in u
_GROWTH = 2.0  # log of the largest growth of dt/du across a first panel
_NEARER = 6  # halvings of the distance from which one piece holds the rest of a flow
_LONGEST = math.log(1e110)  # of a time


@dataclass(frozen=True, eq=False)
class States:
    """Flows at T times, in the sign in which targets are positive.

    Attributes
    ----------
    smallest_weight, gap : ndarray, shape (p, T)
        p and y - w.
    """

    smallest_weight: Array
    gap: Array


def states_at(networks: Networks, ends: Ends, times: Array) -> States:
    """The flows at `times`, shape (T,), not decreasing, from 0."""
    shape = (networks.count, times.size)
    gap = networks.side * networks.gap
    p = np.repeat(networks.begin[:, None], times.size, axis=1)
    gaps = np.repeat(gap[:, None], times.size, axis=1)
    if times.size and networks.count:
        with np.errstate(all="ignore"):
            for which, states in (
                (ends.to_target, _to_target),
                (ends.to_zero | ends.to_saddle, _to_zero),
            ):
                rows = np.flatnonzero(which)
                if rows.size:
                    found = states(networks.part(rows), ends.part(rows), times)
                    p[rows] = found.smallest_weight
                    gaps[rows] = found.gap
            begin = int(times.searchsorted(0.0, side="right"))
            p[:, :begin], gaps[:, :begin] = networks.begin[:, None], gap[:, None]
    return States(p.reshape(shape), gaps.reshape(shape))


def _to_target(networks: Networks, ends: Ends, times: Array) -> States:
    aim, limit, tau = np.abs(networks.target), ends.limit, ends.final
    others, begin = networks.others, networks.begin
    gap = networks.side * networks.gap
    if networks.depth == 1:  # an exponential
        left = np.exp(-2.0 * times)
        return States(limit[:, None] - gap[:, None] * left, gap[:, None] * left)
    near = Near(others, aim, limit, tau)
    first, ahead = near.distances(begin, gap), np.sign(gap)
    turn, powers = _turns(near, ahead * np.minimum(np.abs(first), NEAR * limit))

    far = Far.towards(others, aim, limit, ahead > 0.0)
    rows = np.flatnonzero(np.abs(turn) < np.abs(first))
    pieces = _pieces(far, rows, far.coordinate(begin), far.coordinate(limit - turn))
    spread = _spread(pieces, networks.count, times)
    p, gaps = _in_pieces(far, pieces, spread, times)
    owner, columns, places = spread.after
    z = np.exp(-2.0 * tau[owner] * (times[columns] - spread.leaves[owner]))
    distance = turn[owner] * z * polynomials(powers, owner, 2.0 * z - 1.0)
    p[places] = limit[owner] - distance
    gaps[places] = near.gap_and_rest(owner, distance)[0]
    return States(p.reshape(-1, times.size), gaps.reshape(-1, times.size))


def _turns(near: Near, distance: Array) -> tuple[Array, Array]:
    """From which distance on one piece holds the rest, and that piece."""
    powers, rest = near_pieces(near, distance)
    for _ in range(_NEARER):
        rough = ~(rest <= 1.0)
        if not rough.any():
            break
        distance = np.where(rough, 0.5 * distance, distance)
        powers[:, rough], rest[rough] = near_pieces(near.part(rough), distance[rough])
    return distance, powers


def _to_zero(networks: Networks, ends: Ends, times: Array) -> States:
    """Down to p = 0, exponentially or as a power law: `core.scalar.flow.one_variable`."""
    aim, begin, others = np.abs(networks.target), networks.begin, networks.others
    positive = others > 0.0
    log_root = 0.5 * np.log(np.where(positive, others, 1.0)).sum(axis=0)
    least = np.where(positive, others, np.inf).min(axis=0, initial=np.inf)
    log_tail = 0.5 * np.log(EPS * least / 8)
    ties = networks.ties
    growth = np.where(ends.to_zero, 2 * ties - 2, ties - 2).astype(float)
    log_aim = np.log(np.where(ends.to_zero, 1.0, aim))
    log_rate = math.log(2.0) + np.where(ends.to_zero, 2.0 * log_root, log_aim + log_root)
    to_saddle = (math.log(EPS / 8) + log_aim - log_root) / ties
    log_tail = np.where(ends.to_zero, log_tail, np.minimum(log_tail, to_saddle))
    first = np.log(np.abs(begin))
    # Where dt/du grows like exp(-growth u): stop before times leave float64.
    late = np.where(growth > 0.0, -(_LONGEST + log_rate) / np.maximum(growth, 1.0), -np.inf)
    tail = np.minimum(first, np.maximum(log_tail, late))

    far = Far.towards_zero(others, aim, begin)
    pieces = _pieces(far, np.flatnonzero(tail < first), first, tail)
    spread = _spread(pieces, networks.count, times)
    p, gaps = _in_pieces(far, pieces, spread, times)
    owner, columns, places = spread.after
    elapsed = (times[columns] - spread.leaves[owner]) * np.exp(log_rate + growth * tail)[owner]
    power = growth[owner]
    slowing = np.log1p(power * elapsed) / np.where(power > 0.0, power, 1.0)
    u = tail[owner] - np.where(power > 0.0, slowing, elapsed)
    p[places], rest = far.state(owner, u)
    gaps[places] = aim[owner] - p[places] * rest
    return States(p.reshape(-1, times.size), gaps.reshape(-1, times.size))


def _pieces(far: Far, rows: Rows, u: Array, v: Array) -> Pieces:
    return pieces_of(far, far.panels(rows, u[rows], v[rows], width=_WIDTH, growth=_GROWTH))


@dataclass(frozen=True, eq=False)
class _Spread:
    """Which times are in which pieces.

    Attributes
    ----------
    leaves : ndarray, shape (p,)
        When a flow leaves its last piece.
    inside : ndarray of int, shape (pieces,)
        Times in a piece.
    held : ndarray of int, shape (p,)
        Times in pieces of a flow: its first ones.
    total : int
        T.
    """

    leaves: Array
    inside: NDArray[np.intp]
    held: NDArray[np.intp]
    total: int

    @property
    def after(self) -> tuple[Rows, Rows, Rows]:
        """Owner, column, and place in a flat table, of all times that are in no piece."""
        counts = self.total - self.held
        owner = np.repeat(np.arange(counts.size), counts)
        columns = _counted(counts) + self.held[owner]
        return owner, columns, owner * self.total + columns


def _spread(pieces: Pieces, count: int, times: Array) -> _Spread:
    end = pieces.begin + pieces.length
    same = pieces.owner[1:] == pieces.owner[:-1]
    last = np.append(~same, True)[: end.size]
    leaves, held = np.zeros(count), np.zeros(count, dtype=np.intp)
    until = times.searchsorted(end)
    inside = until.copy()
    inside[1:][same] -= until[:-1][same]
    leaves[pieces.owner[last]], held[pieces.owner[last]] = end[last], until[last]
    return _Spread(leaves, inside, held, times.size)


def _in_pieces(far: Far, pieces: Pieces, spread: _Spread, times: Array) -> tuple[Array, Array]:
    """Flat tables of p and y - w, with the states at those times that are in pieces."""
    p, gaps = np.empty((2, spread.held.size * spread.total))
    which = np.repeat(np.arange(pieces.owner.size), spread.inside)
    owner, columns = pieces.owner[which], _counted(spread.held)
    s = 2.0 * (times[columns] - pieces.begin[which]) / pieces.length[which] - 1.0
    places = owner * spread.total + columns
    p[places], rest = far.state(owner, polynomials(pieces.powers, which, s))
    gaps[places] = far.aim[owner] - p[places] * rest
    return p, gaps


def _counted(counts: NDArray[np.intp]) -> Rows:
    """0, 1, ... for each count."""
    first = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) - np.repeat(first, counts)
