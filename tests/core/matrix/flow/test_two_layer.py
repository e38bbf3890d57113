"""The closed system of two layers against exact solutions, thirty digits and the full flow."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.arrays import Array
from core.matrix.flow.layered import layered_flow
from core.matrix.flow.two_layer import TwoLayerTrajectory, two_layer_flow
from core.objective.base import Objective
from core.objective.logistic import Logistic
from core.objective.regression import Regression
from core.objective.squared import Squared
from core.scalar.flow.one_variable import ScalarFlow
from core.scalar.network import from_weights
from tests.core.matrix.flow.gram_reference import distances
from tests.core.matrix.strategies import CASES, draw_layers, draw_objective, objective_of, seeds

TWO_LAYERS = [case for case in CASES if len(case["scenario"]["weights"]) == 2]


def flow(objective: Objective, weights: Sequence[Array], times: object) -> TwoLayerTrajectory:
    W1, W2 = weights
    return two_layer_flow(objective, W1 @ W2, W1 @ W1.T, W2.T @ W2, np.asarray(times, dtype=float))


def orthogonal(rng: np.random.Generator, n: int) -> Array:
    return np.linalg.qr(rng.standard_normal((n, n)))[0]


def ill_conditioned(rng: np.random.Generator, n: int, m: int, condition: float) -> Regression:
    X = orthogonal(rng, 12)[:, :n] * np.geomspace(1.0, condition**-0.5, n) @ orthogonal(rng, n)
    return Regression(X, X @ rng.standard_normal((n, m)) + 0.1 * rng.standard_normal((12, m)))


@pytest.mark.parametrize("case", TWO_LAYERS, ids=lambda case: case["note"])
def test_reference_cases(case):
    scenario, answer = case["scenario"], case["answer"]
    objective = objective_of(scenario)
    weights = [np.array(layer) for layer in scenario["weights"]]
    found = flow(objective, weights, scenario["times"])
    np.testing.assert_allclose(found.excess + objective.minimum, answer["loss"], rtol=2e-9)
    least = np.linalg.eigvalsh(found.left)[:, 0] + np.linalg.eigvalsh(found.right)[:, 0]
    np.testing.assert_allclose(least, answer["preconditioner_min"], rtol=1e-9)
    assert found.complete


@pytest.mark.parametrize("size", [1e-8, 0.3, 1.9])
def test_balanced_layers_follow_the_sigmoid(size):
    """s(t) = s* e^(2 s* t) / (e^(2 s* t) - 1 + s*/s(0)), and s* - s without cancellation."""
    rng = np.random.default_rng(1)
    U, V, R = orthogonal(rng, 3), orthogonal(rng, 3), orthogonal(rng, 5)[:3]
    targets, start = np.array([2.0, 1.5, 0.7]), np.full(3, size)
    times = np.linspace(0.0, 19.0 / 0.7, 40)
    found = flow(
        Squared(U * targets @ V.T),
        [U * np.sqrt(start) @ R, R.T * np.sqrt(start) @ V.T],
        times,
    )
    fall = np.exp(-2.0 * targets * times[:, None])
    ratio = targets / start - 1.0
    gap = targets * ratio * fall / (1.0 + ratio * fall)
    np.testing.assert_allclose(found.excess, 0.5 * (gap**2).sum(1), rtol=2e-8)
    # Off the diagonal an error stays that small beside the whole, and no smaller.
    turned = U.T @ found.product @ V
    np.testing.assert_allclose(turned, (targets - gap)[:, :, None] * np.eye(3), atol=1e-9)


@pytest.mark.parametrize(
    "weights, target",
    [((1.2, 0.3), 1.0), ((0.5, -0.8), -1.4), ((1.05, 0.486), -0.788), ((1e-6, 1.0), 1.0)],
)
def test_one_by_one_matrices_are_scalar_networks(weights, target):
    scalar = from_weights(weights, target)
    side = -1.0 if target < 0 else 1.0
    exact = ScalarFlow(
        scalar.others, side * scalar.orientation * scalar.start, abs(target), side * scalar.gap
    )
    times = np.concatenate([[0.0], np.geomspace(1e-3, 30.0, 60)])
    found = flow(Squared([[target]]), [np.array([[w]]) for w in weights], times)
    # 1/2 |y - w|^2 flows at half the speed of |y - w|^2.
    states = exact.at(0.5 * times)
    np.testing.assert_allclose(found.excess, 0.5 * states.gap**2, rtol=1e-7)
    squares = scalar.weights(states.smallest_weight) ** 2
    np.testing.assert_allclose(found.left[:, 0, 0], squares[:, 0], atol=1e-10)
    np.testing.assert_allclose(found.right[:, 0, 0], squares[:, 1], atol=1e-10)


@pytest.mark.parametrize("kind", ["squared", "regression"])
def test_loss_keeps_its_digits_down_to_1e16_of_its_start(kind):
    rng = np.random.default_rng(5)
    weights = draw_layers(rng, (2, 40, 2))
    if kind == "squared":
        objective: Objective = Squared(rng.standard_normal((2, 2)))
        H = np.eye(2)
    else:
        objective = ill_conditioned(rng, 2, 2, 3.0)
        H = objective.inputs.T @ objective.inputs
    rough = flow(objective, weights, np.linspace(0.0, 60.0, 200))
    end = rough.times[np.searchsorted(-rough.excess, -1e-17 * rough.excess[0])]
    times = [0.05 * end, 0.3 * end, 0.6 * end, end]
    Z = distances(H, objective.centre, *weights, times, step=0.1)
    truth = 0.5 * np.einsum("tij,ik,tkj->t", Z, H, Z)
    found = flow(objective, weights, times)
    assert found.excess[-1] < 1e-16 * rough.excess[0]
    np.testing.assert_allclose(found.excess, truth, rtol=2e-8)
    np.testing.assert_allclose(found.product, objective.centre + Z, atol=1e-9)


@given(seed=seeds, n=st.integers(1, 4), m=st.integers(1, 4), h=st.integers(1, 9))
def test_agrees_with_the_full_flow(seed, n, m, h):
    rng = np.random.default_rng(seed)
    weights = draw_layers(rng, (n, h, m))
    kinds = ["squared", "regression", "deficient"] + ["logistic"] * (m == 1)
    objective = draw_objective(kinds[int(rng.integers(len(kinds)))], rng, n, m)
    times = np.linspace(0.0, 3.0 / objective.smoothness, 7)
    reduced = flow(objective, weights, times)
    full = layered_flow(objective, weights, times, tolerance=1e-13)
    size = 1.0 + float(np.linalg.norm(reduced.left, axis=(1, 2)).max())
    size += float(np.linalg.norm(reduced.right, axis=(1, 2)).max())
    np.testing.assert_allclose(reduced.product, full.product, atol=1e-10 * size)
    W1, W2 = full.layers
    np.testing.assert_allclose(reduced.left, W1 @ W1.mT, atol=1e-10 * size)
    np.testing.assert_allclose(reduced.right, W2.mT @ W2, atol=1e-10 * size)
    np.testing.assert_allclose(reduced.excess, full.excess, rtol=1e-8)


@given(seed=seeds, n=st.integers(1, 5), m=st.integers(1, 5), h=st.integers(1, 12))
def test_loss_falls_and_imbalance_stays(seed, n, m, h):
    rng = np.random.default_rng(seed)
    weights = draw_layers(rng, (n, h, m))
    objective = draw_objective("squared" if m > 1 else "logistic", rng, n, m)
    found = flow(objective, weights, np.concatenate([[0.0], np.geomspace(1e-3, 300.0, 50)]))
    assert found.complete
    assert (np.diff(found.excess) <= 1e-12 * found.excess[:-1]).all()
    # The nonzero eigenvalues of D are those of G J: their power sums are constants.
    top = np.concatenate([found.left, found.product], axis=2)
    below = np.concatenate([found.product.mT, found.right], axis=2)
    signed = np.concatenate([top, below], axis=1) * np.r_[np.ones(n), -np.ones(m)]
    size = float(np.linalg.norm(signed, axis=(1, 2)).max())
    power = np.eye(n + m)
    for k in range(1, 4):
        power = power @ signed
        trace = np.trace(power, axis1=1, axis2=2)
        np.testing.assert_allclose(trace, trace[0], rtol=0.0, atol=1e-9 * size**k)


def test_stop_and_restart_is_going_straight():
    rng = np.random.default_rng(8)
    weights = draw_layers(rng, (3, 5, 2))
    objective = draw_objective("regression", rng, 3, 2)
    straight = flow(objective, weights, [0.4, 1.0])
    again = two_layer_flow(
        objective, straight.product[0], straight.left[0], straight.right[0], np.array([0.6])
    )
    np.testing.assert_allclose(again.product[0], straight.product[1], rtol=1e-9)
    np.testing.assert_allclose(again.excess[0], straight.excess[1], rtol=1e-8)


@pytest.mark.parametrize("condition", [1e2, 1e4, 1e6])
def test_stiff_flows_finish(condition):
    """The slow end: with T at rest, the least curvature decides, and the answer is a number."""
    rng = np.random.default_rng(2)
    objective = ill_conditioned(rng, 4, 3, condition)
    weights = draw_layers(rng, (4, 9, 3))
    times = np.concatenate([[0.0], np.geomspace(1e-3, 1e4 * condition, 100)])
    found = flow(objective, weights, times)
    assert found.complete
    assert found.steps < 300
    assert (np.diff(found.excess) <= 0.0).all()
    # With T at rest the loss falls at twice the least eigenvalue of H^(1/2) T H^(1/2).
    H = objective.inputs.T @ objective.inputs
    T = np.kron(found.left[-1], np.eye(3)) + np.kron(np.eye(4), found.right[-1])
    values, vectors = np.linalg.eigh(H)
    root = np.kron((vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T, np.eye(3))
    rate = 2.0 * np.linalg.eigvalsh(root @ T @ root)[0]
    begin = times[np.searchsorted(-found.excess, -1e-60)]
    late = flow(objective, weights, [begin, begin + 100.0 / rate])
    assert -math.log(late.excess[1] / late.excess[0]) == pytest.approx(100.0, rel=1e-6)


def test_a_narrow_flow_that_is_stiff_takes_no_thousands_of_steps() -> None:
    """A rate near 1, to t = 3000, by a factor of G: the hidden width is 2."""
    rng = np.random.default_rng(2)
    objective = ill_conditioned(rng, 4, 3, 1e4)
    found = flow(objective, draw_layers(rng, (4, 2, 3)), [0.0, 3e3])
    assert found.complete
    assert found.steps < 100


def test_long_runs_end_in_exponentials():
    rng = np.random.default_rng(4)
    weights = draw_layers(rng, (3, 6, 3))
    found = flow(Squared(np.diag([2.0, 1.5, 1.0])), weights, [10.0, 60.0, 100.0, 1e6, 1e100])
    assert found.complete
    assert found.excess[2] < 1e-40
    assert found.excess[3] == 0.0
    np.testing.assert_allclose(found.product[4], np.diag([2.0, 1.5, 1.0]), atol=1e-13)


def test_stationary_starts_stay():
    zero = flow(Squared(np.eye(2)), [np.zeros((2, 3)), np.zeros((3, 2))], [0.0, 1.0, 1e9])
    assert zero.complete
    np.testing.assert_array_equal(zero.excess, 1.0)
    there = flow(Squared(np.eye(2)), [np.eye(2), np.eye(2)], [0.0, 1.0, 1e9])
    np.testing.assert_array_equal(there.excess, 0.0)
    np.testing.assert_array_equal(there.product, np.broadcast_to(np.eye(2), (3, 2, 2)))


@pytest.mark.parametrize("scale", [1e-12, 1e-3, 1e3])
def test_scales_of_the_weights(scale):
    rng = np.random.default_rng(6)
    W1, W2 = (scale * layer for layer in draw_layers(rng, (3, 7, 3)))
    found = flow(Squared(np.diag([2.0, 1.5, 1.0])), [W1, W2], np.linspace(0.0, 60.0, 30))
    assert found.complete
    assert (np.diff(found.excess) <= 1e-12 * found.excess[:-1]).all()
    assert found.excess[-1] < 1e-6


def test_small_gaussian_starts_keep_the_digits_of_the_last_mode():
    """G is definite but its least eigenvalue is 1e-6 of what the first modes grow to."""
    rng = np.random.default_rng(10)
    weights = [
        1e-3 * layer for layer in (rng.standard_normal((3, 40)), rng.standard_normal((40, 3)))
    ]
    objective = Squared(np.diag([4.0, 2.0, 1.0]))
    times = np.linspace(0.0, 20.0, 41)
    truth = layered_flow(objective, weights, times, tolerance=1e-14)
    found = flow(objective, weights, times)
    assert truth.excess[-1] < 1e-3 * truth.excess[0]
    np.testing.assert_allclose(found.excess, truth.excess, rtol=1e-7)


def test_separable_logistic_data_with_a_small_ridge():
    rng = np.random.default_rng(7)
    X = rng.standard_normal((40, 3))
    objective = Logistic(X, np.where(X @ [1.0, 2.0, -1.0] > 0, 1, -1), 1e-4)
    weights = draw_layers(rng, (3, 5, 1))
    times = np.concatenate([[0.0], np.geomspace(1e-2, 1e6, 60)])
    found = flow(objective, weights, times)
    assert found.complete
    assert (np.diff(found.excess) <= 1e-12 * found.excess[:-1]).all()
    assert found.excess[-1] < 1e-16 * found.excess[0]


def test_rank_deficient_regression_reaches_the_least_loss():
    rng = np.random.default_rng(9)
    objective = draw_objective("deficient", rng, 4, 3)
    found = flow(objective, draw_layers(rng, (4, 6, 3)), np.linspace(0.0, 400.0, 30))
    assert found.complete
    assert found.excess[-1] < 1e-20
    np.testing.assert_allclose(objective.excess(found.product), found.excess, atol=1e-12)


def test_times_keep_their_shape():
    weights = [np.eye(2), np.eye(2)]
    assert flow(Squared(3 * np.eye(2)), weights, []).product.shape == (0, 2, 2)
    twice = flow(Squared(3 * np.eye(2)), weights, [0.0, 0.0, 0.5, 0.5])
    np.testing.assert_array_equal(twice.excess[0::2], twice.excess[1::2])
    assert twice.excess[0] == 4.0
