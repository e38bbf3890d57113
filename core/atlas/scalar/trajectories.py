"""The flows of many networks at times that all share."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays import EPS, Array
from core.atlas.scalar.ends import Ends
from core.atlas.scalar.networks import Networks
from core.atlas.scalar.paths import Far, Near
from core.atlas.scalar.pieces import NearPieces, Pieces, near_pieces, pieces_of, polynomials
from core.atlas.scalar.quadrature import Rows
from core.atlas.scalar.rows import total

_WIDTH = 0.7  # of panels in u
_GROWTH = 2.0  # log of the largest growth of dt/du across a first panel
_NEAR = 0.9  # of the limit over the depth: from here on one piece holds the rest of a flow
_NEARER = 8  # halvings of that, where it does not
_LONGEST = math.log(1e110)  # of a time
_AT_ONCE = 8192  # states: their tables stay in the processor's caches


def gaps_at(networks: Networks, ends: Ends, times: Array) -> Array:
    """y - w of the flows at `times`, but for its sign.

    Parameters
    ----------
    networks : Networks
        p of them.
    ends : Ends
    times : ndarray, shape (T,)
        Not decreasing, from 0.

    Returns
    -------
    ndarray, shape (T, p)
    """
    gap = networks.side * networks.gap
    gaps = np.repeat(gap[None], times.size, axis=0)
    with np.errstate(all="ignore"):
        for which, found in (
            (ends.to_target, _to_target),
            (ends.to_zero | ends.to_saddle, _to_zero),
        ):
            if which.all():
                gaps = found(networks, ends, times)
            elif which.any():
                gaps[:, which] = found(networks.part(which), ends.part(which), times)
    gaps[: int(times.searchsorted(0.0, side="right"))] = gap
    return gaps


def _to_target(networks: Networks, ends: Ends, times: Array) -> Array:
    aim, limit = np.abs(networks.target), ends.limit
    others, begin = networks.others, networks.begin
    gap = networks.side * networks.gap
    if networks.depth == 1:  # an exponential
        return gap * np.exp(-2.0 * times)[:, None]
    near = Near(others, aim, limit, ends.final)
    first, ahead = near.distances(begin, gap), np.sign(gap)
    last = _last_pieces(near, ahead * np.minimum(np.abs(first), _NEAR / networks.depth * limit))

    far = Far.towards(others, aim, limit, ahead > 0.0)
    rows = np.flatnonzero(np.abs(last.distance) < np.abs(first))
    u, v, pole = (far.coordinate(p)[rows] for p in (begin, limit - last.distance, limit))
    panels = far.panels(rows, u, v, width=_WIDTH, growth=_GROWTH, pole=pole)
    pieces = pieces_of(far, panels)
    spread = _spread(pieces, networks.count, times)

    gaps = np.empty((times.size, networks.count))
    owner, size = np.arange(networks.count), max(1, _AT_ONCE // networks.count)
    for row in range(0, times.size, size):
        some = slice(row, row + size)
        elapsed = np.maximum(times[some, None] - spread.leaves, 0.0)
        z = np.exp(-2.0 * near.tau * elapsed)
        gaps[some] = near.gap_and_rest(owner, last.distances(z))[0]
    _write_pieces(gaps, far, pieces, spread, times)
    return gaps


def _last_pieces(near: Near, distance: Array) -> NearPieces:
    """From these distances on, or from the half, the fourth, ... where that is not resolved."""
    pieces = near_pieces(near, distance)
    for _ in range(_NEARER):
        rough = ~(pieces.rest <= 1.0)
        if not rough.any():
            break
        closer = near_pieces(near.part(rough), 0.5 * pieces.distance[rough])
        pieces = pieces.replaced(rough, closer)
    return pieces


def _to_zero(networks: Networks, ends: Ends, times: Array) -> Array:
    """Down to p = 0, exponentially or as a power law: `core.scalar.flow.one_variable`."""
    aim, begin, others = np.abs(networks.target), networks.begin, networks.others
    positive = others > 0.0
    log_root = 0.5 * total(np.log(np.where(positive, others, 1.0)))
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
    rows = np.flatnonzero(tail < first)
    pieces = pieces_of(far, far.panels(rows, first[rows], tail[rows], width=_WIDTH, growth=_GROWTH))
    spread = _spread(pieces, networks.count, times)
    elapsed = np.maximum(times[:, None] - spread.leaves, 0.0) * np.exp(log_rate + growth * tail)
    slowing = np.log1p(growth * elapsed) / np.maximum(growth, 1.0)
    u = tail - np.where(growth > 0.0, slowing, elapsed)
    p, rest = far.state(np.arange(networks.count), u)
    gaps: Array = aim - p * rest
    _write_pieces(gaps, far, pieces, spread, times)
    return gaps


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
    """

    leaves: Array
    inside: NDArray[np.intp]
    held: NDArray[np.intp]


def _spread(pieces: Pieces, count: int, times: Array) -> _Spread:
    end = pieces.begin + pieces.length
    same = pieces.owner[1:] == pieces.owner[:-1]
    last = np.append(~same, True)[: end.size]
    leaves, held = np.zeros(count), np.zeros(count, dtype=np.intp)
    until = times.searchsorted(end)
    inside = until.copy()
    inside[1:][same] -= until[:-1][same]
    leaves[pieces.owner[last]], held[pieces.owner[last]] = end[last], until[last]
    return _Spread(leaves, inside, held)


def _write_pieces(gaps: Array, far: Far, pieces: Pieces, spread: _Spread, times: Array) -> None:
    """Put the gaps in their places at those times that are in pieces."""
    which = np.repeat(np.arange(pieces.owner.size), spread.inside)
    owner, rows = pieces.owner[which], _counted(spread.held)
    s = 2.0 * (times[rows] - pieces.begin[which]) / pieces.length[which] - 1.0
    p, rest = far.state(owner, polynomials(pieces.powers, which, s))
    gaps[rows, owner] = far.aim[owner] - p * rest


def _counted(counts: NDArray[np.intp]) -> Rows:
    """0, 1, ... for each count."""
    first = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) - np.repeat(first, counts)
