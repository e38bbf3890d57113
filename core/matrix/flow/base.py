"""A flow that is followed once, and asked for times, for its excess, and for its end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from core.arrays import Array
from core.integrate.march import Path
from core.matrix.flow.rest import Point
from core.objective.local import Local

Way = TypeVar("Way")


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
