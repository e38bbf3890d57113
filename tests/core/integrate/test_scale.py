"""A flow has no unit of weight or time: no stepper has one either."""

from __future__ import annotations

import numpy as np
import pytest

from core import network
from core.arrays import Array
from core.integrate.runge_kutta import RungeKuttaStepper
from core.integrate.slopes import Call, Prepare, Velocity
from core.matrix.flow.layered import layered_flow
from core.matrix.flow.two_layer import two_layer_flow
from core.objective.squared import Squared
from tests.core.matrix.strategies import draw_layers

TIMES = np.array([0.0, 0.1, 1.0, 10.0, 1e3])


@pytest.mark.parametrize("scale", [2.0**-12, 2.0**12])
@pytest.mark.parametrize("widths", [(3, 9, 2), (3, 2, 3), (2, 3, 3, 2)], ids=str)
def test_scaled_layers_take_the_same_steps(widths: tuple[int, ...], scale: float) -> None:
    """q W_l towards q^L W* move q^(2 L - 2) times as fast: for a power of 2 to the last bit."""
    rng = np.random.default_rng(2)
    layers = draw_layers(rng, widths)
    target = rng.standard_normal((widths[0], widths[-1]))
    depth = len(layers)
    size, speed = scale**depth, scale ** (2 * depth - 2)

    def follow(weights: list[Array], target: Array, times: Array):
        if depth > 2:
            return layered_flow(Squared(target), weights, times)
        first, second = weights
        W, C1, C2 = network.product(weights), first @ first.T, second.T @ second
        return two_layer_flow(Squared(target), W, C1, C2, times, weights=weights)

    found = follow(layers, target, TIMES)
    scaled = follow([scale * layer for layer in layers], size * target, TIMES / speed)
    assert scaled.complete
    assert scaled.steps == found.steps
    np.testing.assert_array_equal(scaled.product, size * found.product)
    np.testing.assert_array_equal(scaled.excess, size**2 * found.excess)


class Falling(Velocity):
    """State and y fall at the rate 1."""

    size, room, part = 1, 1, slice(0, 1)

    def at(self, state: Array) -> Prepare:
        def prepare(z: Array, growth: Array, row: Array, fall: Array) -> list[Call]:
            def sink(state: Array, row: Array) -> None:
                row[:] = growth * state

            return [(sink, state, row), (np.positive, z, fall)]

        return prepare

    def rates(self, states: Array, y: Array) -> tuple[Array, Array]:
        return -states, -y


def test_an_error_counts_beside_the_smaller_end_of_its_step() -> None:
    """What falls in a step is to be known to its digits at the end; what grows, at the start."""
    stepper = RungeKuttaStepper(Falling(), np.ones(1), np.ones((1, 1)))
    stepper.expand()
    error = stepper._error(1.0, 1.0)
    assert error > 0.0
    assert stepper._error(0.5, 0.5) == pytest.approx(2.0 * error)
    assert stepper._error(2.0, 2.0) == pytest.approx(error)
