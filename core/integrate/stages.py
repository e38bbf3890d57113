"""The stages of one explicit step: Dormand and Prince's DOP853, in arrays that stay.

The tableau is scipy's. A step follows the state and z = exp(c t) y, t from its start. What falls
off linearly with y does so with z: stage j keeps exp(c t_j) times the slopes, which are those that
z has in place of y, and the state's weights are divided by exp(c t_j) instead. So a stage is a row
of weights times all rows before it, the state and z alike, and then the slopes at that point;
nothing else is done to either.

Source: docs/mathematics.md, section 17.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

import numpy as np
from scipy.integrate import DOP853

from core.arrays import Array
from core.integrate.base import norm

COUNT = len(DOP853.B)  # 12
_ALL = COUNT + 1 + len(DOP853.A_EXTRA)  # with the step's end, and three for its interpolant


def _tableau() -> tuple[Array, Array]:
    """Weights of the stages, a row each, and their times in the step."""
    weights = np.zeros((_ALL, _ALL))
    weights[:COUNT, :COUNT] = DOP853.A[:COUNT, :COUNT]
    weights[COUNT, :COUNT] = DOP853.B
    weights[COUNT + 1 :] = DOP853.A_EXTRA
    return weights, np.concatenate([DOP853.C[:COUNT], [1.0], DOP853.C_EXTRA])


def _dense() -> Array:
    """Weights of the factors of x, x (1 - x), x (1 - x) x, ... that lead from the start."""
    change, first, last = np.zeros((3, _ALL))
    change[:COUNT] = DOP853.B
    first[0] = last[COUNT] = 1.0
    return np.vstack([change, first - change, 2 * change - last - first, DOP853.D])


_WEIGHTS, _TIMES = _tableau()
_DENSE = _dense()
_ERRORS: Array = np.array([DOP853.E5, DOP853.E3])  # of the slopes to the end

TERMS = len(_DENSE)

Slopes = Callable[[float], object]
Prepare = Callable[[Array, Array, Array], Slopes]


class Velocity(ABC):
    """The right-hand side, which is asked at one point after the other in arrays that stay.

    Attributes
    ----------
    size : int
        Numbers of a state.
    room : int
        Numbers of a slope with what finding it takes besides, in one row.
    part : slice
        The slope in such a row.
    """

    size: int
    room: int
    part: slice

    @abstractmethod
    def at(self, state: Array) -> Prepare:
        """What prepares finding slopes where the state, shape (size,), will be.

        It takes where the rest will stand, and returns what writes the slopes when it is called:

        z : ndarray, shape (n, m)
            y times the number that is given with the call.
        row : ndarray, shape (room,)
            Where -d state/dt goes, into `part`, times that number.
        fall : ndarray, shape (n, m)
            Where -dy/dt goes, times that number.
        """


class Stages:
    """Room for one step's stages.

    Parameters
    ----------
    system : Velocity
    shape : tuple of int
        Of y.
    """

    def __init__(self, system: Velocity, shape: tuple[int, int]) -> None:
        # The start and the slopes, with what is around them: whole rows are added up sooner.
        self._rows = rows = np.zeros((_ALL + 1, system.room))
        self._part = part = system.part
        self._sides = np.zeros((2 * _ALL, shape[0] * shape[1]))  # z and its fall, by turns
        self._point = np.zeros(system.room)
        self._state = self._point[part]
        self._to_state = np.empty((_ALL, _ALL + 1))
        self._to_z = np.empty((_ALL, 2 * _ALL))
        self._to_state[:, 0] = 1.0
        self.growths = np.ones(_ALL)  # exp(c t)
        sides = self._sides.reshape(-1, *shape)
        prepare = system.at(self._state)
        self._slopes = [prepare(sides[2 * j], rows[j + 1], sides[2 * j + 1]) for j in range(_ALL)]
        #: Of each stage: what makes its point, as views made once.
        self._plan = [
            (
                self._to_state[j, : j + 1].dot,
                self._rows[: j + 1],
                self._to_z[j, : 2 * j].dot,
                self._sides[: 2 * j],
                self._sides[2 * j],
            )
            for j in range(_ALL)
        ]
        self._step = self._decay = 0.0
        self._leave: Callable[[], object] | None = None

    def hold(self, leave: Callable[[], object]) -> None:
        """Call `leave` before the stages as they are now are written over."""
        self._leave = leave

    def _left(self) -> None:
        if self._leave is not None:
            self._leave()
            self._leave = None

    def first(self, state: Array, y: Array) -> tuple[Array, Array]:
        """The slopes at a point, with reversed signs."""
        self._left()
        self._state[:] = state
        self._sides[0] = y.ravel()
        self._slopes[0](1.0)
        return self._rows[1, self._part].copy(), self._sides[1].copy()

    def load(self, state: Array, y: Array, slope: Array, fall: Array) -> None:
        """Where a step begins, and its first slopes."""
        self._left()
        self._rows[0, self._part], self._rows[1, self._part] = state, slope
        self._sides[0], self._sides[1] = y.ravel(), fall

    def begin(self, step: float, decay: float) -> None:
        """Another step from there, with c."""
        self._step, self._decay = step, decay
        np.exp((decay * step) * _TIMES, self.growths)
        np.multiply(_WEIGHTS, -step / self.growths, self._to_state[:, 1:])
        np.multiply(_WEIGHTS, decay * step, self._to_z[:, 0::2])
        np.multiply(_WEIGHTS, -step, self._to_z[:, 1::2])
        self._to_z[:, 0] += 1.0

    def whole(self) -> tuple[Array, Array, float]:
        """All stages after the first: state and z at the step's end, and exp(c t) there."""
        self._find(1, COUNT + 1)
        return self._state.copy(), self._sides[2 * COUNT].copy(), float(self.growths[COUNT])

    def last(self) -> tuple[Array, Array]:
        """The slopes at the step's end, with reversed signs."""
        growth = self.growths[COUNT]
        return self._rows[COUNT + 1, self._part] / growth, self._sides[2 * COUNT + 1] / growth

    def errors(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Sizes by unit of time, by the orders 5 and 3: of the state's error, and of that of z."""
        rows, sides, part = self._rows[1 : COUNT + 2], self._sides[: 2 * COUNT + 2], self._part
        fifth, third = _ERRORS / self.growths[: COUNT + 1]
        state = norm(fifth.dot(rows)[part]), norm(third.dot(rows)[part])
        fifth, third = self._alternating(_ERRORS, 1.0)
        return state, (norm(fifth.dot(sides)), norm(third.dot(sides)))

    def terms(self) -> tuple[Array, Array]:
        """Of the interpolants of state and z, shapes (TERMS, ...); takes three stages more."""
        self._find(COUNT + 1, _ALL)
        state = np.matmul(_DENSE * (-self._step / self.growths), self._rows[1:, self._part])
        return state, np.dot(self._alternating(_DENSE, self._step), self._sides)

    def copy(self) -> tuple[Array, Array]:
        """All stages up to the end."""
        return self._rows[1 : COUNT + 2, self._part].copy(), self._sides[: 2 * COUNT + 2].copy()

    def restore(self, rows: Array, sides: Array) -> None:
        """Put back what `copy` returned, after `load` and `begin`."""
        self._rows[1 : COUNT + 2, self._part] = rows
        self._sides[: 2 * COUNT + 2] = sides

    def _alternating(self, weights: Array, step: float) -> Array:
        """For z and its fall by turns: the slope of z is c z less its fall."""
        both = np.empty((len(weights), 2 * weights.shape[1]))
        np.multiply(weights, self._decay * step, both[:, 0::2])
        np.multiply(weights, -step, both[:, 1::2])
        return both

    def _find(self, begin: int, end: int) -> None:
        point = self._point
        for j, growth in enumerate(self.growths[begin:end].tolist(), start=begin):
            to_state, rows, to_z, sides, z = self._plan[j]
            to_state(rows, point)
            to_z(sides, z)
            self._slopes[j](growth)
