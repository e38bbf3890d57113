"""The stages of one step: of order 8, and so are the terms between its ends of order 7."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.arrays import Array
from core.integrate.stages import COUNT, Prepare, Slopes, Stages, Velocity

_RATE = 0.4


class Turning(Velocity):
    """A state that turns at the speed 1, and y, which falls at a rate that turns with it."""

    size, room, part = 2, 2, slice(0, 2)

    def at(self, state: Array) -> Prepare:
        def prepare(z: Array, row: Array, fall: Array) -> Slopes:
            def write(growth: float) -> None:
                row[:] = growth * state[1], -growth * state[0]
                fall[:] = (1.0 + _RATE * state[0]) * z

            return write

        return prepare


def errors(step: float, decay: float) -> tuple[float, float]:
    """Of state and y at the end of one step from (1, 0) and 1."""
    stages = Stages(Turning(), (1, 1))
    state, y = np.array([1.0, 0.0]), np.ones((1, 1))
    stages.load(state, y, *stages.first(state, y))
    stages.begin(step, decay)
    after, z, growth = stages.whole()
    truth = math.exp(-step - _RATE * math.sin(step))
    away = math.hypot(after[0] - math.cos(step), after[1] - math.sin(step))
    return away, abs(z[0] / growth - truth) / truth


@pytest.mark.parametrize("decay", [0.0, 1.4])
def test_half_a_step_is_off_by_2_to_the_9_less(decay: float) -> None:
    """To within the next order; exp(c t) in the weights takes nothing from it."""
    for whole, half in zip(errors(1.6, decay), errors(0.8, decay), strict=True):
        assert 250.0 < whole / half < 1100.0


def test_the_weights_of_a_large_decay_lose_no_digits() -> None:
    """y = exp(-6.5) at the end of the longest step that a stepper takes."""
    stages = Stages(Turning(), (1, 1))
    state, y = np.zeros(2), np.ones((1, 1))
    stages.load(state, y, *stages.first(state, y))
    stages.begin(6.5, 1.0)
    _, z, growth = stages.whole()
    assert z[0] / growth == pytest.approx(math.exp(-6.5), rel=1e-13)


def test_stages_are_put_back_to_the_bit() -> None:
    """After another step has been in their place, which is told before."""
    stages = Stages(Turning(), (1, 1))
    state, y = np.array([1.0, 0.0]), np.ones((1, 1))
    first = stages.first(state, y)
    stages.load(state, y, *first)
    stages.begin(0.5, 1.0)
    stages.whole()
    kept: list[tuple[Array, Array]] = []
    stages.hold(lambda: kept.append(stages.copy()))
    terms = stages.terms()
    stages.load(0.5 * state, y, *first)
    stages.begin(0.2, 0.0)
    stages.whole()
    assert len(kept) == 1
    assert kept[0][0].shape == (COUNT + 1, 2)
    stages.load(state, y, *first)
    stages.begin(0.5, 1.0)
    stages.restore(*kept[0])
    for one, other in zip(stages.terms(), terms, strict=True):
        np.testing.assert_array_equal(one, other)
