"""The paths of many networks towards their ends, in coordinates that suit their integrals.

With p the smallest weight and R the product of the others' sizes, w = p R and
t = integral of dp / (2 |y - w| R). Two stretches:

- far from the target, in u with p = b sinh u, or p = +-exp u where b = 0: dt/du is smooth over
  widths of one, whatever the scales;
- near it, in the distance d = limit - p. There 1/(2 (y - w) R) = 1/(2 tau d) + h(d) with tau that
  of the limit and h smooth through d = 0: the first part is a logarithm, the second needs few
  points however far down the flow goes.

The gap y - w near the target is formed as in `core.scalar.flow.path`, without cancellation.

Source: docs/mathematics.md, section 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.arrays import EPS, Array
from core.atlas.scalar.quadrature import Panels, Rows, even_panels, graded_panels
from core.atlas.scalar.rows import product, total

#: Of the limit's p: nearer than this, a path is near its target.
NEAR = 0.5
_CLOSE = 0.1  # nearer than this, the distance of a start is found from its gap
_LATE = 1e-3  # nearer than this, the distance of a gap is first guessed to leading order
_ROUNDS = 30
_TINY = 1e-280  # a product of squares below it, or above its inverse, may have lost digits


@dataclass(frozen=True, eq=False)
class Far:
    """Where no part of the path comes near the target.

    Attributes
    ----------
    others : ndarray, shape (L - 1, p)
    aim : ndarray, shape (p,)
        y >= 0.
    bend : ndarray, shape (p,)
        b.
    sign : ndarray, shape (p,)
        Of p where b = 0.
    forward : ndarray, shape (p,)
        1 where u increases in time, -1 where it decreases.
    """

    others: Array
    aim: Array
    bend: Array
    sign: Array
    forward: Array

    @classmethod
    def towards(cls, others: Array, aim: Array, limit: Array, up: NDArray[np.bool_]) -> Far:
        """On paths to a target, from below it or, where not `up`, from above."""
        # From above p stays away from 0, and so does its logarithm from where dt/du is singular.
        bend = np.where(up, np.minimum(np.sqrt(others.min(axis=0)), NEAR * limit), 0.0)
        return cls(others, aim, bend, np.ones_like(aim), np.where(up, 1.0, -1.0))

    @classmethod
    def towards_zero(cls, others: Array, aim: Array, begin: Array) -> Far:
        """On paths on which |p| only falls, from p = `begin`."""
        one = np.ones_like(aim)
        return cls(others, aim, np.zeros_like(aim), np.sign(begin), -one)

    def coordinate(self, p: Array) -> Array:
        """u of one p for every network."""
        safe = np.where(self.bend > 0.0, self.bend, 1.0)
        return np.where(self.bend > 0.0, np.arcsinh(p / safe), np.log(np.abs(p)))

    def panels(
        self,
        rows: Rows,
        u: Array,
        v: Array,
        *,
        width: float,
        growth: float,
        pole: Array | None = None,
    ) -> Panels:
        """Panels from u to v of some networks.

        Parameters
        ----------
        rows : ndarray of int, shape (n,)
        u, v : ndarray, shape (n,)
        width : float
            At most.
        growth : float
            Log of the largest growth of dt/du across a panel.
        pole : ndarray, shape (n,), optional
            Beyond v; panels are the narrower the nearer they are to it.
        """
        squares = np.maximum(*(self._p_and_speed(rows, end)[0] ** 2 for end in (u, v)))
        # The power of p that w behaves like; dt/du grows at most like w, or like its square.
        power = 1.0 + total(squares / (squares + self.others[:, rows]))
        power = np.where(self.forward[rows] > 0.0, power, 2.0 * power)
        wide = np.minimum(width, growth / power)
        if pole is not None:
            return graded_panels(rows, u, v, pole, wide)
        count = np.maximum(np.ceil(np.abs(v - u) / wide), 1.0).astype(np.intp)
        return even_panels(rows, u, v, count)

    def state(self, owner: Rows, u: Array) -> tuple[Array, Array]:
        """p and R, of shape (..., n), at u of shape (..., n) for n owners."""
        p = self._p_and_speed(owner, u)[0]
        return p, _rest(self.others[:, owner], p)

    def density(self, owner: Rows, u: Array) -> Array:
        """|dt/du|, of the same shape."""
        p, speed = self._p_and_speed(owner, u)
        rest = _rest(self.others[:, owner], p)
        aim = self.aim[owner]
        # If y = 0 the gap is p R, and p over it is 1/R, which does not underflow.
        share = np.where(aim > 0.0, speed / np.abs(aim - p * rest), 1.0 / rest)
        return 0.5 * share / rest

    def _p_and_speed(self, owner: Rows, u: Array) -> tuple[Array, Array]:
        """p and |dp/du|."""
        bend, sign = self.bend[owner], self.sign[owner]
        straight = bend == 0.0
        if straight.all():
            speed = np.exp(u)
            return sign * speed, speed
        # sinh |u| is 1/2 (e + e / (1 + e)), and keeps its digits where p crosses 0.
        e = np.expm1(np.abs(u))
        part = e / (1.0 + e)
        p = np.copysign(0.5 * bend * (e + part), u)
        speed = 0.5 * bend * (e - part) + bend
        if straight.any():
            speed[..., straight] = np.exp(u[..., straight])
            p[..., straight] = sign[straight] * speed[..., straight]
        return p, speed


@dataclass(frozen=True, eq=False)
class Near:
    """Around the targets.

    Attributes
    ----------
    others : ndarray, shape (L - 1, p)
    aim, limit, tau : ndarray, shape (p,)
        y > 0, p and tau at the limit.
    """

    others: Array
    aim: Array
    limit: Array
    tau: Array

    @cached_property
    def squares(self) -> Array:
        """w_i^2 at the limit, shape (L - 1, p)."""
        return np.asarray(self.limit * self.limit + self.others)

    @cached_property
    def inverses(self) -> Array:
        """One over each of them."""
        return np.asarray(1.0 / self.squares)

    @cached_property
    def rest(self) -> Array:
        """R at the limit."""
        return np.asarray(np.sqrt(product(self.squares)))

    def gap_and_rest(self, owner: Rows, distance: Array) -> tuple[Array, Array]:
        """y - w and R at distances of shape (..., n) for n owners."""
        limit = self.limit[owner]
        lever = 2.0 * limit - distance
        lever *= distance
        excess = lever / (limit * limit)
        ratio = np.ones_like(distance)
        for inverse in self.inverses[:, owner]:
            a = lever * inverse
            more = 1.0 - excess
            more *= a
            excess += more
            np.subtract(1.0, a, out=a)
            ratio *= a
        root = np.sqrt(ratio)
        excess *= self.aim[owner]
        excess /= 1.0 + (1.0 - distance / limit) * root
        return excess, self.rest[owner] * root

    def density(self, owner: Rows, distance: Array) -> Array:
        """h, of the same shape as the distances."""
        gap, rest = self.gap_and_rest(owner, distance)
        return 0.5 * (1.0 / (gap * rest) - 1.0 / (self.tau[owner] * distance))

    def part(self, which: NDArray[np.bool_]) -> Near:
        """Some of them."""
        return Near(self.others[:, which], self.aim[which], self.limit[which], self.tau[which])

    def distances(self, p: Array, gap: Array) -> Array:
        """limit - p, shape (p,), with all its digits however near the target: from y - w there."""
        distance: Array = self.limit - p
        close = np.abs(distance) < _CLOSE * self.limit
        if close.any():
            leading = gap * self.limit
            leading /= self.aim * (1.0 + total(self.limit**2 / self.squares))
            late = np.abs(distance) < _LATE * self.limit
            guess = np.where(late, leading, distance)
            distance[close] = self.part(close)._distances(gap[close], guess[close])
        return distance

    def _distances(self, gap: Array, guess: Array) -> Array:
        """Where the gap is `gap`, by Newton's method; each network stops by its own rule."""
        owner = np.arange(gap.size)
        distance, found = guess, guess.copy()
        for _ in range(_ROUNDS):
            wanted = gap[owner]
            value, _ = self.gap_and_rest(owner, distance)
            p = self.limit[owner] - distance
            others = self.others[:, owner]
            slope = (self.aim[owner] - value) * (1.0 / p + total(p / (p * p + others)))
            step = (value - wanted) / slope
            distance = distance - step
            found[owner] = distance
            under_way = np.abs(step) > 4 * EPS * np.abs(distance)
            if not under_way.any():
                break
            owner, distance = owner[under_way], distance[under_way]
        return found


def _rest(others: Array, p: Array) -> Array:
    """prod_i sqrt(p^2 + c_i), a root at a time where squares would underflow or overflow."""
    squares = p * p
    squared = np.ones_like(p)
    for c in others:
        squared *= squares + c
    rest = np.sqrt(squared)
    far = ~((squared > _TINY) & (squared < 1.0 / _TINY))
    if far.any():
        rest[far] = 1.0
        for c in np.sqrt(others):
            rest[far] *= np.hypot(p[far], np.broadcast_to(c, p.shape)[far])
    return rest
