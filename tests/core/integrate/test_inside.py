"""Explicit steps looked into: as good inside as at their ends."""

from __future__ import annotations

import numpy as np
import pytest

from core.arrays import Array
from core.integrate import inside, polynomial
from core.integrate.inside import Interpolant
from core.integrate.stages import POINTS, Stages
from tests.core.integrate.test_stages import RATE, Turning

TIMES = np.linspace(0.0, 1.0, 41)  # of a step


def step(length: float, decay: float, stages: Stages | None = None) -> Interpolant:
    """From (1, 0) and 1."""
    stages = stages or Stages(Turning(), (1, 1))
    state, y = np.array([1.0, 0.0]), np.ones((1, 1))
    start = state, y, *stages.first(state, y)
    stages.load(*start)
    stages.begin(length, decay)
    state, z, _ = stages.whole()
    return Interpolant(stages, start, (state, z, *stages.last()), length, decay)


def looked(one: Interpolant, times: Array) -> tuple[Array, Array]:
    states, y = np.empty((times.size, 2)), np.empty((times.size, 1, 1))
    one.write(times, states, y)
    return states, y


def errors(length: float, decay: float) -> tuple[float, float]:
    """The largest of state and y in one step."""
    times = length * TIMES
    states, y = looked(step(length, decay), times)
    true = np.exp(-times - RATE * np.sin(times))
    away = np.hypot(states[:, 0] - np.cos(times), states[:, 1] - np.sin(times))
    return float(away.max()), float(np.max(np.abs(y[:, 0, 0] / true - 1.0)))


@pytest.mark.parametrize("decay", [0.0, 1.4])
def test_half_a_step_is_off_by_2_to_the_9_less(decay: float) -> None:
    """As its end is."""
    for whole, half in zip(errors(1.6, decay), errors(0.8, decay), strict=True):
        assert 250.0 < whole / half < 1100.0


def test_the_ends_are_the_steps_own_to_the_bit() -> None:
    stages = Stages(Turning(), (1, 1))
    one = step(0.7, 0.9, stages)
    after, z, growth = stages.whole()
    states, y = looked(one, np.array([0.0, 0.7]))
    np.testing.assert_array_equal(states, [[1.0, 0.0], after])
    assert y[0, 0, 0] == 1.0
    assert y[1, 0, 0] == pytest.approx(z[0] / growth, rel=1e-15)


def test_the_slopes_inside_are_the_flows() -> None:
    """At the points themselves, where a polynomial through its slopes has them: to order 8."""
    length, little = 0.8, 1e-4
    points = length * POINTS
    one = step(length, 1.0)
    (before, _), (after, _) = looked(one, points - little), looked(one, points + little)
    (at, _) = looked(one, points)
    turned = np.stack([-at[:, 1], at[:, 0]], axis=1)
    np.testing.assert_allclose((after - before) / (2.0 * little), turned, atol=2e-8)


@pytest.mark.parametrize("together", [2**16, 13], ids=["all", "two at a time"])
def test_looked_into_together_is_the_same_to_the_bit(
    monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    """Kept while others took the stages, in whatever company; and a thinned one is left alone."""
    monkeypatch.setattr(inside, "_TOGETHER", 2 * together)
    stages = Stages(Turning(), (1, 1))
    drawn = [(0.3, 0.0), (0.5, 1.0), (0.9, 2.0), (0.2, 0.4)]
    alone = [looked(step(*one), one[0] * TIMES) for one in drawn]
    steps = [step(*one, stages) for one in drawn]
    steps[1].thin()
    numbers = steps[1].numbers
    times = [length * TIMES for length, _ in drawn]
    states = [np.empty((TIMES.size, 2)) for _ in drawn]
    y = [np.empty((TIMES.size, 1, 1)) for _ in drawn]
    Interpolant.look(steps, times, states, y)
    for found, one in zip(zip(states, y, strict=True), alone, strict=True):
        np.testing.assert_array_equal(found[0], one[0])
        np.testing.assert_array_equal(found[1], one[1])
    assert steps[1].numbers == numbers == 6


def test_many_times_are_looked_at_some_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """As all of them together, to rounding."""
    one, times = step(0.7, 0.9), 0.7 * TIMES
    together = looked(one, times)
    monkeypatch.setattr(polynomial, "_NEAR", 2)
    for some, every in zip(looked(one, times), together, strict=True):
        np.testing.assert_allclose(some, every, rtol=1e-14, atol=1e-15)
