"""Spectral initializations, mode by mode, against the flows that know nothing of modes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from core.arrays import Array
from core.matrix import preconditioner
from core.matrix.flow.layered import layered_flow
from core.matrix.flow.spectral import spectral_modes
from core.matrix.flow.two_layer import two_layer_flow
from core.objective.regression import Regression
from core.objective.squared import Squared
from tests.core.matrix.strategies import draw_layers


def orthogonal(rng: np.random.Generator, n: int) -> Array:
    return np.linalg.qr(rng.standard_normal((n, n)))[0]


def aligned(
    rng: np.random.Generator, widths: Sequence[int], diagonals: Array, targets: Sequence[float]
) -> tuple[list[Array], Squared]:
    """Layers V_{l-1} S_l V_l^T and a target V_0 S* V_L^T with random vectors."""
    V = [orthogonal(rng, width) for width in widths]
    layers = []
    for left, right, diagonal in zip(V, V[1:], diagonals.T, strict=False):
        S = np.zeros((len(left), len(right)))
        np.fill_diagonal(S[: diagonal.size, : diagonal.size], diagonal)
        layers.append(left @ S @ right.T)
    S = np.zeros((widths[0], widths[-1]))
    np.fill_diagonal(S, targets)
    return layers, Squared(V[0] @ S @ V[-1].T)


CHAINS = {
    "two square layers": ((3, 3, 3), (2.0, 1.5, 0.5)),
    "two layers, rectangular": ((2, 5, 3), (2.0, 1.0)),
    "three layers": ((3, 4, 5, 2), (1.5, 0.7)),
    "four layers": ((2, 2, 3, 2, 2), (2.0, 1.0)),
    "narrow": ((4, 2, 4), (2.0, 1.5, 0.6, 0.3)),
    "tied targets": ((3, 3, 3), (1.0, 1.0, 0.5)),
    "a target of zero": ((3, 4, 3), (2.0, 1.0, 0.0)),
}


@pytest.mark.parametrize("widths, targets", CHAINS.values(), ids=CHAINS)
def test_modes_agree_with_the_layered_flow(widths, targets):
    rng = np.random.default_rng(4)
    r, depth = min(widths), len(widths) - 1
    layers, objective = aligned(rng, widths, rng.uniform(0.4, 1.3, (r, depth)), targets)
    modes = spectral_modes(layers, objective)
    assert modes is not None
    times = np.linspace(0.0, 12.0, 25)
    exact = modes.flow(times)
    found = layered_flow(objective, layers, times)
    np.testing.assert_allclose(found.excess, exact.loss, rtol=1e-7, atol=1e-12)
    values = np.linalg.svd(found.product, compute_uv=False)
    np.testing.assert_allclose(values, -np.sort(-np.abs(exact.products)), atol=1e-8)
    spectrum = np.einsum("tli,tlj->tij", *exact.grams()).reshape(len(times), -1)
    np.testing.assert_allclose(
        np.sort(spectrum), preconditioner.spectrum(found.layers), rtol=1e-7, atol=1e-8
    )
    for index, layer in enumerate(found.layers):
        values = np.linalg.svd(layer, compute_uv=False)[:, :r]
        np.testing.assert_allclose(values, -np.sort(-np.abs(exact.weights[:, :, index])), atol=1e-8)


@pytest.mark.parametrize("start", [1e-2, 1e-5, 1e-8])
def test_small_starts_learn_one_mode_after_the_other(start):
    """A mode that waits keeps its digits beside those that have moved, and is waited for."""
    rng = np.random.default_rng(6)
    layers, objective = aligned(rng, (3, 8, 3), np.full((3, 2), start), (3.0, 2.0, 1.0))
    modes = spectral_modes(layers, objective)
    assert modes is not None
    times = np.linspace(0.0, 30.0, 60)
    exact = modes.flow(times)
    W1, W2 = layers
    # The layers themselves: in the Gram matrix the last mode is 1e-10 of the first from the start.
    found = two_layer_flow(objective, W1 @ W2, W1 @ W1.T, W2.T @ W2, times, weights=layers)
    assert exact.loss[-1] < 1e-4 * exact.loss[0]
    np.testing.assert_allclose(found.excess, exact.loss, rtol=1e-7)


def test_crossing_modes_and_signs():
    rng = np.random.default_rng(7)
    diagonals = np.array([[1.2, 0.3], [-0.5, 0.8], [0.4, -0.9]])
    layers, objective = aligned(rng, (3, 3, 3), diagonals, (2.0, 1.0, 0.5))
    modes = spectral_modes(layers, objective)
    assert modes is not None
    times = np.linspace(0.0, 20.0, 30)
    found = layered_flow(objective, layers, times)
    np.testing.assert_allclose(found.excess, modes.flow(times).loss, rtol=1e-7)


def test_what_is_not_spectral():
    rng = np.random.default_rng(8)
    layers, objective = aligned(rng, (3, 4, 3), rng.uniform(0.5, 1.0, (3, 2)), (2.0, 1.0, 0.5))
    assert spectral_modes(layers, objective) is not None
    assert spectral_modes([layers[0], layers[1] + 1e-6], objective) is None
    assert spectral_modes(draw_layers(rng, (3, 4, 3)), objective) is None
    assert spectral_modes(layers, Squared(objective.target + 1e-6)) is None
    assert spectral_modes(layers, Squared(np.zeros((3, 3)))) is None
    assert spectral_modes(layers, Regression(np.eye(3), objective.target)) is None
    # Aligned with the target outside, not with one another inside.
    inner = orthogonal(rng, 4)
    assert spectral_modes([layers[0] @ inner, layers[1]], objective) is None


@pytest.mark.parametrize("scale", [2.0**-60, 2.0**60])
def test_modes_have_no_scale(scale: float) -> None:
    """A mode at 0 is one to rounding beside the layer that it is in, however large that is."""
    rng = np.random.default_rng(11)
    diagonals = np.array([[1.2, 0.3], [0.5, 0.8], [0.0, 0.0]])
    layers, objective = aligned(rng, (3, 4, 3), diagonals, (2.0, 1.0, 0.5))
    modes = spectral_modes(layers, objective)
    scaled = spectral_modes([scale * layers[0], layers[1]], objective)
    assert modes is not None
    assert scaled is not None
    np.testing.assert_allclose(modes.weights, diagonals, atol=1e-14)
    np.testing.assert_array_equal(scaled.weights, modes.weights * [scale, 1.0])


def test_rest_of_a_narrow_network():
    rng = np.random.default_rng(9)
    layers, objective = aligned(rng, (3, 1, 3), np.full((1, 2), 0.9), (2.0, 1.0, 0.5))
    modes = spectral_modes(layers, objective)
    assert modes is not None
    assert modes.flow(np.array([100.0])).loss[0] == pytest.approx(0.5 * (1.0 + 0.25), rel=1e-12)


def test_a_column_that_follows_the_second_mode() -> None:
    """Hidden width 1, along the second singular vector: no mode 1 to place it under."""
    weights = [np.array([[0.0], [1.0]]), np.array([[0.0, 1.0]])]
    objective = Squared(np.diag([2.0, 1.0]))
    assert spectral_modes(weights, objective) is None
    way = layered_flow(objective, weights, np.array([0.0, 1.0, 50.0]))
    np.testing.assert_allclose(way.excess, 2.0)  # at rest: half of 2^2 is out of reach


def test_the_rest_is_what_no_mode_reaches() -> None:
    """One hidden unit under diag(3, 2, 1): 1/2 (4 + 1), the least loss of rank 1."""
    first, second = np.zeros((3, 1)), np.zeros((1, 3))
    first[0, 0] = second[0, 0] = 0.5
    modes = spectral_modes([first, second], Squared(np.diag([3.0, 2.0, 1.0])))
    assert modes is not None
    assert modes.rest == 2.5
