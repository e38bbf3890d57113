"""What a flow and a stepper are to each other: `Path` follows any of one by any of the other.

A flow has a state, a flat vector of d numbers (layers, or their Gram matrix), and beside it y, of
shape (n, m), the distance to the minimiser (`core.objective.local`).
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Self

from core.arrays import Array
from core.float64 import finite
from core.integrate.modes import Modes


class System(ABC):
    """A flow: dy/dt and the rest."""

    @abstractmethod
    def rates(self, states: Array, y: Array) -> tuple[Array, Array]:
        """d/dt of states, shape (q, d), and of y, shape (q, n, m)."""

    @abstractmethod
    def modes(self, state: Array, y: Array) -> Modes:
        """How y falls where T and the Hessian stand still, at one point."""

    @abstractmethod
    def still(self, state: Array, y: Array) -> bool:
        """Whether the state's slope is 0 to rounding at a point where y is not."""


class Step(ABC):
    """One step as it was prepared, to be looked into for as long as it is kept.

    Attributes
    ----------
    numbers : int
        That it keeps.
    """

    numbers: int

    @classmethod
    def look(
        cls,
        steps: Sequence[Self],
        elapsed: Sequence[Array],
        states: Sequence[Array],
        y: Sequence[Array],
    ) -> None:
        """Have each of the steps `write`: together, where that is quicker.

        Raises
        ------
        FloatingPointError
            If a state leaves the range of float64.
        """
        for step, when, some_states, some_y in zip(steps, elapsed, states, y, strict=True):
            step.write(when, some_states, some_y)
            finite(some_states)

    @abstractmethod
    def write(self, elapsed: Array, states: Array, y: Array) -> None:
        """Fill states, shape (q, d), and y, shape (q, n, m), at times (q,) within the step.

        Parameters
        ----------
        elapsed : ndarray, shape (q,)
            Since the step began.
        states, y : ndarray
        """

    def thin(self) -> bool:
        """Keep only what the rest can be worked out from again; returns whether that is less."""
        return False


class Stepper(ABC):
    """One step after another: `expand` prepares one, `step` holds it, `advance` takes it.

    Attributes
    ----------
    state : ndarray, shape (d,)
        At the present time.
    y : ndarray, shape (n, m)
        At the present time.
    """

    state: Array
    y: Array

    @property
    def limit(self) -> tuple[Array, Array] | None:
        """State and y at the end of time, where that is known."""
        return None

    @abstractmethod
    def expand(self) -> float:
        """Prepare a step; returns its length: inf if nothing moves, 0 if there is none."""

    @abstractmethod
    def step(self) -> Step:
        """What `expand` prepared, whatever this stepper does next."""

    @abstractmethod
    def advance(self, elapsed: float) -> None:
        """Go ahead by at most what `expand` returned."""

    def move(self, state: Array, y: Array) -> None:
        """Stand at another point, as near as rounding: the pace stays."""
        self.state, self.y = state, y


def norm(matrix: Array) -> float:
    """Frobenius norm, of a contiguous array in little time."""
    flat = matrix.ravel()
    return math.sqrt(flat.dot(flat))
