"""A flow that is followed once, and asked for times, for its excess, and for its end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
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
    limit : Point, or None
        At the end of time where that is known.
    """

    times: Array
    excess: Array
    steps: int
    halt: Halt
    now: float
    limit: Point | None

    @property
    def complete(self) -> bool:
        """Whether every time asked for was reached."""
        return self.halt is Halt.REACHED


@dataclass(frozen=True, eq=False, kw_only=True)
class Trajectory(Reached):
    """What is read off the flow by whichever solver.

    Most of it takes longer than the flow itself, and nobody wants all of it: a solver gives
    functions, which are called when what they make is first asked for.

    Attributes
    ----------
    find_gradient_square, find_extremes, find_spectrum, find_singular_values : callable
    find_preconditioner_drift, find_imbalance_drift : callable
        Make what has their names, below.
    layer_singular_values : callable
        Of each layer, shapes (T, min(h_{l-1}, h_l)), worked out when asked for.
    grams : callable
        Makes P_l and Q_l (`core.matrix.preconditioner`), shapes (T, L, n, n) and (T, L, m, m).
    find_product : callable
        Makes `product`.
    first : Point, or None
        At the start.
    """

    find_gradient_square: Callable[[], Array]
    find_extremes: Callable[[], tuple[Array, Array]]
    find_spectrum: Callable[[], Array]
    find_singular_values: Callable[[], Array]
    find_preconditioner_drift: Callable[[], Array]
    find_imbalance_drift: Callable[[], Array]
    layer_singular_values: Callable[[], tuple[Array, ...]]
    grams: Callable[[], tuple[Array, Array]]
    find_product: Callable[[], Array]
    first: Point | None

    @cached_property
    def product(self) -> Array:
        """W, shape (T, n, m)."""
        return self.find_product()

    @cached_property
    def gradient_square(self) -> Array:
        """||grad of the loss||_F^2 over all layers, shape (T,): <E, T E>, E = grad f(W)."""
        return self.find_gradient_square()

    @cached_property
    def extremes(self) -> tuple[Array, Array]:
        """lambda_min(T) and lambda_max(T), each of shape (T,)."""
        return self.find_extremes()

    @cached_property
    def spectrum(self) -> Array:
        """All eigenvalues of T, shape (T, nm); (T, 0) for nm > `preconditioner.MAX_DENSE`."""
        return self.find_spectrum()

    @cached_property
    def singular_values(self) -> Array:
        """Of the product, largest first, shape (T, min(n, m))."""
        return self.find_singular_values()

    @cached_property
    def preconditioner_drift(self) -> Array:
        """||T(t) - T(0)||_F / ||T(0)||_F, shape (T,)."""
        return self.find_preconditioner_drift()

    @cached_property
    def imbalance_drift(self) -> Array:
        """Of what is conserved, shape (T,)."""
        return self.find_imbalance_drift()


class Flow(ABC, Generic[Way]):
    """One flow: what has been followed of it is not followed again."""

    @property
    def known(self) -> bool:
        """Whether it is known at every time: a later one takes no longer than an earlier."""
        return False

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

    @property
    @abstractmethod
    def numbers(self) -> int:
        """How many are kept for times that have been passed."""

    @abstractmethod
    def forget(self) -> None:
        """Drop them."""


class KnownFlow(Flow[Way]):
    """Known at every time: there is nothing to follow, to keep or to drop."""

    @property
    def known(self) -> bool:
        """It is."""
        return True

    def moments(self) -> Array:
        """None."""
        return np.empty(0)

    def holds(self, time: float) -> bool:
        """Always."""
        return True

    @property
    def numbers(self) -> int:
        """None."""
        return 0

    def forget(self) -> None:
        """Nothing."""


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

    @property
    def numbers(self) -> int:
        """Those of its steps."""
        return self._path.numbers

    def forget(self) -> None:
        """Drop the steps that have been passed."""
        self._path.forget()
