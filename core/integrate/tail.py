"""The end of a flow: nothing is left to integrate."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from core.integrate.base import Step, Stepper
from core.integrate.modes import Modes


class TailStepper(Stepper):
    """The end of a flow: the state stands still, and y is a sum of exponentials or does so too."""

    def __init__(self, modes: Modes | None, state: Array, y: Array) -> None:
        self.state, self.y = state, y
        self._modes = modes

    @property
    def limit(self) -> tuple[Array, Array]:
        """The state as it is, and y or 0."""
        return self.state, self.y if self._modes is None else np.zeros_like(self.y)

    def expand(self) -> float:
        """To the end of time."""
        return math.inf

    def step(self) -> Step:
        """The whole of it."""
        return _Tail(self._modes, self.state, self.y)

    def advance(self, elapsed: float) -> None:
        """Go ahead."""
        if self._modes is not None:
            self.y = self._modes.decay(self.y, np.array([elapsed]))[0]


class _Tail(Step):
    """All that is left of a flow."""

    def __init__(self, modes: Modes | None, state: Array, y: Array) -> None:
        self._modes, self._state, self._y = modes, state, y
        self.numbers = state.size + y.size

    def write(self, elapsed: Array, states: Array, y: Array) -> None:
        """Fill states, shape (q, d), and y, shape (q, n, m)."""
        states[:] = self._state
        y[:] = self._y if self._modes is None else self._modes.decay(self._y, elapsed)
