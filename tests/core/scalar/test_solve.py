"""Closed forms, and what holds of every flow."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from core import ScalarScenario, ScalarSolution, solve
from tests.core.scalar.strategies import EPS, conditioning, scenarios, sizes

ROUNDING = 1 + 1e-12


def at(scenario: ScalarScenario, times: np.ndarray) -> ScalarSolution:
    """The solution at given times."""
    return solve(replace(scenario, times=tuple(times.tolist()), horizon=None))


def assert_same_loss(loss: np.ndarray, solution: ScalarSolution) -> None:
    """Equal to 1e-10, or within 500 roundings of time and start."""
    allowed = (1e-10 + 500 * conditioning(solution)) * solution.loss
    assert (np.abs(loss - solution.loss) <= allowed + 1e-290).all()


# ---- closed forms -----------------------------------------------------------------------------


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_one_layer_is_an_exponential(w: float, y: float) -> None:
    """L = 1: w(t) = y + (w(0) - y) exp(-2t)."""
    assume(abs(w) > 1e-3 and abs(y) > 1e-3)
    times = np.linspace(0.0, 20.0, 41)
    solution = at(ScalarScenario(weights=(w,), target=y), times)
    assert_allclose(solution.loss, (y - w) ** 2 * np.exp(-4 * times), rtol=1e-12)
    assert_allclose(
        solution.weights[:, 0], y + (w - y) * np.exp(-2 * times), rtol=1e-12, atol=1e-14
    )


@given(sizes, sizes)
def test_two_balanced_layers_are_a_sigmoid(y: float, start: float) -> None:
    """dw/dt = 4 (y - w) w: w(t) = y / (1 + (y/w(0) - 1) exp(-4 y t)), from below and above."""
    weight = math.sqrt(start)
    ratio = y / (weight * weight) - 1
    assume(abs(ratio) > 1e-6)
    times = np.linspace(0.0, 30.0, 31) / (4 * y)
    decay = ratio * np.exp(-4 * y * times)
    solution = at(ScalarScenario(weights=(weight, weight), target=y), times)
    assert_allclose(solution.products, y / (1 + decay), rtol=1e-12)
    assert_allclose(solution.loss, (y * decay / (1 + decay)) ** 2, rtol=1e-9)
    assert_allclose(solution.loss[0], (y - weight * weight) ** 2, rtol=1e-9)


# ---- invariants -------------------------------------------------------------------------------


@given(scenarios())
def test_conserved_and_consistent(scenario: ScalarScenario) -> None:
    """Imbalances stay; the product of the weights is `products`, its distance from y the loss."""
    solution = solve(scenario)
    squares = solution.weights**2
    drift = squares[:, :-1] - squares[:, 1:] - solution.network.imbalance
    assert (np.abs(drift) <= 1e-13 * squares.max(1, keepdims=True)).all()
    scale = np.maximum(np.abs(solution.products), abs(scenario.target))
    product = np.prod(solution.weights, axis=1)
    assert (np.abs(product - solution.products) <= 1e-12 * scale).all()
    assert (
        np.abs(solution.products - scenario.target) <= np.sqrt(solution.loss) + EPS * scale
    ).all()
    assert_allclose(solution.weights[0], scenario.weights, rtol=1e-13)


@given(scenarios())
def test_the_loss_never_increases(scenario: ScalarScenario) -> None:
    """And it starts at (y - w(0))^2 and does not end above y^2's plateau, unless nothing moves."""
    loss = solve(scenario).loss
    assert (loss[1:] <= loss[:-1] * ROUNDING).all()
    w = math.prod(scenario.weights or ())
    scale = max(abs(scenario.target), abs(w))
    assert math.sqrt(loss[0]) == pytest.approx(abs(scenario.target - w), abs=1e-14 * scale)


@given(scenarios())
def test_guarantee_below_measurement(scenario: ScalarScenario) -> None:
    """Lower bound <= alpha* <= inf tau <= tau(t); tightness is their ratio."""
    s = solve(scenario)
    assert s.gamma == {"true": 4.0, "poster": 1.0}[scenario.gamma]
    assert s.alpha_lower_bound <= s.alpha_star * ROUNDING
    assert s.gamma * s.alpha_star <= s.infimum * ROUNDING
    assert s.infimum <= s.gamma * s.preconditioner.min() * ROUNDING
    if s.infimum > 0.0:
        assert s.tightness is not None
        assert s.tightness <= ROUNDING
        assert s.tightness == pytest.approx(s.gamma * s.alpha_star / s.infimum, rel=1e-12, abs=0.0)
    else:
        assert s.tightness is None


@given(scenarios())
def test_the_infimum_is_that_of_the_path(scenario: ScalarScenario) -> None:
    """The least tau on the path: at the start, at the end, or where the smallest weight is 0."""
    s = solve(scenario)
    k = s.network.smallest
    candidates = [s.weights[0], s.end.weights]
    if s.weights[0, k] * s.end.weights[k] < 0:
        candidates.append(np.sqrt(s.network.cumulative_imbalance))
    least = min(
        sum(math.prod(np.delete(w, layer) ** 2) for layer in range(w.size)) for w in candidates
    )
    assert s.infimum == pytest.approx(s.gamma * least, rel=1e-10, abs=1e-300)


@given(scenarios())
def test_every_envelope_is_above_the_loss(scenario: ScalarScenario) -> None:
    """Loss <= progressive <= exponential <= exponential of the lower bound."""
    s = solve(scenario)
    assert_allclose(
        s.envelope, s.loss[0] * np.exp(-s.gamma * s.alpha_star * s.times), rtol=1e-9, atol=1e-290
    )
    ladder = [s.loss, s.progressive_envelope, s.envelope, s.lower_bound_envelope]
    slack = 1 + 1e-9 + 500 * conditioning(s)
    for below, above in pairwise(ladder):
        assert (below <= above * slack + 1e-290).all()


@given(scenarios())
def test_the_flow_is_the_gradient_flow(scenario: ScalarScenario) -> None:
    """dw/dt = 2 tau (y - w), by central differences."""
    s = solve(scenario)
    products = np.prod(s.weights, axis=1)
    gap = scenario.target - products
    speed = np.abs(2 * s.preconditioner * gap)
    useful = (
        (np.abs(gap) > 1e-3 * abs(gap[0]))
        & (np.abs(products) > 1e-3 * np.abs(products).max())
        & (conditioning(s) < 1e-11)
        & (speed > 0)
    )
    assume(useful.sum() > 2)
    i = np.flatnonzero(useful)[useful.sum() // 2]
    step = 1e-4 * min(1 / (4 * s.preconditioner[i]), abs(products[i]) / speed[i])
    assume(s.times[i] > step)
    before, after = s.times[i] - step, s.times[i] + step
    w = np.prod(at(scenario, np.array([before, after])).weights, axis=1)
    slope = (w[1] - w[0]) / (after - before)
    assert slope == pytest.approx(2 * s.preconditioner[i] * gap[i], rel=1e-4, abs=0.0)


# ---- symmetries -------------------------------------------------------------------------------


@given(scenarios(), st.integers(0, 9), st.integers(0, 9))
def test_two_flipped_signs_change_nothing(scenario: ScalarScenario, i: int, j: int) -> None:
    """Flip two weights, or one weight and the target: the loss is the same."""
    s = solve(scenario)
    flipped = list(scenario.weights or ())
    i, j = i % len(flipped), j % len(flipped)
    flipped[i] *= -1
    mirrored = replace(scenario, weights=tuple(flipped), target=-scenario.target)
    assert_same_loss(at(mirrored, s.times).loss, s)
    flipped[j] *= -1
    assert_same_loss(at(replace(scenario, weights=tuple(flipped)), s.times).loss, s)


@given(scenarios(), st.randoms(use_true_random=False))
def test_the_order_of_layers_does_not_matter(scenario: ScalarScenario, random) -> None:
    """A permutation of the layers permutes the weights and keeps the loss and alpha*."""
    s = solve(scenario)
    order = list(range(scenario.depth))
    random.shuffle(order)
    start = tuple((scenario.weights or ())[layer] for layer in order)
    permuted = at(replace(scenario, weights=start), s.times)
    assert_same_loss(permuted.loss, s)
    assert permuted.alpha_star == pytest.approx(s.alpha_star, rel=1e-12, abs=0.0)
    assert_allclose(permuted.end.weights, s.end.weights[order], rtol=1e-12, atol=1e-14)


@given(scenarios(), st.sampled_from([0.125, 0.5, 2.0, 16.0]))
def test_scaling(scenario: ScalarScenario, s: float) -> None:
    """w -> s w, y -> s^L y, t -> t / s^(2L-2): loss -> s^(2L) loss."""
    depth = scenario.depth
    plain = solve(scenario)
    scaled = at(
        replace(
            scenario,
            weights=tuple(s * weight for weight in scenario.weights or ()),
            target=s**depth * scenario.target,
        ),
        plain.times / s ** (2 * depth - 2),
    )
    assert_same_loss(scaled.loss / s ** (2 * depth), plain)
    assert scaled.alpha_star == pytest.approx(
        s ** (2 * depth - 2) * plain.alpha_star, rel=1e-12, abs=0.0
    )


@given(scenarios(), st.floats(0.05, 0.95))
def test_stop_and_restart_equals_going_straight(scenario: ScalarScenario, part: float) -> None:
    """The flow has no memory."""
    straight = solve(scenario)
    i = int(part * (straight.times.size - 1))
    # Rounded weights keep y - w to rounding of y: restart while the gap is well above that.
    assume(straight.loss[i] > 1e-4 * max(straight.loss[0], scenario.target**2))
    restarted = replace(scenario, weights=tuple(straight.weights[i].tolist()))
    loss = at(restarted, straight.times[i:] - straight.times[i]).loss
    allowed = (1e-9 + 5000 * conditioning(straight)[i:]) * straight.loss[i:]
    assert (np.abs(loss - straight.loss[i:]) <= allowed + 1e-290).all()


def test_the_progressive_envelope_of_a_start_inside_is_the_loss_however_stiff() -> None:
    """At the target the loss falls like exp(-1e30 t): a rounding of the start would show."""
    s = solve(ScalarScenario(weights=(0.2529862239705909,) * 6, target=1.653734938435893e17))
    np.testing.assert_array_equal(s.progressive_envelope, s.loss)
