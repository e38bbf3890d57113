"""Flows as polynomials in time, a piece at a time, for many networks.

On a panel of the path's coordinate u, time is the integral of a polynomial through Gauss-Legendre
points; its inverse is found at such points of time, and u(t) is the polynomial through those.
Near a target, with z = exp(-2 tau t), the distance is z times a function of z that is smooth down
to z = 0: one piece holds all times that are left.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray

from core.arrays import Array
from core.atlas.scalar.paths import Far, Near
from core.atlas.scalar.quadrature import NODES, POINTS, WEIGHTS, Panels, Rows
from core.atlas.scalar.rows import total

_RESOLVED = 1e-9  # last two Legendre coefficients, beside what is of size 1
# Newton's method begins in half the digits, and leaves the square of its last step.
_ROUGH, _ONE = np.float32, np.float32(1.0)
_ROUGH_STEPS = 3
_LAST_STEP = 2e-6
_TOGETHER = 128  # columns of a product: so few that no threads are started
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


@dataclass(frozen=True, eq=False)
class NearPieces:
    """The rest of the flows: with z = exp(-2 tau (t - begin)), all times from z = 1 down to 0.

    A flow that is nearly logistic, w = y / (1 + C z), is one in x = z (1 + C) / (1 + C z) too, but
    for 1 + C z = 0: the distance over z is a polynomial in x where it is none in z.

    Attributes
    ----------
    distance : ndarray, shape (p,)
        At z = 1.
    bend : ndarray, shape (p,)
        C.
    powers : ndarray, shape (16, p)
        Of the distance over z and over `distance`, in 2 x - 1, lowest first.
    rest : ndarray, shape (p,)
        What it is not resolved by, in units of what it may be.
    """

    distance: Array
    bend: Array
    powers: Array
    rest: Array

    def distances(self, z: Array) -> Array:
        """At z of shape (..., p)."""
        s = z * (2.0 + 2.0 * self.bend) / (1.0 + self.bend * z) - 1.0
        return np.asarray(self.distance * z * _value(self.powers, s))

    def replaced(self, which: NDArray[np.bool_], by: NearPieces) -> NearPieces:
        """With others in the place of some."""
        old = [getattr(self, field.name).copy() for field in fields(self)]
        for array, field in zip(old, fields(self), strict=True):
            array[..., which] = getattr(by, field.name)
        return NearPieces(*old)


def near_pieces(near: Near, distance: Array) -> NearPieces:
    """The rest of the flows from these distances, shape (p,), on."""
    owner = np.arange(distance.size)
    panels = Panels(owner, np.zeros_like(distance), 0.5 * distance)
    # phi = 2 tau times the integral of h from a distance up to the first.
    slope = distance * near.tau * _map(_TO_LEGENDRE, near.density(owner, panels.points))
    below = _map(_TO_INTEGRAL, slope)
    whole = total(below)
    rate = _map(_TO_POWERS, slope)
    gap = near.gap_and_rest(owner, distance)[0]
    bend = gap / (near.aim - gap)
    x = 0.5 * (NODES[:, None] + 1.0)
    z = x / (1.0 + bend * (1.0 - x))

    def step(phi: Any, z: Any, whole: Any, below: Any, rate: Any) -> Any:
        part = z * np.exp(phi)
        s = part + part - _ONE
        return (phi - whole + _value(below, s)) / (_ONE + (part + part) * _value(rate, s))

    rough = [a.astype(_ROUGH) for a in (z, whole, below, rate)]
    phi = (whole * (1.0 - z)).astype(_ROUGH)
    for _ in range(_ROUGH_STEPS):
        phi -= step(phi, *rough)
    phi = phi.astype(float)
    last = step(phi, z, whole, below, rate)
    fit = _map(_TO_LEGENDRE, np.exp(phi - last))
    rest = np.maximum(np.abs(slope[-2:]).max(axis=0), np.abs(fit[-2:]).max(axis=0)) / _RESOLVED
    rest = np.where(np.abs(last).max(axis=0) <= _LAST_STEP, rest, np.inf)
    return NearPieces(distance, bend, _map(_TO_POWERS, fit), rest)


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
    s = np.repeat(NODES[:, None].astype(_ROUGH), shape.shape[1], axis=1)
    rough_since, rough_rate, rough_wanted = (a.astype(_ROUGH) for a in (since, rate, wanted))
    for _ in range(_ROUGH_STEPS):
        s -= (_value(rough_since, s) - rough_wanted) / _value(rough_rate, s)
        np.minimum(s, _ONE, out=s)
        np.maximum(s, -_ONE, out=s)
    fine = s.astype(float)
    step = (_value(since, fine) - wanted) / _value(rough_rate, s)
    return fine - step, np.abs(step).max(axis=0)


def _value(powers: Any, s: Any) -> Any:
    value = powers[-1] * s
    value += powers[-2]
    for power in powers[-3::-1]:
        value *= s
        value += power
    return value


def _map(matrix: Array, values: Array) -> Array:
    """matrix @ values, in products of one shape: each column has the digits that it has alone.

    The order in which a product is summed hangs on its shape, and on the processor.
    """
    count = values.shape[1]
    found = np.empty((len(matrix), count))
    whole = count - count % _TOGETHER
    for begin in range(0, whole, _TOGETHER):
        part = slice(begin, begin + _TOGETHER)
        found[:, part] = matrix @ values[:, part]
    if whole < count:
        rest = np.zeros((len(values), _TOGETHER))
        rest[:, : count - whole] = values[:, whole:]
        found[:, whole:] = (matrix @ rest)[:, : count - whole]
    return found


def _starts(owner: Rows, length: Array) -> Array:
    """The sum of the lengths before, of the same owner: each owner's own sum."""
    first = np.searchsorted(owner, owner)
    rank = np.arange(owner.size) - first
    begin = np.zeros_like(length)
    for place in range(1, int(rank.max(initial=0)) + 1):
        here = np.flatnonzero(rank == place)
        begin[here] = begin[here - 1] + length[here - 1]
    return begin
