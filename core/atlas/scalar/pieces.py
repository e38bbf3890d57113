"""Flows as polynomials in time, a piece at a time, for many networks.

On a panel of the path's coordinate u, time is the integral of a polynomial through Gauss-Legendre
points; its inverse is found at such points of time, and u(t) is the polynomial through those.
Near a target, with z = exp(-2 tau t), the distance is z times a function of z that is smooth down
to z = 0: one piece holds all times that are left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import legendre

from core.arrays import Array
from core.atlas.scalar.paths import Far, Near
from core.atlas.scalar.quadrature import NODES, POINTS, WEIGHTS, Panels, Rows

_RESOLVED = 1e-11  # last two Legendre coefficients, beside what is of size 1
_STEPS = 6  # of Newton's method, from anywhere in a panel over which dt/du is e^2 or so
_LAST_STEP = 1e-9
_HALVINGS = 30

_TO_LEGENDRE = (legendre.legvander(NODES, POINTS - 1) * WEIGHTS[:, None]).T * (
    np.arange(POINTS) + 0.5
)[:, None]


def _to_powers(series: Array) -> Array:
    """What makes powers, lowest first, of Legendre coefficients; the series are in the rows."""
    columns = np.zeros((POINTS + 1, len(series)))
    for column, one in enumerate(series):
        powers = legendre.leg2poly(one)
        columns[: powers.size, column] = powers
    return columns


_TO_POWERS = _to_powers(np.eye(POINTS))[:POINTS]
_TO_INTEGRAL = _to_powers(np.asarray(legendre.legint(np.eye(POINTS), lbnd=-1, axis=1)))


@dataclass(frozen=True, eq=False)
class Pieces:
    """u as polynomials in time.

    Attributes
    ----------
    owner : ndarray of int, shape (n,)
        Not decreasing; the pieces of one are in the order of time.
    begin, length : ndarray, shape (n,)
        In time, from the start of the flow.
    powers : ndarray, shape (16, n)
        Of u in s = 2 (t - begin) / length - 1, lowest first.
    """

    owner: Rows
    begin: Array
    length: Array
    powers: Array


def pieces_of(far: Far, panels: Panels) -> Pieces:
    """All pieces of the paths over these panels, in which u need not increase."""
    owners, places, lengths, powers = [], [], [], []
    for halving in range(_HALVINGS + 1):
        if not panels.owner.size:
            break
        density = _map(_TO_LEGENDRE, far.density(panels.owner, panels.points))
        mean = density[0]
        shape = density / mean
        inverse, last_step = _inverse(shape)
        fit = _map(_TO_LEGENDRE, inverse)
        rough = np.maximum(np.abs(shape[-2:]).max(axis=0), np.abs(fit[-2:]).max(axis=0))
        done = ((rough <= _RESOLVED) & (last_step <= _LAST_STEP)) | (halving == _HALVINGS)
        good, half = panels.part(done), panels.half[done]
        u = half * _map(_TO_POWERS, fit[:, done])
        u[0] += good.left + half
        owners.append(good.owner)
        places.append(good.left)
        lengths.append(2.0 * np.abs(half) * mean[done])
        powers.append(u)
        panels = panels.part(~done).halved()
    if not owners:
        nothing = np.zeros(0)
        return Pieces(np.zeros(0, dtype=np.intp), nothing, nothing, np.zeros((POINTS, 0)))
    owner, place = np.concatenate(owners), np.concatenate(places)
    ahead = place * far.forward[owner]
    order = np.lexsort((ahead, owner))
    owner, length = owner[order], np.concatenate(lengths)[order]
    return Pieces(owner, _starts(owner, length), length, np.concatenate(powers, axis=1)[:, order])


def near_pieces(near: Near, distance: Array) -> tuple[Array, Array]:
    """The distance over z and over its start, as powers of 2 z - 1, and how well it is resolved.

    Parameters
    ----------
    near : Near
    distance : ndarray, shape (p,)
        Where the pieces begin; z is 1 there.

    Returns
    -------
    powers : ndarray, shape (16, p)
    rest : ndarray, shape (p,)
    """
    owner = np.arange(distance.size)
    panels = Panels(owner, np.zeros_like(distance), 0.5 * distance)
    # phi = 2 tau times the integral of h from a distance up to the first.
    slope = distance * near.tau * _map(_TO_LEGENDRE, near.density(owner, panels.points))
    below = _map(_TO_INTEGRAL, slope)
    whole = below.sum(axis=0)
    rate = _map(_TO_POWERS, slope)
    z = 0.5 * (NODES[:, None] + 1.0)
    phi = whole * (1.0 - z)
    for _ in range(_STEPS):
        part = z * np.exp(phi)
        s = 2.0 * part - 1.0
        step = (phi - (whole - _value(below, s))) / (1.0 + 2.0 * part * _value(rate, s))
        phi = phi - step
    fit = _map(_TO_LEGENDRE, np.exp(phi))
    rest = np.maximum(np.abs(slope[-2:]).max(axis=0), np.abs(fit[-2:]).max(axis=0))
    rest = np.where(np.abs(step).max(axis=0) <= _LAST_STEP, rest, np.inf)
    return _map(_TO_POWERS, fit), rest / _RESOLVED


def polynomials(powers: Array, which: Rows, s: Array) -> Array:
    """The polynomials `which`, one for each s."""
    value: Array = powers[-1].take(which)
    for power in powers[-2::-1]:
        value *= s
        value += power.take(which)
    return value


def _inverse(shape: Array) -> tuple[Array, Array]:
    """s at Gauss-Legendre points of time for densities of mean 1, and the last step's size."""
    since = 0.5 * _map(_TO_INTEGRAL, shape)
    rate = 0.5 * _map(_TO_POWERS, shape)
    wanted = 0.5 * (NODES[:, None] + 1.0)
    s = np.repeat(NODES[:, None], shape.shape[1], axis=1)
    for _ in range(_STEPS):
        step = (_value(since, s) - wanted) / _value(rate, s)
        s = np.clip(s - step, -1.0, 1.0)
    return s, np.abs(step).max(axis=0)


def _value(powers: Array, s: Array) -> Array:
    value = np.broadcast_to(powers[-1], s.shape).copy()
    for power in powers[-2::-1]:
        value *= s
        value += power
    return value


def _map(matrix: Array, values: Array) -> Array:
    """matrix @ values, column by column in one order: blocked products are not."""
    found = matrix[:, :1] * values[0]
    for column, row in zip(matrix.T[1:], values[1:], strict=True):
        found += column[:, None] * row
    return np.asarray(found)


def _starts(owner: Rows, length: Array) -> Array:
    """The sum of the lengths before, of the same owner: each owner's own sum."""
    first = np.searchsorted(owner, owner)
    rank = np.arange(owner.size) - first
    begin = np.zeros_like(length)
    for place in range(1, int(rank.max(initial=0)) + 1):
        here = np.flatnonzero(rank == place)
        begin[here] = begin[here - 1] + length[here - 1]
    return begin
