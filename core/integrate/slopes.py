"""Slopes of a flow at a step's stages, in arrays that stay: how they are found, kept and added up.

A slope is a row of numbers. Mostly it is the state's own change (`Rows`); but it may be less, if
the change follows from it (`core.matrix.flow.thin`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from core.arrays import Array
from core.integrate.base import norm

#: Where the start stands: the slopes at the places before it are of no use after a few stages.
START = 2
BEFORE = slice(START + 1, -1)  # the slopes that a step's end is made from: all but that there

Call = tuple[Callable[[Array, Array], Any], Array, Array]  # of a function: argument and result
Prepare = Callable[[Array, Array, Array, Array], Sequence[Call]]
Ends = tuple[Array, Array]  # the states at the ends of a step


class Slopes(ABC):
    """Start and slopes of one step, and the points that they lead to.

    A sum's weights, shape (places,), are those of all places, signs and step included; they are 0
    but in the places that are used.
    """

    @abstractmethod
    def stand(self, state: Array) -> None:
        """Make the point, shape (d,), that of the next slope."""

    @abstractmethod
    def load(self, state: Array, place: int, slope: Array) -> None:
        """Where a step begins, and its first slope."""

    @abstractmethod
    def to_point(self, weights: Array, used: slice, place: int) -> Sequence[Call]:
        """The calls that make the next point."""

    @abstractmethod
    def there(
        self, weights: Array, used: slice, place: int, z: Array, growth: Array, fall: Array
    ) -> Sequence[Call]:
        """The calls that find the slopes there: `Velocity`."""

    @abstractmethod
    def point(self, weights: Array) -> Array:
        """The point that was made last, by these weights, shape (d,)."""

    @abstractmethod
    def size(self, weights: Array) -> float:
        """Norm of a change of the state: of a sum of `BEFORE` slopes alone."""

    @abstractmethod
    def slope(self, place: int, factor: float) -> Array:
        """The slope at one place times a factor."""

    @abstractmethod
    def inside(self, weights: Array) -> Array:
        """Points, of the start and the slopes after it, by rows of weights, shape (k, ...).

        They are in a form that `Held.inside` takes.
        """


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

        It takes where the rest will stand, and returns the calls that write the slopes:

        z : ndarray, shape (n, m)
            y times `growth`.
        growth : ndarray, shape (1,)
        row : ndarray, shape (room,)
            Where -d state/dt goes, into `part`, times `growth`.
        fall : ndarray, shape (n, m)
            Where -dy/dt goes, times `growth`.
        """

    @abstractmethod
    def rates(self, states: Array, y: Array) -> tuple[Array, Array]:
        """d/dt of states, shape (q, d), and of y, shape (q, n, m), at any points."""

    def write_rates(self, states: Array, y: Array, factor: Array, out: Array) -> Array:
        """The same of states, shape (p, q, d), times a factor, shape (p, 1, 1), into `out`.

        Returns that of y, shape (p, q, n, m).
        """
        speed, fall = self.rates(states.reshape(-1, states.shape[-1]), y.reshape(-1, *y.shape[2:]))
        np.multiply(speed.reshape(states.shape), factor, out)
        return fall.reshape(y.shape)

    def slopes(self, places: int) -> Slopes:
        """Room for the slopes of a step."""
        return Rows(self, places)

    def held(self, steps: int, slopes: int) -> Held:
        """Room for the ends of some steps and so many slopes each."""
        return HeldRows(self, steps, slopes)


class Held(ABC):
    """Steps that are kept: the states at the ends of each, and slopes times its length.

    Attributes
    ----------
    slopes : ndarray, shape (steps, slopes, slope's)
    """

    slopes: Array

    @abstractmethod
    def put(self, step: int, ends: Ends, slopes: Sequence[Array], factor: float) -> None:
        """The ends of one step, and its first slopes times a factor."""

    @abstractmethod
    def inside(self, points: Array) -> Array:
        """Points for `ask`, shape (steps, k, ...), of what `Slopes.inside` gave of each step."""

    @abstractmethod
    def points(self, weights: Array) -> Array:
        """Points for `ask`, as sums of the ends and slopes of each step."""

    @abstractmethod
    def ask(self, points: Array, y: Array, length: Array, *, final: bool) -> Array:
        """Write the last slopes of all steps, those at points; returns d/dt of y there.

        After a `final` one nobody asks for `points` that these slopes lead to.

        Parameters
        ----------
        points : ndarray, shape (steps, k, ...)
        y : ndarray, shape (steps, k, n, m)
        length : ndarray, shape (steps, 1, 1)
        """

    @abstractmethod
    def rows(self, step: int) -> Array:
        """The ends and, below, the changes that the slopes stand for, shape (2 + slopes, d)."""


class HeldRows(Held):
    """Where slopes are the state's own change."""

    def __init__(self, system: Velocity, steps: int, slopes: int) -> None:
        self._system = system
        self._rows = np.empty((steps, 2 + slopes, system.size))
        self.slopes = self._rows[:, 2:]

    def put(self, step: int, ends: Ends, slopes: Sequence[Array], factor: float) -> None:
        """The ends of one step, and its first slopes."""
        rows = self._rows[step]
        rows[0], rows[1] = ends
        for slope, row in zip(slopes, rows[2:], strict=False):
            np.multiply(slope, factor, row)

    def inside(self, points: Array) -> Array:
        """As they are."""
        return points

    def points(self, weights: Array) -> Array:
        """States."""
        states: Array = np.matmul(weights, self._rows)
        return states

    def ask(self, points: Array, y: Array, length: Array, *, final: bool) -> Array:
        """By the rates."""
        return self._system.write_rates(points, y, length, self.slopes[:, -points.shape[1] :])

    def rows(self, step: int) -> Array:
        """As they stand."""
        rows: Array = self._rows[step]
        return rows


class Rows(Slopes):
    """Slopes that are the state's own change, with what is around them.

    Parameters
    ----------
    system : Velocity
    places : int
        Of slopes, and the start.
    """

    def __init__(self, system: Velocity, places: int) -> None:
        self._rows = np.zeros((places, system.room))  # whole rows are added up sooner
        self._part = system.part
        self._point = np.zeros(system.room)
        self._state = self._point[self._part]
        self._prepare = system.at(self._state)

    def stand(self, state: Array) -> None:
        """Make the point that of the next slope."""
        self._state[:] = state

    def load(self, state: Array, place: int, slope: Array) -> None:
        """Where a step begins, and its first slope."""
        self._rows[START, self._part] = state
        self._rows[place, self._part] = slope

    def to_point(self, weights: Array, used: slice, place: int) -> Sequence[Call]:
        """One sum."""
        return [(weights[used].dot, self._rows[used], self._point)]

    def there(
        self, weights: Array, used: slice, place: int, z: Array, growth: Array, fall: Array
    ) -> Sequence[Call]:
        """The calls that find the slopes there."""
        return self._prepare(z, growth, self._rows[place], fall)

    def point(self, weights: Array) -> Array:
        """The point that was made last."""
        return self._state.copy()

    def size(self, weights: Array) -> float:
        """Norm of a change of the state."""
        return norm(weights[START:].dot(self._rows[START:])[self._part])

    def slope(self, place: int, factor: float) -> Array:
        """The slope at one place times a factor."""
        slope: Array = self._rows[place, self._part] * factor
        return slope

    def inside(self, weights: Array) -> Array:
        """States."""
        states: Array = np.matmul(weights[:, START:], self._rows[START:, self._part])
        return states
