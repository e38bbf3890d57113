"""Flows that stay on an invariant manifold: power laws and saddles, against closed forms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from core import network
from core.arrays import EPS, Array
from core.matrix.flow.layered import LayeredTrajectory, layered_flow
from core.matrix.flow.two_layer import TwoLayerTrajectory, two_layer_flow
from core.objective.base import Objective
from core.objective.regression import Regression
from core.objective.squared import Squared
from core.scalar.flow.one_variable import scalar_flow
from core.scalar.network import from_weights

FOREVER = np.concatenate([[0.0], np.geomspace(1e-2, 1e30, 70)])
LATE = np.concatenate([[0.0], np.geomspace(1e-2, 1e12, 29)])


def orthogonal(rng: np.random.Generator, n: int) -> Array:
    return np.linalg.qr(rng.standard_normal((n, n)))[0]


def balanced(
    rng: np.random.Generator, values: Sequence[float], depth: int, width: int
) -> list[Array]:
    """D_l = 0 but for rounding; the product has these singular values and random vectors."""
    n = len(values)
    bases = [orthogonal(rng, n), *(orthogonal(rng, width)[:, :n] for _ in range(depth - 1))]
    bases.append(orthogonal(rng, n))
    size = np.array(values) ** (1.0 / depth)
    return [bases[index] * size @ bases[index + 1].T for index in range(depth)]


def follow(
    objective: Objective, weights: Sequence[Array], times: Array
) -> TwoLayerTrajectory | LayeredTrajectory:
    if len(weights) > 2:
        return layered_flow(objective, weights, times)
    W1, W2 = weights
    return two_layer_flow(objective, W1 @ W2, W1 @ W1.T, W2.T @ W2, times, weights=weights)


def power_law(depth: int, times: Array) -> Array:
    """f of one mode of L equal layers, w(0) = 1, target 0: dw/dt = -w^(2L - 1)."""
    power = 2 * depth - 2
    found: Array = 0.5 * (1.0 + power * times) ** (-2.0 * depth / power)
    return found


@pytest.mark.parametrize("known", [True, False], ids=["layers", "grams"])
def test_two_layers_die_like_a_power_of_time(known: bool) -> None:
    """Target 0 and balanced, to t = 1e30, where the loss is 1e-61; the layers may be unknown."""
    one, weights = np.eye(2), [np.eye(2), np.eye(2)]
    found = two_layer_flow(
        Squared(np.zeros((2, 2))), one, one, one, FOREVER, weights=weights if known else None
    )
    assert found.complete
    np.testing.assert_allclose(found.excess, 2.0 * power_law(2, FOREVER), rtol=1e-9)
    assert found.steps < 400


@pytest.mark.parametrize("depth", [2, 3, 4, 5])
@pytest.mark.parametrize("turned", [False, True])
def test_balanced_layers_die_like_a_power_of_time(depth: int, turned: bool) -> None:
    rng = np.random.default_rng(depth)
    weights = balanced(rng, [1.0, 1.0], depth, 3) if turned else [np.eye(2)] * depth
    found = follow(Squared(np.zeros((2, 2))), weights, FOREVER)
    assert found.complete
    np.testing.assert_allclose(found.excess, 2.0 * power_law(depth, FOREVER), rtol=1e-7)


@pytest.mark.parametrize("depth, reach", [(2, 1e21), (3, 1e30), (5, 1e30)])
def test_one_mode_of_the_target_is_0(depth: int, reach: float) -> None:
    times = FOREVER[reach > FOREVER]
    found = follow(Squared(np.diag([1.0, 0.0])), [np.eye(2)] * depth, times)
    assert found.complete
    np.testing.assert_allclose(found.excess, power_law(depth, times), rtol=1e-7)


@pytest.mark.parametrize("depth", [2, 3, 4, 5])
@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("wider", [0, 2])
def test_balanced_layers_keep_the_sign_of_the_determinant(depth: int, n: int, wider: int) -> None:
    """det W(0) det W* < 0: all modes but the least are fitted, and f ends at half its square."""
    rng = np.random.default_rng(100 * depth + 10 * n + wider)
    weights = balanced(rng, np.linspace(1.0, 0.4, n).tolist(), depth, n + wider)
    values = np.linspace(1.5, 0.6, n)
    target = orthogonal(rng, n) * values @ orthogonal(rng, n).T
    if np.linalg.det(target) * np.linalg.det(network.product(weights)) > 0.0:
        target[0] *= -1.0
    least = float(np.linalg.svd(target, compute_uv=False)[-1])
    found = follow(Squared(target), weights, LATE)
    assert found.complete
    assert found.steps < 1000
    assert found.excess[-1] == pytest.approx(0.5 * least**2, rel=1e-9)
    assert (np.diff(found.excess) <= 1e-9 * found.excess[:-1]).all()


def test_the_saddle_of_the_wrong_determinant() -> None:
    """A positive definite start under a target of eigenvalues 0.5 and -0.5."""
    layer = np.diag([0.75, 0.25])
    found = follow(Squared([[0.3, 0.4], [0.4, -0.3]]), [layer, layer], LATE)
    assert found.complete
    assert found.excess[-1] == pytest.approx(0.125, rel=1e-10)
    least = [np.linalg.eigvalsh(gram)[:, 0] for gram in (found.left, found.right)]
    assert (least[0] + least[1])[-1] < 1e-15


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_least_squares_keep_the_sign_too(depth: int) -> None:
    """The best of rank 1 in the metric of the data: Eckart and Young for X W."""
    rng = np.random.default_rng(depth)
    X = rng.standard_normal((9, 2)) @ np.diag([1.0, 0.6])
    weights = balanced(rng, [1.0, 0.5], depth, 2)
    target = rng.standard_normal((2, 2))
    if np.linalg.det(target) * np.linalg.det(network.product(weights)) > 0.0:
        target[:, 0] *= -1.0
    found = follow(Regression(X, X @ target), weights, LATE)
    least = float(np.linalg.svd(X @ target, compute_uv=False)[-1])
    assert found.complete
    assert found.excess[-1] == pytest.approx(0.5 * least**2, rel=1e-9)


@pytest.mark.parametrize(
    "weights, target",
    [
        ((0.5, 0.5), -1.0),
        ((0.5, -0.5), 1.2),
        ((0.5, 0.5, 0.9), -1.0),
        ((0.7, 0.7, 0.7), -0.8),
        ((0.7, -0.7, 0.7, 1.1), 0.6),
        ((0.6, 0.6, 0.6), 0.0),
        ((0.6, 0.6, 1.2), 0.0),
        ((0.8, 0.8, -0.8, 0.8, 0.8), 1.0),
    ],
)
def test_tied_matrices_of_one_entry_are_scalar_networks(
    weights: tuple[float, ...], target: float
) -> None:
    scalar = from_weights(list(weights), target)
    flow, side = scalar_flow(scalar, target)
    times = np.concatenate([[0.0], np.geomspace(1e-2, 1e8, 60)])
    states = flow.at(0.5 * times)
    found = follow(Squared([[target]]), [np.array([[w]]) for w in weights], times)
    assert found.complete
    np.testing.assert_allclose(found.excess, 0.5 * states.gap**2, rtol=1e-7)
    size = max(abs(float(np.prod(weights))), abs(target))
    np.testing.assert_allclose(
        found.product[:, 0, 0], target - side * states.gap, rtol=0.0, atol=1e-9 * size
    )


def test_homogeneous_layers_whose_smallest_tie_keep_the_sign() -> None:
    """D_1 = 0, D_2 = -I: W_1 and W_2 tie below W_3."""
    rng = np.random.default_rng(3)
    U, R1, R2, V = (orthogonal(rng, 2) for _ in range(4))
    size = np.array([0.8, 0.5])
    weights = [U * size @ R1.T, R1 * size @ R2.T, R2 * np.sqrt(size**2 + 1.0) @ V.T]
    target = orthogonal(rng, 2) * np.array([1.5, 0.6]) @ orthogonal(rng, 2).T
    if np.linalg.det(target) * np.linalg.det(network.product(weights)) > 0.0:
        target[0] *= -1.0
    found = follow(Squared(target), weights, LATE)
    assert found.complete
    assert found.excess[-1] == pytest.approx(0.18, rel=1e-9)


def test_a_determinant_of_the_right_sign_converges() -> None:
    rng = np.random.default_rng(4)
    weights = balanced(rng, [0.9, 0.4], 3, 2)
    target = orthogonal(rng, 2) * np.array([1.5, 0.6]) @ orthogonal(rng, 2).T
    if np.linalg.det(target) * np.linalg.det(network.product(weights)) < 0.0:
        target[0] *= -1.0
    assert follow(Squared(target), weights, LATE).excess[-1] < 1e-30


def test_a_small_mode_moves() -> None:
    """diag(1, 1e-8) twice under the identity: the saddle is left, by t = 40 for good."""
    layer = np.diag([1.0, 1e-8])
    times = np.array([0.0, 10.0, 20.0, 40.0])
    found = follow(Squared(np.eye(2)), [layer, layer], times)
    small = 1e-16
    exact = small * np.exp(2.0 * times) / (1.0 - small + small * np.exp(2.0 * times))
    np.testing.assert_allclose(found.excess[:3], 0.5 * (1.0 - exact[:3]) ** 2, rtol=1e-7)
    assert found.excess[-1] < 1e-15


@pytest.mark.parametrize("roundings, end", [(1, 0.5), (6, 0.5), (100, 0.0)])
def test_a_tie_is_one_to_a_few_roundings(roundings: int, end: float) -> None:
    """Layers 0.5 that tie end at their saddle under -1; what differs by more leaves it."""
    first, second = np.array([[0.5]]), np.array([[0.5 * (1.0 + roundings * EPS)]])
    found = follow(Squared([[-1.0]]), [first, second], LATE)
    assert found.complete
    assert found.excess[-1] == pytest.approx(end, rel=1e-9, abs=1e-30)


def test_one_mode_is_gone_while_another_still_dies() -> None:
    """Targets -1 and -1e-12: t = 40 for the one and 1e13 for the other, ds/dt = -2 s (s + 1e-12).

    By then the slow one is 1e-12 of all that is left, and is followed to its own digits.
    """
    slow = 1e-12
    layer = np.diag([0.5, np.sqrt(slow)])
    times = np.concatenate([[0.0], np.geomspace(1e-2, 4e12, 40)])
    found = follow(Squared(np.diag([-1.0, -slow])), [layer, layer], times)
    part = 0.5 * np.exp(-2.0 * slow * times)  # s / (s + 1e-12)
    assert isinstance(found, TwoLayerTrajectory)
    np.testing.assert_allclose(found.left[:, 1, 1], slow * part / (1.0 - part), rtol=1e-10)
