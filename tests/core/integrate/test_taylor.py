"""The series of two layers: how far a step comes, and how well it is known anywhere inside."""

from __future__ import annotations

import numpy as np
import pytest

from core.arrays import Array
from core.integrate.base import Stepper
from core.integrate.factor import FactorStepper
from core.integrate.gram import GramStepper
from core.matrix import two_layer_flow
from core.objective import Squared

TARGETS = np.array([2.0, 1.0, 0.6])
STARTS = np.array([0.3, 0.9, 1.0])  # two rise and one falls
STEPPERS = {"gram": GramStepper, "factor": FactorStepper}


def gap(times: Array) -> Array:
    """y - s of each mode, shape (T, 3), without cancellation: ds/dt = 2 s (y - s)."""
    fallen = np.exp(-2.0 * TARGETS * times[:, None])
    found: Array = TARGETS * (TARGETS - STARTS) * fallen
    found /= STARTS + (TARGETS - STARTS) * fallen
    return found


def stepper(kind: str, scale: float = 1.0) -> Stepper:
    """Of two balanced layers whose modes are those of the target, times apart."""
    objective = Squared(scale * np.diag(TARGETS))
    V = np.sqrt(scale) * np.vstack([np.diag(np.sqrt(STARTS))] * 2)
    y = scale * np.diag(STARTS - TARGETS)
    if kind == "factor":
        return FactorStepper(objective.local(), V, y)
    return GramStepper(objective.local(), V @ V.T, y)


@pytest.mark.parametrize("kind", STEPPERS)
def test_a_step_is_exact_anywhere_inside(kind: str) -> None:
    steps = stepper(kind)
    now = 0.0
    for _ in range(4):
        reach = steps.expand()
        elapsed = reach * np.linspace(0.0, 1.0, 9)
        states, y = np.empty((9, steps.state.size)), np.empty((9, 3, 3))
        steps.step().write(elapsed, states, y)
        exact = -gap(now + elapsed)
        np.testing.assert_allclose(np.diagonal(y, axis1=1, axis2=2), exact, rtol=1e-11)
        states = states.reshape(9, 6, -1)
        G = states if kind == "gram" else states @ states.mT
        modes = np.diagonal(G[:, :3, 3:], axis1=1, axis2=2)
        np.testing.assert_allclose(modes, TARGETS + exact, rtol=1e-11)
        steps.advance(reach)
        now += reach


@pytest.mark.parametrize("kind", STEPPERS)
@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_steps_scale_with_the_flow(kind: str, scale: float) -> None:
    """Weights times sqrt(s) and the target times s: the same flow, s times as fast."""
    assert scale * stepper(kind, scale).expand() == pytest.approx(stepper(kind).expand(), rel=1e-6)


def test_a_whole_flow_takes_few_steps() -> None:
    """Wide Gaussian layers until the loss is 1e-20: by series in t itself 10 or 11 steps."""
    steps = []
    for seed in range(16):
        rng = np.random.default_rng(seed)
        W1, W2 = rng.standard_normal((4, 256)) / 4.0, rng.standard_normal((256, 4)) / 4.0
        objective = Squared(rng.standard_normal((4, 4)))
        times = np.array([0.0, 2.0])
        way = two_layer_flow(objective, W1 @ W2, W1 @ W1.T, W2.T @ W2, times)
        assert way.excess[-1] < 1e-20 * way.excess[0]
        steps.append(way.steps)
    assert max(steps) <= 8
