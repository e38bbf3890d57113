"""Implicit steps against the explicit ones, and the scheme against what it must integrate."""

from __future__ import annotations

import numpy as np
import pytest

from core.arrays import Array
from core.integrate import collocation
from core.integrate.base import System
from core.integrate.collocation import CollocationStepper
from core.integrate.factor import FactorStepper
from core.integrate.gram import GramStepper
from core.integrate.modes import Modes, dense_modes, two_layer_modes
from core.integrate.runge_kutta import RungeKuttaStepper
from core.matrix.flow.layered import LayeredSystem
from core.matrix.flow.two_layer import FactorSystem, GramSystem
from core.objective.local import Curvature
from tests.core.matrix.strategies import draw_layers, draw_objective


class Alone(System):
    """y of one entry, which falls at the rate 1 at first."""

    def modes(self, state: Array, y: Array) -> Modes:
        one = np.eye(1)
        return Modes(np.ones((1, 1)), one[None], one, Curvature(one), (1, 1))

    def still(self, state: Array, y: Array) -> bool:
        return False


class Faster(Alone):
    """dy/dt = -(1 + 0.1 t) y and a state that is the time."""

    def rates(self, states: Array, y: Array) -> tuple[Array, Array]:
        return np.ones_like(states), -(1.0 + 0.1 * states[:, :, None]) * y


class Turn(Alone):
    """dy/dt = -y and a state arctan(20 (1/2 - y)), which makes its way near t = log 2."""

    def rates(self, states: Array, y: Array) -> tuple[Array, Array]:
        return 20.0 * y[:, :, 0] / (1.0 + (20.0 * (0.5 - y[:, :, 0])) ** 2), -y


def follow(stepper, end):
    """State and y at `end`."""
    now = 0.0
    for _ in range(1000):
        reach = stepper.expand()
        assert reach > 0.0
        if now + reach >= end:
            states, y = np.empty((1, stepper.state.size)), np.empty((1, *stepper.y.shape))
            stepper.step().write(np.array([end - now]), states, y)
            return states[0], y[0]
        stepper.advance(reach)
        now += reach
    raise AssertionError("too many steps")


def test_scheme_integrates_polynomials():
    points, integral = collocation._POINTS, collocation._INTEGRAL
    assert points[-1] == 1.0
    for power in range(len(points)):
        exact = points ** (power + 1) / (power + 1)
        np.testing.assert_allclose(integral @ points**power, exact, atol=1e-14)


@pytest.mark.parametrize("kind", ["squared", "regression", "deficient", "logistic"])
def test_every_stepper_takes_the_same_way(kind):
    rng = np.random.default_rng(3)
    n, m = 3, 1 if kind == "logistic" else 2
    weights = draw_layers(rng, (n, 7, m))
    objective = draw_objective(kind, rng, n, m)
    local = objective.local()
    W1, W2 = local.turn(weights[0]), weights[1]
    V = np.vstack([W1, W2.T])
    y = local.start(weights[0] @ W2)
    size, end = n + m, 4.0 / objective.smoothness
    layered = LayeredSystem(local, [W1.shape, W2.shape])
    layers = layered.pack([W1, W2])
    ways = {
        "gram": GramStepper(local, V @ V.T, y),
        "factor": FactorStepper(local, V, y),
        "layers": RungeKuttaStepper(layered, layers, y, 1e-13),
        "implicit gram": CollocationStepper(GramSystem(local, size), (V @ V.T).ravel(), y, 0.01),
        "implicit factor": CollocationStepper(FactorSystem(local, size), V.ravel(), y, 0.01),
        "implicit layers": CollocationStepper(layered, layers, y, 0.01),
    }
    _, truth = follow(ways.pop("gram"), end)
    for name, stepper in ways.items():
        _, found = follow(stepper, end)
        np.testing.assert_allclose(
            found, truth, rtol=0, atol=1e-10 * np.abs(truth).max(), err_msg=name
        )


@pytest.mark.parametrize("kind", ["squared", "regression", "deficient", "logistic"])
def test_modes_are_the_slope_at_rest(kind):
    """A small y moves nothing else: its slope is that of the modes, in both their forms."""
    rng = np.random.default_rng(4)
    n, m = 3, 1 if kind == "logistic" else 2
    W1, W2 = draw_layers(rng, (n, 5, m))
    local = draw_objective(kind, rng, n, m).local()
    V = np.vstack([W1, W2.T])
    y = 1e-9 * local.root[:, None] * rng.standard_normal((n, m))
    _, slope = FactorSystem(local, n + m).rates(V.reshape(1, -1), y[None])
    T = np.kron(W1 @ W1.T, np.eye(m)) + np.kron(np.eye(n), W2.T @ W2)
    for modes in (two_layer_modes(local, V @ V.T, y), dense_modes(local, T, y)):
        amplitudes = modes.amplitudes(y[None])
        np.testing.assert_allclose(modes.combine(amplitudes)[0], y, atol=1e-22)
        found = modes.combine(-modes.rates[:, :, None] * amplitudes)
        np.testing.assert_allclose(found[0], slope[0], rtol=1e-6, atol=1e-18)
        np.testing.assert_allclose(modes.decay(y, np.zeros(1))[0], y, atol=1e-22)


def test_a_step_is_solved_to_rounding_beside_its_end() -> None:
    """y falls to 1/122 in one step: exp(-t - t^2 / 20)."""
    stepper = CollocationStepper(Faster(), np.zeros(1), np.ones((1, 1)), 4.0)
    assert stepper.expand() == 4.0
    stepper.advance(4.0)
    assert stepper.y[0, 0] == pytest.approx(np.exp(-4.8), rel=2e-13, abs=0.0)


def test_steps_are_as_short_as_the_state_asks() -> None:
    """For y alone a step of 3 would do."""
    stepper = CollocationStepper(Turn(), np.full(1, np.arctan(-10.0)), np.ones((1, 1)), 3.0)
    state, y = follow(stepper, 2.0)
    assert state[0] == pytest.approx(np.arctan(10.0 - 20.0 * np.exp(-2.0)), rel=1e-10)
    assert y[0, 0] == pytest.approx(np.exp(-2.0), rel=1e-10)
