"""Networks side by side: each block keeps what is its own, in whatever coordinates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import pytest
from scipy.linalg import block_diag

from core import network
from core.arrays import Array
from core.matrix import preconditioner
from core.matrix.ends.end import Kind, end_of
from core.matrix.flow.invariant.blocks import blocks
from core.matrix.flow.layered import LayeredFlow, layered_flow
from core.matrix.flow.trajectory import flow_of
from core.objective.base import Objective
from core.objective.logistic import Logistic
from core.objective.regression import Regression
from core.objective.squared import Squared
from core.scalar.flow.one_variable import scalar_flow
from core.scalar.network import from_weights
from tests.core.matrix.flow.invariant.test_manifold import orthogonal

Turn = Callable[[np.random.Generator, int], Array]


def moved(rng: np.random.Generator, side: int) -> Array:
    """A signed permutation."""
    turn: Array = np.eye(side)[rng.permutation(side)] * rng.choice([-1.0, 1.0], side)
    return turn


def side_by_side(
    rng: np.random.Generator, parts: Sequence[Sequence[Array]], targets: Sequence[Array], turn: Turn
) -> tuple[list[Array], Array]:
    """The network of these blocks, and its target, turned."""
    layers = [block_diag(*layer) for layer in zip(*parts, strict=True)]
    target = block_diag(*targets)
    bases = [turn(rng, len(layer)) for layer in layers] + [turn(rng, target.shape[1])]
    turned = [a @ layer @ b.T for a, layer, b in zip(bases, layers, bases[1:], strict=False)]
    return turned, bases[0] @ target @ bases[-1].T


@pytest.mark.parametrize("turn", [moved, orthogonal])
@pytest.mark.parametrize("depth", [2, 3])
def test_a_tied_block_of_the_wrong_sign_stays_at_its_saddle(depth: int, turn: Turn) -> None:
    """Beside a block that is neither spectral nor balanced, and to the end."""
    rng = np.random.default_rng(depth)
    dense = [rng.normal(size=(2, 2)) for _ in range(depth)]
    aim = rng.normal(size=(2, 2))
    tied = [0.7] * (depth - 1) + [-0.7]
    weights, target = side_by_side(
        rng, [dense, [np.array([[w]]) for w in tied]], [aim, np.array([[1.0]])], turn
    )
    objective = Squared(target)
    times = np.concatenate([[0.0], np.geomspace(0.1, 1e4, 30)])
    way = flow_of(objective, weights).at(times)
    assert way.complete
    flow, _ = scalar_flow(from_weights(tied, 1.0), 1.0)
    # 1/2 |y - w|^2 at time t is half of |y - w|^2 at t / 2.
    exact = 0.5 * flow.at(0.5 * times).gap ** 2
    exact += layered_flow(Squared(aim), dense, times).excess
    np.testing.assert_allclose(way.excess, exact, rtol=1e-6)
    end = end_of(objective, weights, flow_of(objective, weights), len(weights[1]))
    assert end.kind is Kind.SADDLE
    assert end.loss == pytest.approx(0.5, rel=1e-9)
    np.testing.assert_allclose(network.product(end.layers), end.product, atol=1e-8)
    assert 0.5 * np.sum((end.product - target) ** 2) == pytest.approx(0.5, rel=1e-7)


@pytest.mark.parametrize("turn", [moved, orthogonal])
@pytest.mark.parametrize("sides", [(3, 3, 3), (3, 4, 3), (2, 3, 4, 3), (4, 3, 2, 3)])
def test_what_is_read_off_is_that_of_all_layers(sides: tuple[int, ...], turn: Turn) -> None:
    """Against the flow of all layers as one, and what is read off those."""
    rng = np.random.default_rng(sum(sides))
    dense = [rng.normal(size=(a - 1, b - 1)) for a, b in pairwise(sides)]
    single = [np.array([[w]]) for w in rng.normal(size=len(sides) - 1)]
    aims = [rng.normal(size=(sides[0] - 1, sides[-1] - 1)), np.array([[1.5]])]
    weights, target = side_by_side(rng, [dense, single], aims, turn)
    objective = Squared(target)
    assert len(blocks(objective, weights)) == 2
    times = np.array([0.0, 0.1, 0.5, 1.0])
    way, whole = flow_of(objective, weights).at(times), layered_flow(objective, weights, times)
    P, Q = preconditioner.grams(whole.layers)
    for found, expected in [
        (way.excess, whole.excess),
        (way.spectrum, preconditioner.spectrum_of(P, Q)),
        (way.extremes[0], preconditioner.spectrum_of(P, Q)[:, 0]),
        (way.extremes[1], preconditioner.spectrum_of(P, Q)[:, -1]),
        (way.grams()[0], P),
        (way.grams()[1], Q),
        (way.singular_values, np.linalg.svd(whole.product, compute_uv=False)),
        (way.preconditioner_drift, preconditioner.drift(P, Q)),
        (
            way.gradient_square,
            sum((g**2).sum((1, 2)) for g in network.gradients(whole.layers, whole.gradient)),
        ),
        *(
            (values, np.linalg.svd(layer, compute_uv=False))
            for values, layer in zip(way.layer_singular_values(), whole.layers, strict=True)
        ),
    ]:
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-7)
    end, known = flow_of(objective, weights).end(1e4)
    last, _ = LayeredFlow(objective, weights).end(1e4)
    assert known
    np.testing.assert_allclose(network.product(end.layers), network.product(last.layers), atol=1e-7)
    np.testing.assert_allclose(end.gradient, last.gradient, atol=1e-7)
    for layer, other in zip(end.layers, last.layers, strict=True):
        if len(sides) > 3:  # two layers may be followed in other hidden coordinates
            np.testing.assert_allclose(layer, other, atol=1e-7)


def test_a_hidden_unit_that_is_dead_in_turned_coordinates_stays_so() -> None:
    rng = np.random.default_rng(3)
    R = orthogonal(rng, 2)
    weights = [rng.normal(size=(2, 1)) @ R[:1], R[:1].T @ rng.normal(size=(1, 2))]
    target = orthogonal(rng, 2) * np.array([1.0, 0.4]) @ orthogonal(rng, 2).T
    end = end_of(Squared(target), weights, flow_of(Squared(target), weights), 2)
    assert (end.kind, end.index) == (Kind.SADDLE, 1)
    assert end.loss == pytest.approx(0.08, rel=1e-9)
    assert end.escape_rate == pytest.approx(0.4, rel=1e-7)


def test_regression_of_inputs_that_are_never_seen_together() -> None:
    """Of the first two and of the third: the tied unit between the latter and its output dies."""
    rng = np.random.default_rng(5)
    X = block_diag(rng.normal(size=(5, 2)), rng.normal(size=(4, 1)))
    centre = block_diag(rng.normal(size=(2, 1)), [[2.0]])
    weights = [block_diag(rng.normal(size=(2, 2)), [[0.5]])]
    weights.append(block_diag(rng.normal(size=(2, 1)), [[-0.5]]))
    objective = Regression(X, X @ centre)
    end = end_of(objective, weights, flow_of(objective, weights), 3)
    assert end.kind is Kind.SADDLE
    assert end.loss == pytest.approx(0.5 * 4.0 * float(X[:, 2] @ X[:, 2]), rel=1e-9)


def test_what_is_small_and_given_is_no_rounding() -> None:
    """An entry of 1e-18 joins two blocks, and so does 1e-12 in turned coordinates."""
    rng = np.random.default_rng(1)
    parts = [[rng.normal(size=(2, 2)) for _ in range(2)], [np.array([[0.7]]), np.array([[-0.7]])]]
    aims = [rng.normal(size=(2, 2)), np.array([[1.0]])]
    for turn, small in ((moved, 1e-18), (orthogonal, 1e-12)):
        weights, target = side_by_side(rng, parts, aims, turn)
        assert len(blocks(Squared(target), weights)) == 2
        weights[0] = np.where(weights[0] == 0.0, small, weights[0] + small)
        assert len(blocks(Squared(target), weights)) == 1


@pytest.mark.parametrize(
    "objective",
    [
        Squared(np.array([[1.0, 0.5], [0.2, 0.3]])),
        Logistic(np.array([[1.0, 0.5], [0.2, 0.3], [1.0, -2.0]]), np.array([1.0, 1.0, -1.0]), 0.1),
    ],
)
def test_a_unit_without_weights_is_left_alone(objective: Objective) -> None:
    """Not connected to anything, it stands still beside all the rest."""
    rng = np.random.default_rng(2)
    first, last = rng.normal(size=(2, 3)), rng.normal(size=(3, objective.shape[1]))
    first[:, 1] = last[1] = 0.0
    parts = blocks(objective, [first, last])
    assert sorted(part.moves for part in parts) == [False, True]
    narrow = np.delete(first, 1, axis=1), np.delete(last, 1, axis=0)
    times = np.array([0.0, 1.0, 5.0])
    np.testing.assert_allclose(
        flow_of(objective, [first, last]).at(times).excess,
        flow_of(objective, narrow).at(times).excess,
        rtol=1e-7,
    )
