"""The flow of all layers: reference cases, exact solutions, and the reduced flow of two layers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from core import network
from core.integrate.budget import OutOfTimeError, time_limit
from core.integrate.march import Halt
from core.matrix import preconditioner
from core.matrix.flow.layered import layered_flow
from core.objective.regression import Regression
from core.objective.squared import Squared
from core.scalar.flow.one_variable import ScalarFlow
from core.scalar.network import from_weights
from tests.core.matrix.strategies import (
    CASES,
    draw_layers,
    draw_objective,
    objective_of,
    seeds,
    widths,
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["note"])
def test_reference_cases(case):
    scenario, answer = case["scenario"], case["answer"]
    objective = objective_of(scenario)
    found = layered_flow(
        objective,
        [np.array(layer) for layer in scenario["weights"]],
        np.array(scenario["times"]),
    )
    assert found.complete
    # The answers come from the layers' product, and W - W* has its rounding, about 1e-14.
    loss = np.sqrt(answer["loss"])
    np.testing.assert_allclose(
        np.sqrt(found.excess + objective.minimum), loss, rtol=1e-8, atol=2e-14
    )
    least, _ = preconditioner.extreme_eigenvalues(found.layers)
    np.testing.assert_allclose(least, answer["preconditioner_min"], rtol=1e-8)
    assert found.imbalance_drift.max() < 1e-9


@pytest.mark.parametrize(
    "weights, target",
    [
        ((1.2,), -0.7),
        ((0.9, 0.4), 1.0),
        ((0.6, 0.8, 1.0), -1.4),
        ((1.05, 0.486, 0.745, 0.907), -0.788),
        ((0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3), 1.0),
    ],
)
def test_one_by_one_matrices_are_scalar_networks(weights, target):
    scalar = from_weights(weights, target)
    side = -1.0 if target < 0 else 1.0
    exact = ScalarFlow(
        scalar.others, side * scalar.orientation * scalar.start, abs(target), side * scalar.gap
    )
    times = np.concatenate([[0.0], np.geomspace(1e-3, 20.0, 50)])
    found = layered_flow(Squared([[target]]), [np.array([[w]]) for w in weights], times)
    states = exact.at(0.5 * times)
    np.testing.assert_allclose(found.excess, 0.5 * states.gap**2, rtol=1e-7, atol=1e-300)
    truth = scalar.weights(side * scalar.orientation * states.smallest_weight)
    flat = np.stack([layer[:, 0, 0] for layer in found.layers], axis=1)
    np.testing.assert_allclose(flat, truth, atol=1e-8)


@given(seed=seeds, widths=widths)
def test_loss_falls_and_imbalance_stays(seed, widths):
    rng = np.random.default_rng(seed)
    weights = draw_layers(rng, widths)
    n, m = widths[0], widths[-1]
    kinds = ["squared", "regression", "deficient"] + ["logistic"] * (m == 1)
    objective = draw_objective(kinds[int(rng.integers(len(kinds)))], rng, n, m)
    times = np.concatenate([[0.0], np.geomspace(1e-3, 20.0, 30)]) / objective.smoothness
    found = layered_flow(objective, weights, times)
    assert found.complete
    assert (np.diff(found.excess) <= 1e-12 * found.excess[:-1]).all()
    assert found.imbalance_drift.max() < 1e-8
    np.testing.assert_allclose(found.product, network.product(found.layers), atol=1e-6)
    np.testing.assert_allclose(objective.excess(found.product), found.excess, rtol=1e-4, atol=1e-9)
    np.testing.assert_allclose(found.gradient, objective.gradient(found.product), atol=1e-5)


@pytest.mark.parametrize("index", [0, 1, 2])
def test_slopes_are_the_gradients(index):
    """Central differences in time, where the solver has interpolated."""
    rng = np.random.default_rng(3)
    weights = draw_layers(rng, (3, 4, 5, 2))
    objective = draw_objective("regression", rng, 3, 2)
    step = 1e-4
    found = layered_flow(objective, weights, 0.031 + step * np.arange(-1, 2))
    slope = (found.layers[index][2] - found.layers[index][0]) / (2 * step)
    now = [layer[1] for layer in found.layers]
    gradient = network.gradients(now, objective.gradient(network.product(now)))[index]
    np.testing.assert_allclose(slope, -gradient, rtol=1e-4, atol=1e-5)


def test_stop_and_restart_is_going_straight():
    rng = np.random.default_rng(8)
    weights = draw_layers(rng, (3, 5, 4, 2))
    objective = draw_objective("squared", rng, 3, 2)
    straight = layered_flow(objective, weights, np.array([0.4, 1.0]))
    again = layered_flow(
        objective, [layer[0] for layer in straight.layers], np.array([0.6]), tolerance=1e-12
    )
    for before, after in zip(straight.layers, again.layers, strict=True):
        np.testing.assert_allclose(after[0], before[1], atol=1e-8)


def test_loss_keeps_its_digits_down_to_1e16_of_its_start():
    """Against a run with a tolerance a thousand times tighter."""
    rng = np.random.default_rng(11)
    weights = draw_layers(rng, (3, 6, 6, 3))
    objective = Squared(weights[0] @ weights[1] @ weights[2] + 0.3 * np.eye(3))
    times = np.linspace(0.0, 200.0, 400)
    rough = layered_flow(objective, weights, times)
    upto = int(np.searchsorted(-rough.excess, -1e-16 * rough.excess[0]))
    assert upto < 400
    tight = layered_flow(objective, weights, times, tolerance=1e-12)
    np.testing.assert_allclose(rough.excess[:upto], tight.excess[:upto], rtol=1e-7)


@pytest.mark.parametrize("condition", [1e2, 1e4, 1e8])
def test_stiff_flows_finish(condition):
    rng = np.random.default_rng(2)
    U = np.linalg.qr(rng.standard_normal((12, 3)))[0]
    X = U * np.geomspace(1.0, condition**-0.5, 3)
    objective = Regression(X, X @ rng.standard_normal((3, 2)) + 0.1)
    weights = draw_layers(rng, (3, 5, 5, 2))
    times = np.concatenate([[0.0], np.geomspace(1e-3, 30.0 * condition, 60)])
    found = layered_flow(objective, weights, times)
    assert found.complete
    assert found.steps < 600
    assert (np.diff(found.excess) <= 0.0).all()
    assert found.imbalance_drift.max() < 1e-8
    np.testing.assert_allclose(found.product, network.product(found.layers), atol=1e-12)
    assert found.excess[-1] < 1e-12 * found.excess[0]


def test_work_is_bounded_and_says_what_to_change():
    """Too many outputs for implicit steps, too stiff for explicit ones."""
    rng = np.random.default_rng(2)
    X = np.geomspace(1.0, 1e-5, 21) * np.eye(21)
    objective = Regression(X, X @ rng.standard_normal((21, 20)))
    weights = [np.eye(21, 22), np.eye(22), np.eye(22, 20)]
    found = layered_flow(objective, weights, np.array([0.0, 1.0, 1e9]))
    assert not found.complete
    np.testing.assert_array_equal(found.times, [0.0, 1.0])
    assert found.product.shape == (2, 21, 20)
    assert found.halt is Halt.STEPS


@pytest.mark.parametrize("hidden", [(16, 16), (6, 6, 6, 6, 6)], ids=str)
def test_scipy_takes_the_same_way(hidden):
    """All layers, between the steps too; the rows of a deep flow are stacked, of others not."""
    rng = np.random.default_rng(12)
    weights = [W / np.sqrt(max(W.shape)) for W in draw_layers(rng, (4, *hidden, 3))]
    objective = draw_objective("squared", rng, 4, 3)
    times = np.linspace(0.0, 4.0, 37)
    edges = np.cumsum([W.size for W in weights])[:-1]

    def velocity(_t, state):
        parts = zip(np.split(state, edges), weights, strict=True)
        layers = [part.reshape(W.shape) for part, W in parts]
        E = objective.gradient(network.product(layers))
        return -np.concatenate([g.ravel() for g in network.gradients(layers, E)])

    start = np.concatenate([W.ravel() for W in weights])
    options = {"method": "DOP853", "rtol": 1e-12, "atol": 1e-13, "t_eval": times}
    truth = solve_ivp(velocity, (0.0, times[-1]), start, **options).y.T
    found = layered_flow(objective, weights, times)
    flat = np.concatenate([layer.reshape(len(times), -1) for layer in found.layers], axis=1)
    away, size = np.linalg.norm(flat - truth, axis=1), np.linalg.norm(truth, axis=1)
    assert (away <= 2e-9 * size).all()


def test_a_cancelled_flow_ends_where_it_is():
    """Nobody waits any more: no step is taken after the one that is prepared."""
    rng = np.random.default_rng(13)
    weights = draw_layers(rng, (3, 5, 5, 2))
    objective = draw_objective("squared", rng, 3, 2)
    with time_limit() as limit:
        limit.cancel()
        with pytest.raises(OutOfTimeError):
            layered_flow(objective, weights, np.array([0.0, 1e3]))


def test_wide_middle_layers_and_no_hidden_layer():
    rng = np.random.default_rng(5)
    W = rng.standard_normal((3, 2))
    objective = Squared(np.zeros((3, 2)))
    times = np.linspace(0.0, 5.0, 9)
    one = layered_flow(objective, [W], times)
    np.testing.assert_allclose(
        one.product, np.exp(-times)[:, None, None] * W, rtol=1e-8, atol=1e-12
    )
    assert (one.imbalance_drift == 0.0).all()


@given(seed=seeds, depth=st.integers(2, 4))
def test_stationary_starts_stay(seed, depth):
    """Two or more layers of zero: every gradient is 0."""
    rng = np.random.default_rng(seed)
    weights = [np.zeros((3, 3)), np.zeros((3, 3)), *draw_layers(rng, (3, 3, 3, 3))][:depth]
    found = layered_flow(Squared(np.eye(3)), weights, np.array([0.0, 1.0, 1e6]))
    assert found.complete
    np.testing.assert_array_equal(found.excess, 1.5)


def test_a_width_of_one_ends_at_the_best_of_rank_one():
    """The loss left is that of the other singular values; nothing moves any more."""
    target = np.diag([3.0, 2.0, 1.0])
    weights = [np.array([[0.5], [0.4], [0.3]]), np.array([[1.0]]), np.array([[0.6, 0.3, 0.2]])]
    found = layered_flow(Squared(target), weights, np.array([0.0, 100.0, 1e4, 1e12]))
    assert found.complete
    np.testing.assert_allclose(found.excess[1:], 2.5, rtol=1e-9)
