"""Explicit steps: what is dropped of one is worked out again, to the bit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from core import ScenarioError, scenario_from_json, solve
from core.arrays import Array
from core.integrate.base import Step
from core.integrate.runge_kutta import RungeKuttaStepper
from core.integrate.slopes import Call, Prepare, Velocity

TIMES = np.array([0.0, 0.3, 1.0])  # of a step


class Spiral(Velocity):
    """Two numbers that turn and shrink, and a y that falls as they say."""

    size, room, part = 2, 4, slice(1, 3)

    def at(self, state: Array) -> Prepare:
        def prepare(z: Array, growth: Array, row: Array, fall: Array) -> list[Call]:
            def turn(state: Array, row: Array) -> None:
                row[1] = growth[0] * (state[1] + 0.1 * state[0])
                row[2] = growth[0] * (0.1 * state[1] - state[0])

            def sink(z: Array, fall: Array) -> None:
                fall[:] = (1.0 + state[0] ** 2) * z

            return [(turn, state, row), (sink, z, fall)]

        return prepare

    def rates(self, states: Array, y: Array) -> tuple[Array, Array]:
        first, second = states.T
        speed = np.stack([-second - 0.1 * first, first - 0.1 * second], axis=1)
        return speed, -(1.0 + states[:, :1, None] ** 2) * y


def looked(step: Step, length: float) -> tuple[Array, Array]:
    states, y = np.empty((TIMES.size, 2)), np.empty((TIMES.size, 1, 1))
    step.write(TIMES * length, states, y)
    return states, y


@pytest.mark.parametrize(
    "meanwhile", [lambda step, length: None, looked], ids=["never looked into", "looked into"]
)
def test_a_thinned_step_is_the_same(meanwhile: Callable[[Step, float], object]) -> None:
    stepper = RungeKuttaStepper(Spiral(), np.array([1.0, 0.5]), np.ones((1, 1)))
    for _ in range(4):
        length = stepper.expand()
        whole, thin = stepper.step(), stepper.step()
        meanwhile(thin, length)
        before = thin.numbers
        thin.thin()
        assert thin.numbers < before / 4
        stepper.advance(length)
        for one, other in zip(looked(whole, length), looked(thin, length), strict=True):
            assert (one == other).all()
        assert looked(thin, length)[0][-1] == pytest.approx(stepper.state, rel=1e-14)


@pytest.mark.parametrize("tolerance", [1e-6, 1e-9, 1e-12])
def test_the_error_of_the_state_is_about_the_tolerance(tolerance: float) -> None:
    """Five turns of a spiral, against its closed form; and no step in thirty is tried in vain."""
    stepper = RungeKuttaStepper(Spiral(), np.array([1.0, 0.5]), np.ones((1, 1)), tolerance)
    stages = stepper._stages
    now, worst, steps, tried = 0.0, 0.0, 0, 0
    whole = stages.whole

    def counted() -> tuple[Array, Array, float]:
        nonlocal tried
        tried += 1
        return whole()

    stages.whole = counted  # type: ignore[method-assign]
    while now < 30.0:
        length = stepper.expand()
        stepper.advance(length)
        now, steps = now + length, steps + 1
        true = (1.0 + 0.5j) * np.exp((1j - 0.1) * now)
        found = complex(*stepper.state)
        worst = max(worst, abs(found - true) / abs(true))
    assert 0.5 * tolerance < worst < tolerance
    assert tried - steps <= steps / 30


@pytest.mark.parametrize("sizes", [(1e-9, 1e-20, 1.0, 1e-20, -1e3), (1e-8, 1e-20, 1e-20, 1e3)])
def test_a_flow_that_no_first_step_will_do_for_is_refused(sizes: tuple[float, ...]) -> None:
    """In a sentence: the step of no length that is left has an end as well."""
    recipe = scenario_from_json(
        {
            "model": "matrix",
            "weights": [[[size]] for size in sizes],
            "objective": {
                "kind": "logistic",
                "inputs": [[0.9], [-0.4], [0.7]],
                "labels": [-1, -1, 1],
                "ridge": 0.001,
            },
        }
    )
    with pytest.raises(ScenarioError, match="beyond the range of double precision"):
        solve(recipe)
