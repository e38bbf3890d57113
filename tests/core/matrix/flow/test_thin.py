"""Three layers whose middle one is not formed in a step: the same flow as of all layers."""

from __future__ import annotations

import numpy as np
import pytest

from core import network
from core.arrays import Array
from core.integrate.runge_kutta import RungeKuttaStepper
from core.integrate.slopes import START
from core.matrix.flow import layered
from core.matrix.flow.layered import layered_flow
from core.matrix.flow.thin import ThinVelocity, thin
from core.objective.squared import Squared
from tests.core.matrix.strategies import draw_layers, draw_objective

GROWTH, PLACES = 1.7, 14
KINDS = ["squared", "regression", "deficient", "logistic"]


def drawn(kind: str, *hidden: int) -> tuple[ThinVelocity, list[Array], Array]:
    """A system, the layers it starts from and a y; n is 3, and m another."""
    rng = np.random.default_rng(5)
    n, m = 3, 1 if kind == "logistic" else 2
    layers = draw_layers(rng, (n, *hidden, m))
    system = ThinVelocity(draw_objective(kind, rng, n, m).local(), layers)
    return system, layers, rng.standard_normal((n, m))


def moved(layers: list[Array], E: Array) -> Array:
    """What W falls by."""
    sides = zip(network.left_products(layers), network.right_products(layers), strict=True)
    return sum((A @ A.T) @ E @ (B.T @ B) for A, B in sides)


@pytest.mark.parametrize("kind", KINDS)
def test_slopes_are_the_gradients(kind: str) -> None:
    """Of the layers, and of A and B; with reversed signs, and beside a factor."""
    system, layers, y = drawn(kind, 7, 6)
    slopes, place = system.slopes(PLACES), START + 1
    z, fall = GROWTH * y, np.empty_like(y)
    calls = slopes.there(np.zeros(PLACES), slice(START, place), place, z, np.array([GROWTH]), fall)
    slopes.stand(system.pack(layers))
    for call, argument, out in calls:
        call(argument, out)
    E = system.local.gradient(y)
    gradients = network.gradients(layers, E)
    slope = slopes.slope(place, 1.0)
    held = system.held(1, 1)
    nowhere = np.zeros(system.size)
    held.put(0, (nowhere, nowhere), [slope], 1.0)
    for found, gradient in zip(system.layers(held.rows(0)[2]), gradients, strict=True):
        np.testing.assert_allclose(found, GROWTH * gradient, rtol=1e-12, atol=1e-12)
    _, dA, _, dB, _, _ = system.parts(slope)
    (W1, W2, W3), (dW1, dW2, dW3) = layers, gradients
    np.testing.assert_allclose(dA, GROWTH * (dW1 @ W2 + W1 @ dW2), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(dB.T, GROWTH * (dW2 @ W3 + W2 @ dW3), rtol=1e-12, atol=1e-12)
    expected = GROWTH * system.local.root[:, None] * moved(layers, E)
    np.testing.assert_allclose(fall, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("final", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_slopes_of_many_steps_are_the_gradients(kind: str, final: bool) -> None:
    """At points that are sums of the ends of steps and their slopes; times the step."""
    system, layers, _ = drawn(kind, 7, 6)
    rng = np.random.default_rng(6)
    y = rng.standard_normal((2, 1, system.n, system.m))
    length = np.array([0.3, 0.7])[:, None, None]
    held = system.held(2, 1)
    held.slopes[:] = 0.0
    state = system.pack(layers)
    for step in range(2):
        held.put(step, (state, state), [], 1.0)
    there = np.empty(system.point_size)
    system.write_point(state, system.parts(there))
    assert held.inside(np.stack([[there, there]] * 2)).shape == (2, 0, there.size)
    points = held.points(np.array([[0.25, 0.75, 0.0]]))
    fall = held.ask(points, y, length, final=final)
    _, dA, _, dB, _, _ = system.parts(held.slopes[:, 0])
    for step in range(2):
        E = system.local.gradient(y[step, 0])
        (W1, W2, W3), (dW1, dW2, dW3) = layers, network.gradients(layers, E)
        for product, slope in [(dW1 @ W2 + W1 @ dW2, dA), (dW2 @ W3 + W2 @ dW3, dB.mT)]:
            if not final:
                expected = -length[step, 0, 0] * product
                np.testing.assert_allclose(slope[step], expected, rtol=1e-12, atol=1e-12)
        found = system.layers(held.rows(step)[2])
        for slope, gradient in zip(found, network.gradients(layers, E), strict=True):
            expected = -length[step, 0, 0] * gradient
            np.testing.assert_allclose(slope, expected, rtol=1e-12, atol=1e-12)
        expected = -system.local.root[:, None] * moved(layers, E)
        np.testing.assert_allclose(fall[step, 0], expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("hidden", [(64, 56), (56, 72)], ids=str)
def test_the_flow_is_that_of_all_layers(
    kind: str, hidden: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the imbalance, which it leans on, stays."""
    rng = np.random.default_rng(7)
    n, m = 3, 1 if kind == "logistic" else 2
    objective = draw_objective(kind, rng, n, m)
    layers = draw_layers(rng, (n, *hidden, m))
    assert thin(layers)
    times = np.concatenate([[0.0], np.geomspace(1e-2, 20.0, 40)]) / objective.smoothness
    found = layered_flow(objective, layers, times, tolerance=1e-12)
    assert found.complete
    assert found.imbalance_drift.max() < 1e-12
    monkeypatch.setattr(layered, "thin", lambda _: False)
    formed = layered_flow(objective, layers, times, tolerance=1e-12)
    for one, other in zip(found.layers, formed.layers, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-11)
    np.testing.assert_allclose(found.excess, formed.excess, rtol=1e-8, atol=1e-300)


def test_errors_of_the_middle_layer_count() -> None:
    """The sizes of slopes are those of all layers together."""
    system, layers, y = drawn("squared", 7, 6)
    stepper = RungeKuttaStepper(system, system.pack(layers), y)
    speed, _ = system.rates(system.pack(layers)[None], y[None])
    assert stepper._stages.speed() == pytest.approx(float(np.linalg.norm(speed)), rel=1e-12)


def test_a_thinned_step_is_the_same() -> None:
    """To the bit, and it keeps less."""
    system, layers, y = drawn("squared", 7, 6)
    stepper = RungeKuttaStepper(system, system.pack(layers), y)
    for _ in range(3):
        length = stepper.expand()
        whole, less = stepper.step(), stepper.step()
        before = less.numbers
        less.thin()
        assert less.numbers < before
        stepper.advance(length)
        times = length * np.array([0.0, 0.4, 1.0])
        states, y_there = np.empty((2, 3, system.size)), np.empty((2, 3, *y.shape))
        for which, step in enumerate((whole, less)):
            step.write(times, states[which], y_there[which])
        np.testing.assert_array_equal(*states)
        np.testing.assert_array_equal(*y_there)
        np.testing.assert_array_equal(states[0, -1], stepper.state)


@pytest.mark.parametrize(
    "widths, scale, expected",
    [
        ((4, 64, 64, 4), 1.0, True),
        ((4, 64, 64, 4), 100.0, False),  # W_1 beside the others
        ((4, 64, 64, 4), 0.01, False),
        ((4, 16, 64, 4), 1.0, False),
        ((20, 64, 64, 4), 1.0, False),
        ((4, 64, 4), 1.0, False),
        ((4, 64, 64, 64, 4), 1.0, False),
    ],
)
def test_of_which_layers(widths: tuple[int, ...], scale: float, expected: bool) -> None:
    first, *others = draw_layers(np.random.default_rng(1), widths)
    assert thin([scale * first, *others]) is expected


def test_unlike_layers_keep_their_digits() -> None:
    """At the edge of what is let through: against a run with a tolerance a thousand times less."""
    rng = np.random.default_rng(3)
    first, middle, last = draw_layers(rng, (2, 56, 56, 2))
    layers = [first, middle, 0.2 * last]
    assert thin(layers)
    objective = Squared(rng.standard_normal((2, 2)))
    times = np.linspace(0.0, 20.0, 30)
    rough, tight = (layered_flow(objective, layers, times, tolerance=t) for t in (1e-9, 1e-12))
    for one, other in zip(rough.layers, tight.layers, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-9)
    assert tight.imbalance_drift.max() < 1e-13
