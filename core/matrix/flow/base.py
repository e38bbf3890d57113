"""A flow that is followed once, and asked for times, for its excess, and for its end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.arrays import Array
from core.integrate.march import Halt, Path
from core.matrix.flow.rest import Point
from core.objective.local import Local

Way = TypeVar("Way")


@dataclass(frozen=True, eq=False, kw_only=True)
class Reached:
    """What of a flow every solver gives, at the times that were reached: all, or the first of them.

    Attributes
    ----------
    times : ndarray, shape (T,)
    excess : ndarray, shape (T,)
        f(W) - f*.
    steps : int
    halt : Halt
    now : float
        Where it stopped, if early.
    last, limit : Point, or None
        At the last time that was reached, and at the end of time where that is known.
    """

    times: Array
    excess: Array
    steps: int
    halt: Halt
    now: float
    last: Point | None
    limit: Point | None

    @property
    def complete(self) -> bool:
        """Whether every time asked for was reached."""
        return self.halt is Halt.REACHED


class Flow(ABC, Generic[Way]):
    """One flow: what has been followed of it is not followed again."""

    @abstractmethod
    def at(self, times: Array) -> Way:
        """All that is read off it at `times`, shape (T,), not decreasing, or as far as it comes."""

    @abstractmethod
    def excess(self, times: Array) -> Array:
        """f - f* alone, shape (T,) or shorter."""

    @abstractmethod
    def end(self, time: float) -> tuple[Point, bool]:
        """Its end, and True, if it is known by `time`; else where it is then, or later."""

    @abstractmethod
    def forget(self) -> None:
        """Drop what is kept for times that have been passed."""


class SteppedFlow(Flow[Way]):
    """By the steps of a path.

    Parameters
    ----------
    path : Path
    local : Local
    """

    def __init__(self, path: Path, local: Local) -> None:
        self._path = path
        self._local = local

    @abstractmethod
    def _point(self, state: Array, y: Array) -> Point:
        """In the coordinates of the objective."""

    def excess(self, times: Array) -> Array:
        """f - f* alone, shape (T,) or shorter."""
        return self._local.excess(self._path.at(times).y)

    def end(self, time: float) -> tuple[Point, bool]:
        """Its end, and True, if it is known by `time`; else where it is then, or later."""
        point = self._path.limit or self._path.after(time)
        limit = self._path.limit
        return self._point(*(limit or point)), limit is not None

    def forget(self) -> None:
        """Drop the steps that have been passed."""
        self._path.forget()
