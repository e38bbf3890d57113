"""Products, gradients and imbalances against their definitions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose

from core import network
from core.errors import ScenarioError
from tests.core.matrix.strategies import Array, draw_layers, draw_objective, seeds, widths


def chain(layers: list[Array], size: int) -> Array:
    """The plain product; the identity of no layers."""
    result = np.eye(size)
    for layer in layers:
        result = result @ layer
    return result


@given(widths, seeds)
def test_products(widths: list[int], seed: int) -> None:
    """A_l W_l B_l = W for every l, with A_l and B_l the plain products left and right of it."""
    weights = draw_layers(np.random.default_rng(seed), widths)
    W = network.product(weights)
    n, m = network.shape(weights)
    assert (n, m) == W.shape == (widths[0], widths[-1])
    left, right = network.left_products(weights), network.right_products(weights)
    assert len(left) == len(right) == len(weights)
    for index, layer in enumerate(weights):
        assert_allclose(left[index], chain(weights[:index], n), atol=1e-14)
        assert_allclose(right[index], chain(weights[index + 1 :], widths[index + 1]), atol=1e-14)
        assert_allclose(left[index] @ layer @ right[index], W, atol=1e-14)


@pytest.mark.parametrize("kind", ["squared", "regression", "deficient", "logistic"])
@given(widths=widths, seed=seeds)
def test_gradients_have_taylor_slope_two(kind: str, widths: list[int], seed: int) -> None:
    """loss(W_l + h V_l) - loss(W_l) - h sum_l <gradient_l, V_l> falls as h^2."""
    rng = np.random.default_rng(seed)
    if kind == "logistic":
        widths[-1] = 1
    weights = draw_layers(rng, widths)
    moves = draw_layers(rng, widths)
    objective = draw_objective(kind, rng, widths[0], widths[-1])

    def loss(h: float) -> float:
        moved = [W + h * V for W, V in zip(weights, moves, strict=True)]
        return float(objective.value(network.product(moved)))

    gradients = network.gradients(weights, objective.gradient(network.product(weights)))
    assert [g.shape for g in gradients] == [W.shape for W in weights]
    slope = sum(float((g * V).sum()) for g, V in zip(gradients, moves, strict=True))
    steps = np.logspace(-3, -4, 5)
    # Even part removed: what is left of a wrong slope would fall only as h.
    rest = np.array([(loss(h) - loss(-h)) / (2 * h) - slope for h in steps])
    size = 1 + abs(loss(0.0)) + abs(slope)
    assert np.abs(rest[-1]) < 1e-5 * size
    curve = np.array([loss(h) - loss(0.0) - h * slope for h in steps])
    if np.abs(curve[-1]) > 1e-10 * size:
        fitted = np.polyfit(np.log(steps), np.log(np.abs(curve)), 1)[0]
        assert fitted == pytest.approx(2.0, abs=0.2)


@given(widths, seeds)
def test_imbalances(widths: list[int], seed: int) -> None:
    """D_l by its definition; and to first order unchanged by a step of the flow."""
    rng = np.random.default_rng(seed)
    weights = draw_layers(rng, widths)
    D = network.imbalances(weights)
    assert len(D) == len(weights) - 1
    for index, matrix in enumerate(D):
        before, after = weights[index], weights[index + 1]
        assert_allclose(matrix, before.T @ before - after @ after.T, atol=1e-14)
    speed = network.gradients(weights, rng.standard_normal((widths[0], widths[-1])))
    for index in range(len(D)):
        before, after = weights[index], weights[index + 1]
        there = before.T @ speed[index] - speed[index + 1] @ after.T
        scale = np.abs(speed[index]).max() + np.abs(speed[index + 1]).max()
        assert_allclose(there + there.T, 0.0, atol=1e-13 * (1 + scale))


@given(widths, seeds)
def test_stacks_are_the_single_networks(widths: list[int], seed: int) -> None:
    """Leading axes go along."""
    rng = np.random.default_rng(seed)
    weights = draw_layers(rng, widths, 3)
    E = rng.standard_normal((3, widths[0], widths[-1]))
    answers = {
        "product": [network.product(weights)],
        "left": network.left_products(weights),
        "right": network.right_products(weights),
        "gradients": network.gradients(weights, E),
        "imbalances": network.imbalances(weights),
    }
    for i in range(3):
        single = [layer[i] for layer in weights]
        expected = {
            "product": [network.product(single)],
            "left": network.left_products(single),
            "right": network.right_products(single),
            "gradients": network.gradients(single, E[i]),
            "imbalances": network.imbalances(single),
        }
        for name, stack in answers.items():
            for one, other in zip(stack, expected[name], strict=True):
                assert_allclose(one[i], other, atol=1e-13, err_msg=name)


def test_a_wide_layer_needs_no_square_of_its_width() -> None:
    """Widths of 300 000 twice: a matrix with both would hold 10^11 numbers."""
    rng = np.random.default_rng(0)
    h = 300_000
    weights = [rng.standard_normal((2, h)), rng.standard_normal((h, 1)), np.ones((1, h))]
    weights.append(rng.standard_normal((h, 3)))
    W = network.product(weights)
    assert_allclose(W, (weights[0] @ weights[1]) @ (weights[2] @ weights[3]), rtol=1e-12)
    assert [g.shape for g in network.gradients(weights, np.ones((2, 3)))] == [
        layer.shape for layer in weights
    ]


def test_check_chain_gives_the_layers() -> None:
    """Lists or arrays; copies, closed to writing."""
    given_layers = [[[1, 2]], np.array([[3.0], [4.0]])]
    first, second = network.check_chain(given_layers)
    assert first.dtype == second.dtype == np.float64
    assert network.product((first, second)).item() == 11.0
    given_layers[1][0, 0] = 9.0
    assert second[0, 0] == 3.0
    with pytest.raises(ValueError, match="read-only"):
        second[0, 0] = 5.0
    assert len(network.check_chain([[[1.0]]] * network.MAX_DEPTH)) == network.MAX_DEPTH == 32


@pytest.mark.parametrize(
    "weights, field, reason",
    [
        (3, "weights", "list of matrices"),
        ("ab", "weights", "list of matrices"),
        ([], "weights", "0 layers"),
        ([[[1.0]]] * 33, "weights", "33 layers"),
        ([[[1.0, 2.0]], [[1.0, 2.0]]], "weights[1]", "has 1 rows"),
        ([[[1.0]], [[1.0]], [[1.0], [2.0]]], "weights[2]", "has 2 rows"),
        ([[[1.0]], [[1.0], 2.0]], "weights[1][1]", "row"),
        ([[[1.0, 2.0], [3.0]]], "weights[0][1]", "length 1"),
        ([[]], "weights[0]", "empty"),
        ([[[]]], "weights[0][0]", "empty"),
        ([[[math.nan]]], "weights[0][0][0]", "finite"),
        ([[[-math.inf]]], "weights[0][0][0]", "finite"),
        ([[[1.0]], [[None]]], "weights[1][0][0]", "number"),
        ([[[10**400]]], "weights[0][0][0]", "double precision"),
        ([[[1e151]]], "weights[0][0][0]", "10¹⁵⁰"),
        ([1.0, 2.0], "weights[0]", "matrix"),
    ],
)
def test_bad_weights_are_named(weights: Any, field: str, reason: str) -> None:
    """The layer, row and entry."""
    with pytest.raises(ScenarioError) as caught:
        network.check_chain(weights)
    assert caught.value.field == field
    assert reason in caught.value.reason
