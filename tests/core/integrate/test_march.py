"""Where a march stops: each outcome once, with a flow whose steps are given."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.arrays import Array
from core.integrate.base import Stepper, System
from core.integrate.budget import time_limit
from core.integrate.march import Halt, March, march
from core.integrate.modes import Modes


class Clock(Stepper):
    """dy/dt = -y, exactly, and a state that is the time; steps of given lengths, then the last."""

    def __init__(self, *lengths: float) -> None:
        self.state, self.y, self.lengths = np.zeros(1), np.ones((1, 1)), list(lengths)

    def expand(self) -> float:
        return self.lengths.pop(0) if len(self.lengths) > 1 else self.lengths[0]

    def write(self, elapsed: Array, states: Array, y: Array) -> None:
        states[:, 0] = self.state[0] + elapsed
        y[:, 0, 0] = self.y[0, 0] * np.exp(-elapsed)

    def advance(self, elapsed: float) -> None:
        self.state, self.y = self.state + elapsed, self.y * math.exp(-elapsed)


class Moving(System):
    """Never still; nothing else is asked of it where implicit steps are too dear."""

    def rates(self, states: Array, y: Array) -> tuple[Array, Array]:
        raise AssertionError

    def modes(self, state: Array, y: Array) -> Modes:
        raise AssertionError

    def still(self, state: Array, y: Array) -> bool:
        return False


def marched(lengths: list[float], *times: float) -> March:
    clock = Clock(*lengths)
    return march(clock, Moving(), np.array(times), patience=math.inf, implicit=False)


def test_the_last_time() -> None:
    """Three times in two steps of 0.4, the last of which ends at 0.8."""
    found = marched([0.4], 0.0, 0.3, 0.8)
    assert (found.halt, found.steps, found.now) == (Halt.REACHED, 2, 0.8)
    assert found.states[:, 0] == pytest.approx([0.0, 0.3, 0.8], rel=1e-15)
    assert found.y[:, 0, 0] == pytest.approx(np.exp([0.0, -0.3, -0.8]), rel=1e-15)


def test_too_many_steps() -> None:
    """4000 of them, the last not taken."""
    found = marched([0.125], 0.0, 1.0, 1e3)
    assert (found.halt, found.steps, found.now) == (Halt.STEPS, 4000, 3999 * 0.125)
    assert found.states[:, 0].tolist() == [0.0, 1.0]


@pytest.mark.parametrize("lengths, steps", [([0.0], 1), ([0.5, 1e-320], 2)])
def test_no_step_is_short_enough(lengths: list[float], steps: int) -> None:
    """None at all, or one that time does not notice."""
    found = marched(lengths, 0.0, 1.0)
    assert (found.halt, found.steps) == (Halt.PRECISION, steps)
    assert found.states.shape == (1, 1)


def test_out_of_time() -> None:
    """Not before the start has been written: an answer has a first point."""
    with time_limit(-1.0):
        found = marched([0.125], 0.0, 1.0)
    assert (found.halt, found.steps, found.now) == (Halt.LATE, 1, 0.0)
    assert found.y.shape == (1, 1, 1)


def test_nothing_is_asked_for() -> None:
    assert marched([0.5]).halt is Halt.REACHED
