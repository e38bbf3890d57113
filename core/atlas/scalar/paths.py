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
from core.atlas.scalar.quadrature import Rows

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
    """

    others: Array
    aim: Array
    bend: Array
    sign: Array

    def coordinate(self, p: Array, log_size: Array) -> Array:
        """u of one p for every network; of its logarithm where b = 0."""
        safe = np.where(self.bend > 0.0, self.bend, 1.0)
        return np.where(self.bend > 0.0, np.arcsinh(p / safe), log_size)

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
        bend = self.bend[owner]
        if not bend.any():
            speed = np.exp(u)
            return self.sign[owner] * speed, speed
        rise = np.exp(np.abs(u))
        fall = 1.0 / rise
        # sinh by itself: the difference loses digits near 0, and p may cross it.
        p = np.where(bend > 0.0, bend * np.sinh(u), self.sign[owner] * np.exp(u))
        return p, np.where(bend > 0.0, 0.5 * bend * (rise + fall), np.abs(p))


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
    def rest(self) -> Array:
        """R at the limit."""
        return np.asarray(np.sqrt(self.squares.prod(axis=0)))

    def gap_and_rest(self, owner: Rows, distance: Array) -> tuple[Array, Array]:
        """y - w and R at distances of shape (..., n) for n owners."""
        limit, squares = self.limit[owner], self.squares[:, owner]
        relative = distance / limit
        lever = distance * (2.0 * limit - distance)
        excess = relative * (2.0 - relative)
        ratio = np.ones_like(distance)
        for square in squares:
            a = lever / square
            excess = excess + a * (1.0 - excess)
            ratio = ratio * (1.0 - a)
        root = np.sqrt(ratio)
        gap = self.aim[owner] * excess / (1.0 + (1.0 - relative) * root)
        return gap, self.rest[owner] * root

    def density(self, owner: Rows, distance: Array) -> Array:
        """h, of the same shape as the distances."""
        gap, rest = self.gap_and_rest(owner, distance)
        return 0.5 * (1.0 / (gap * rest) - 1.0 / (self.tau[owner] * distance))

    def part(self, which: NDArray[np.bool_]) -> Near:
        """Some of them."""
        return Near(self.others[:, which], self.aim[which], self.limit[which], self.tau[which])

    def distances(self, gap: Array, guess: Array) -> Array:
        """Where the gap is `gap`, by Newton's method; each network stops by its own rule."""
        owner = np.arange(gap.size)
        distance, found = guess, guess.copy()
        for _ in range(_ROUNDS):
            wanted = gap[owner]
            value, _ = self.gap_and_rest(owner, distance)
            p = self.limit[owner] - distance
            others = self.others[:, owner]
            slope = (self.aim[owner] - value) * (1.0 / p + (p / (p * p + others)).sum(axis=0))
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
    product = np.ones_like(p)
    for c in others:
        product = product * (squares + c)
    rest = np.sqrt(product)
    far = ~((product > _TINY) & (product < 1.0 / _TINY))
    if far.any():
        rest[far] = 1.0
        for c in np.sqrt(others):
            rest[far] *= np.hypot(p[far], np.broadcast_to(c, p.shape)[far])
    return rest
