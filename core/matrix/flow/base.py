"""A flow that is followed once, and asked for times, for its excess, and for its end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import numpy as np

from core.arrays import Array
from core.integrate.march import Halt, Path
from core.matrix.flow.rest import Point
from core.objective.local import Local

_EARLY = 10.0 ** np.arange(-6, 1)  # of the time by which an end should be known

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


@dataclass(frozen=True, eq=False, kw_only=True)
class Trajectory(Reached):
    """What is read off the flow by whichever solver.

    Attributes
    ----------
    gradient_square : ndarray, shape (T,)
        ||grad of the loss||_F^2 over all layers, which is <E, T E>, E = grad f(W).
    extremes : tuple of two ndarray, shape (T,)
        lambda_min(T) and lambda_max(T).
    spectrum : ndarray, shape (T, nm) or (T, 0)
        All eigenvalues of T, where nm is at most `preconditioner.MAX_DENSE`.
    singular_values : ndarray, shape (T, min(n, m))
        Of the product, largest first.
    layer_singular_values : callable
        Of each layer, shapes (T, min(h_{l-1}, h_l)), worked out when asked for.
    grams : callable
        Makes P_l and Q_l (`core.matrix.preconditioner`), shapes (T, L, n, n) and (T, L, m, m).
    preconditioner_drift, imbalance_drift : ndarray, shape (T,)
    first : Point, or None
        At the start.
    """

    gradient_square: Array
    extremes: tuple[Array, Array]
    spectrum: Array
    singular_values: Array
    layer_singular_values: Callable[[], tuple[Array, ...]]
    grams: Callable[[], tuple[Array, Array]]
    preconditioner_drift: Array
    imbalance_drift: Array
    first: Point | None


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
    def moments(self) -> Array:
        """Times from 0 on, increasing, as far as it has been followed: between them it is smooth.

        None of a flow that is known without being followed.
        """

    @abstractmethod
    def holds(self, time: float) -> bool:
        """Whether it can be looked at from `time` on without being followed from the start."""

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
        # Where modes die like a power of time their end is known long before.
        for early in _EARLY:
            point = self._path.after(early * time)
            end = self._path.bound()
            if end is not None:
                return replace(self._point(*end), sure=self._path.sure), True
        return self._point(*point), False

    def moments(self) -> Array:
        """Where its steps begin."""
        return self._path.moments

    def holds(self, time: float) -> bool:
        """Whether its steps are kept from `time` on."""
        return self._path.holds(time)

    def forget(self) -> None:
        """Drop the steps that have been passed."""
        self._path.forget()
