"""The stages of one step: of order 8, and of order 6 inside."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import DOP853

from core.arrays import Array
from core.integrate.slopes import Call, Prepare, Velocity
from core.integrate.stages import COUNT, POINTS, Stages, inner_weights

RATE = 0.4


class Turning(Velocity):
    """A state that turns at the speed 1, and y, which falls at a rate that turns with it."""

    size, room, part = 2, 2, slice(0, 2)

    def at(self, state: Array) -> Prepare:
        def prepare(z: Array, growth: Array, row: Array, fall: Array) -> list[Call]:
            def turn(state: Array, out: Array) -> None:
                out[:] = growth[0] * state[1], -growth[0] * state[0]

            def sink(z: Array, out: Array) -> None:
                out[:] = (1.0 + RATE * state[0]) * z

            return [(turn, state, row), (sink, z, fall)]

        return prepare

    def rates(self, states: Array, y: Array) -> tuple[Array, Array]:
        speed = np.stack([-states[:, 1], states[:, 0]], axis=1)
        return speed, -(1.0 + RATE * states[:, :1, None]) * y


def errors(step: float, decay: float) -> tuple[float, float]:
    """Of state and y at the end of one step from (1, 0) and 1."""
    stages = Stages(Turning(), (1, 1))
    state, y = np.array([1.0, 0.0]), np.ones((1, 1))
    stages.load(state, y, *stages.first(state, y))
    stages.begin(step, decay)
    after, z, growth = stages.whole()
    truth = math.exp(-step - RATE * math.sin(step))
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


@pytest.mark.parametrize("decay", [0.0, 1.4])
def test_inside_half_a_step_is_off_by_2_to_the_7_less(decay: float) -> None:
    """State and z alike."""

    def off(step: float) -> tuple[float, float]:
        stages = Stages(Turning(), (1, 1))
        state, y = np.array([1.0, 0.0]), np.ones((1, 1))
        stages.load(state, y, *stages.first(state, y))
        stages.begin(step, decay)
        stages.whole()
        states, z = stages.inside()
        t = step * POINTS
        true = np.exp(-t - RATE * np.sin(t) + decay * t)
        away = np.hypot(states[:, 0] - np.cos(t), states[:, 1] - np.sin(t))
        return float(away.max()), float(np.max(np.abs(z[:, 0] / true - 1.0)))

    for whole, half in zip(off(0.8), off(0.4), strict=True):
        assert 64.0 < whole / half < 300.0


def test_at_the_end_the_weights_inside_are_those_of_the_step() -> None:
    weights = inner_weights(np.array([0.0, 1.0]))
    np.testing.assert_allclose(weights[0], 0.0, atol=1e-13)
    np.testing.assert_allclose(weights[1, :COUNT], DOP853.B, atol=1e-12)
    assert weights[1, COUNT] == pytest.approx(0.0, abs=1e-12)


def test_what_is_written_over_is_told_before() -> None:
    stages = Stages(Turning(), (1, 1))
    state, y = np.array([1.0, 0.0]), np.ones((1, 1))
    first = stages.first(state, y)
    stages.load(state, y, *first)
    stages.begin(0.5, 1.0)
    stages.whole()
    inside, _ = stages.inside()
    kept: list[Array] = []
    stages.hold(lambda: kept.append(stages.inside()[0]))
    stages.load(0.5 * state, y, *first)
    stages.load(0.25 * state, y, *first)
    assert len(kept) == 1
    np.testing.assert_array_equal(kept[0], inside)
