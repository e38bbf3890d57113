"""Explicit steps looked into: polynomials of degree 8 whose slopes are the flow's own.

The stages of a step give its inside to order 6 for nothing (`core.integrate.stages`). The slopes at
points found so, integrated, give it to order 7, and once more to order 8, which the step itself
has. The slopes of all points of many steps are found together: one by one, the calls would take
longer than the steps.

Source: docs/mathematics.md, section 17.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np

from core.arrays import Array
from core.integrate.polynomial import Polynomial
from core.integrate.slopes import Held, Velocity
from core.integrate.stages import POINTS, Stages

_K = len(POINTS)
_ROWS = _K + 4
_SWEEPS = 2
_TOGETHER = 2**17  # numbers of points whose slopes are found together: they stay near the processor


def _basis(x: Array) -> Array:
    """1, x, x (1 - x), x (1 - x) x, ... at times x in the step, shape (q, _K + 3)."""
    basis = np.empty((x.size, _K + 3))
    basis[:, 0] = 1.0
    basis[:, 1::2] = x[:, None]
    basis[:, 2::2] = (1.0 - x)[:, None]
    np.multiply.accumulate(basis, axis=1, out=basis)
    return basis


def _polynomial() -> Array:
    """The polynomial's factors of the basis from its rows, shape (_K + 3, _ROWS).

    Rows are its start, its end, and the slopes there and inside, times the step. It is the integral
    of the slopes; and what that misses the end by is laid over the step smoothly, by x^2 (3 - 2 x).
    """
    nodes = np.concatenate([[0.0, 1.0], POINTS])
    of_slopes = np.linalg.inv(np.vander(nodes, increasing=True))  # to powers of x
    order = np.arange(1.0, nodes.size + 1.0)
    times = (1.0 - np.cos(np.linspace(0.0, np.pi, _K + 3))) / 2.0
    integral = (times[:, None] ** order / order) @ of_slopes
    smooth = (times**2 * (3.0 - 2.0 * times))[:, None]
    values = np.hstack([1.0 - smooth, smooth, integral - smooth * integral[-1]])
    factors = np.linalg.solve(_basis(times), values)
    factors[:2] = 0.0  # but for rounding: an end is the end, to the bit
    factors[0, 0], factors[1, :2] = 1.0, (-1.0, 1.0)
    return factors


_POLYNOMIAL = _polynomial()
_AGAIN = _basis(POINTS) @ _POLYNOMIAL  # from the rows to the points

#: State and y (or z) at one end of a step, and the slopes of state and y with reversed signs.
End = tuple[Array, Array, Array, Array]


class _Raw(NamedTuple):
    """What the polynomials of a step are found from: its ends, and `Stages.inside`."""

    start: End
    end: End
    inside: tuple[Array, Array]
    step: float
    decay: float


class _Found(NamedTuple):
    """The polynomials of a step: which of those held together, and the rows of z."""

    held: Held
    which: int
    of_z: Array


class Interpolant(Polynomial):
    """One step, worked out when it is first looked into.

    Parameters
    ----------
    stages : Stages
        As they are after the step.
    start, end : tuple of ndarray
        Of state and y; and of state and z, as `Stages` gives them.
    step, decay : float
        Its length, and c.
    """

    def __init__(self, stages: Stages, start: End, end: End, step: float, decay: float) -> None:
        super().__init__(step, decay * step)
        self._stages = stages
        self._start, self._end = start, end
        self._length, self._rate = step, decay
        self._inside: tuple[Array, Array] | None = None
        self._found: _Found | None = None
        self._thin = False
        self.numbers = 4 * start[0].size + (_K + 2) * start[2].size + (_ROWS + 2) * start[1].size
        stages.hold(self._keep)

    def _keep(self) -> None:
        """Others need the stages."""
        if self._found is None and not self._thin:
            self._inside = self._stages.inside()

    def thin(self) -> bool:
        """Keep the ends of the step: its stages follow, to the bit."""
        self._thin = True
        self._inside = self._found = None
        self.numbers = 2 * (self._start[0].size + self._start[1].size)
        return True

    @classmethod
    def find(cls, steps: Sequence[Self]) -> None:
        """The slopes of as many steps as is good, together; of no thinned one."""
        todo = [step for step in steps if step._found is None and not step._thin]
        many = _TOGETHER / (_K * steps[0]._start[2].size)
        groups = max(1, round(len(todo) / many))  # no rest of one or two
        size = max(1, math.ceil(len(todo) / groups))
        for begin in range(0, len(todo), size):
            some = todo[begin : begin + size]
            found = _polynomials(some[0]._stages.system, [step._raw() for step in some])
            for step, one in zip(some, found, strict=True):
                step._found, step._inside = one, None

    @staticmethod
    def basis(times: Array) -> Array:
        """What the rows are multiplied by."""
        return _basis(times) @ _POLYNOMIAL

    def rows(self) -> tuple[Array, Array]:
        """Ends and slopes; of a thinned step found again each time."""
        held, which, of_z = self._found or self._again()
        return held.rows(which), of_z

    def _again(self) -> _Found:
        """Of a thinned step."""
        stages = self._stages
        stages.load(*self._start)
        stages.begin(self._length, self._rate)
        stages.whole()
        (found,) = _polynomials(stages.system, [self._raw()])
        return found

    def _raw(self) -> _Raw:
        inside = self._inside or self._stages.inside()
        return _Raw(self._start, self._end, inside, self._length, self._rate)


def _polynomials(system: Velocity, steps: Sequence[_Raw]) -> list[_Found]:
    """Of all steps."""
    count, y = len(steps), steps[0].start[1]
    length = np.array([step.step for step in steps])[:, None, None]
    decay = np.array([step.decay for step in steps])[:, None, None]
    held = system.held(count, _K + 2)
    z = np.empty((count, _ROWS, y.size))
    for which, ((state, y_start, slope, fall), end, _, step, _) in enumerate(steps):
        held.put(which, (state, end[0]), (slope, end[2]), -step)
        some = z[which]
        some[0], some[1], some[2], some[3] = y_start.ravel(), end[1], fall, end[3]
    z[:, 3] *= np.exp(decay * length)[:, 0]
    z[:, 2:4] = length * (decay * z[:, 0:2] - z[:, 2:4])
    growth = np.exp(decay * length * POINTS[:, None])
    points = held.inside(np.array([step.inside[0] for step in steps]))
    z_inside = np.array([step.inside[1] for step in steps])
    for sweep in range(_SWEEPS):
        if sweep:
            points, z_inside = held.points(_AGAIN), np.matmul(_AGAIN, z)
        y_inside = (z_inside / growth).reshape(count, _K, *y.shape)
        fall = held.ask(points, y_inside, length, final=sweep == _SWEEPS - 1)
        z[:, 4:] = length * (decay * z_inside + growth * fall.reshape(count, _K, -1))
    return [_Found(held, which, of_z) for which, of_z in enumerate(z)]
