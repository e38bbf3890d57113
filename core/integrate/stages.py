"""The stages of one explicit step: Dormand and Prince's DOP853, in arrays that stay.

The tableau is scipy's. A step follows the state and z = exp(c t) y, t from its start. What falls
off linearly with y does so with z: stage j keeps exp(c t_j) times the slopes, which are those that
z has in place of y, and the state's weights are divided by exp(c t_j) instead. So a stage is a row
of weights times all rows before it, the state and z alike, and then the slopes at that point;
nothing else is done to either.

Source: docs/mathematics.md, section 17.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np
from scipy.integrate import DOP853
from scipy.special import roots_jacobi

from core.arrays import Array
from core.integrate.base import norm
from core.integrate.slopes import START, Call, Velocity

COUNT = len(DOP853.B)  # 12
_ALL = COUNT + 1  # with the step's end


def _tableau() -> tuple[Array, Array]:
    """Weights of the stages, a row each, and their times in the step."""
    weights = np.zeros((_ALL, _ALL))
    weights[:COUNT, :COUNT] = DOP853.A[:COUNT, :COUNT]
    weights[COUNT, :COUNT] = DOP853.B
    return weights, np.append(DOP853.C[:COUNT], 1.0)


_WEIGHTS, _TIMES = _tableau()
_ERROR: Array = DOP853.E5  # of the slopes to the end: the error of order 5


def inner_weights(times: Array) -> Array:
    """Weights of the slopes that lead to points inside a step, to order 6.

    Parameters
    ----------
    times : ndarray, shape (k,)
        In the step, from 0 to 1.

    Returns
    -------
    weights : ndarray, shape (k, COUNT + 1)
        At 1 they are the step's own.
    """
    # Stages 2 to 5 alone are not of order 4: neither they nor those that lean on 4 and 5 may tell.
    used = [0, *range(5, _ALL)]
    powers = _TIMES[used] ** np.arange(7.0)[:, None]
    conditions = np.vstack([powers, _WEIGHTS[used, 3:5].T])
    order = np.arange(1.0, 8.0)[:, None]
    wanted = np.vstack([times**order / order, np.zeros((2, times.size))])
    weights = np.zeros((times.size, _ALL))
    weights[:, used] = np.linalg.solve(conditions, wanted).T
    return weights


#: Times inside a step at which its stages tell state and z: Lobatto's, without the ends.
POINTS: Array = (roots_jacobi(6, 1.0, 1.0)[0] + 1.0) / 2.0
#: Of the stages, of the error, and of the points inside: a row each.
_ROWS = np.vstack([_WEIGHTS, _ERROR, inner_weights(POINTS)])
_OF_ERROR = _ALL
_INSIDE = slice(_ALL + 1, None)


#: Where slopes stand: the third, the second, the start, the first, the fourth, ... Those two are of
#: no use after stage 5, and are passed over.
_PLACES = np.array([3, 1, 0, *range(4, _ALL + 1)])
_LEADS = np.ones(len(_ROWS))  # of the start
_LEADS[_OF_ERROR] = 0.0  # an error is no point
_TIMES_THERE = np.zeros(_ALL + 1)
_TIMES_THERE[_PLACES] = _TIMES


def _columns() -> Array:
    """The rows, in their places, for the state; and for z and its fall by turns."""
    of_state = np.empty((len(_ROWS), _ALL + 1))
    of_state[:, _PLACES], of_state[:, START] = _ROWS, _LEADS
    return np.hstack([of_state, np.repeat(_ROWS, 2, axis=1)])


_COLUMNS = _columns()


def _used(j: int) -> slice:
    """The places that stage j is made from: those between have the weight 0, but all are known."""
    places = [START, *_PLACES[:j][_WEIGHTS[j, :j] != 0.0].tolist()]
    return slice(min(places), max(places) + 1)


_USED = [_used(j) for j in range(_ALL)]


class Stages:
    """Room for one step's stages.

    Parameters
    ----------
    system : Velocity
    shape : tuple of int
        Of y.
    """

    def __init__(self, system: Velocity, shape: tuple[int, int]) -> None:
        self.system = system
        self._slopes = slopes = system.slopes(_ALL + 1)
        self._sides = np.zeros((2 * _ALL, shape[0] * shape[1]))  # z and its fall, by turns
        self._factors = np.ones(_COLUMNS.shape[1])
        self._weights = np.zeros(_COLUMNS.shape)
        to_state, to_z = np.split(self._weights, [_ALL + 1], axis=1)
        self._to_state, self._to_z = to_state, to_z
        self._growths = np.ones(_ALL + 1)  # exp(c t), by places
        sides, places = self._sides.reshape(-1, *shape), _PLACES.tolist()

        def there(j: int) -> Sequence[Call]:
            place = places[j]
            z, fall, growth = sides[2 * j], sides[2 * j + 1], self._growths[place : place + 1]
            return slopes.there(to_state[j], _USED[j], place, z, growth, fall)

        self._first = there(0)
        #: All that a step does, each stage's point and its slopes there, as calls made once.
        self._calls: list[Call] = list(
            chain.from_iterable(
                (
                    *slopes.to_point(to_state[j], _USED[j], places[j]),
                    (to_z[j, : 2 * j].dot, self._sides[: 2 * j], self._sides[2 * j]),
                    *there(j),
                )
                for j in range(1, _ALL)
            )
        )
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
        self._slopes.stand(state)
        self._sides[0] = y.ravel()
        self._growths[_PLACES[0]] = 1.0
        for call, argument, out in self._first:
            call(argument, out)
        return self._slopes.slope(int(_PLACES[0]), 1.0), self._sides[1].copy()

    def speed(self) -> float:
        """The size of the state's slope at that point."""
        weights = np.zeros(_ALL + 1)
        weights[_PLACES[0]] = 1.0
        return self._slopes.size(weights)

    def load(self, state: Array, y: Array, slope: Array, fall: Array) -> None:
        """Where a step begins, and its first slopes."""
        self._left()
        self._slopes.load(state, int(_PLACES[0]), slope)
        self._sides[0], self._sides[1] = y.ravel(), fall

    def begin(self, step: float, decay: float) -> None:
        """Another step from there, with c."""
        np.exp(_TIMES_THERE * (decay * step), self._growths)
        factors = self._factors
        np.divide(-step, self._growths, factors[: _ALL + 1])
        factors[START] = 1.0
        factors[_ALL + 1 :: 2] = decay * step  # the slope of z is c z less its fall
        factors[_ALL + 2 :: 2] = -step
        np.multiply(_COLUMNS, factors, self._weights)
        self._to_z[:, 0] += _LEADS

    def whole(self) -> tuple[Array, Array, float]:
        """All stages after the first: state and z at the step's end, and exp(c t) there."""
        for call, argument, out in self._calls:
            call(argument, out)
        state = self._slopes.point(self._to_state[COUNT])
        return state, self._sides[2 * COUNT].copy(), float(self._growths[_ALL])

    def last(self) -> tuple[Array, Array]:
        """The slopes at the step's end, with reversed signs."""
        shrink = 1.0 / float(self._growths[_ALL])
        return self._slopes.slope(_ALL, shrink), self._sides[2 * COUNT + 1] * shrink

    def errors(self) -> tuple[float, float]:
        """Sizes of the errors of order 5, of the state and of z."""
        of_z = self._to_z[_OF_ERROR].dot(self._sides)
        return self._slopes.size(self._to_state[_OF_ERROR]), norm(of_z)

    def inside(self) -> tuple[Array, Array]:
        """Points of the state (`Slopes.inside`), and z, at `POINTS` to order 6."""
        return self._slopes.inside(self._to_state[_INSIDE]), self._to_z[_INSIDE].dot(self._sides)
