"""The preconditioner against its definition, and the identities it stands for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.integrate
from hypothesis import given
from numpy.testing import assert_allclose

from core import network
from core.matrix import preconditioner
from core.objective.base import Objective
from tests.core.matrix.strategies import (
    CASES,
    EPS,
    Array,
    draw_layers,
    draw_objective,
    objective_of,
    seeds,
    widths,
)


def plain(weights: list[Array], E: Array) -> Array:
    """sum_l A_l A_l^T E B_l^T B_l, as written."""
    sides = zip(network.left_products(weights), network.right_products(weights), strict=True)
    return sum((A @ A.T @ E @ B.T @ B for A, B in sides), np.zeros_like(E))


def assembled(weights: list[Array]) -> Array:
    """The operator's matrix, a unit matrix at a time."""
    n, m = network.shape(weights)
    return np.array([plain(weights, unit).ravel() for unit in np.eye(n * m).reshape(-1, n, m)]).T


@given(widths, seeds)
def test_matrix_and_operator_are_the_definition(widths: list[int], seed: int) -> None:
    """T applied, T's matrix applied, and the definition agree; T is symmetric, p.s.d."""
    rng = np.random.default_rng(seed)
    weights = draw_layers(rng, widths)
    E = rng.standard_normal((widths[0], widths[-1]))
    T = preconditioner.matrix(weights)
    assert_allclose(preconditioner.apply(weights, E), plain(weights, E), atol=1e-13)
    assert_allclose(T @ E.ravel(), plain(weights, E).ravel(), atol=1e-13)
    assert_allclose(T, assembled(weights), atol=1e-14)
    eigenvalues = np.linalg.eigvalsh(T)
    tolerance = 1e-14 * max(1.0, eigenvalues[-1])
    assert eigenvalues[0] >= -tolerance
    least, largest = preconditioner.extreme_eigenvalues(weights)
    assert least == pytest.approx(eigenvalues[0], abs=tolerance)
    assert largest == pytest.approx(eigenvalues[-1], abs=tolerance)
    assert least >= 0.0
    assert_allclose(preconditioner.spectrum(weights), eigenvalues, atol=tolerance)


@pytest.mark.parametrize("kind", ["squared", "regression", "deficient", "logistic"])
@given(widths=widths, seed=seeds)
def test_identities(kind: str, widths: list[int], seed: int) -> None:
    """d loss/dt = -||grad||^2 = -<grad f, T grad f>, and PL inequality (1), at any point."""
    rng = np.random.default_rng(seed)
    if kind == "logistic":
        widths[-1] = 1
    weights = draw_layers(rng, widths)
    objective = draw_objective(kind, rng, widths[0], widths[-1])
    E = objective.gradient(network.product(weights))
    gradients = network.gradients(weights, E)
    square = sum(float((g * g).sum()) for g in gradients)
    assert square == pytest.approx(float((E * preconditioner.apply(weights, E)).sum()), rel=1e-12)
    # d loss/dt by a central difference along the flow
    h = 1e-6
    ahead, behind = (
        objective.value(
            network.product([W - s * g for W, g in zip(weights, gradients, strict=True)])
        )
        for s in (h, -h)
    )
    size = 1e-3 + square + float(objective.value(network.product(weights)))
    assert (ahead - behind) / (2 * h) == pytest.approx(-square, abs=1e-6 * size * (1 + square))
    least, _ = preconditioner.extreme_eigenvalues(weights)
    bound = least * objective.gamma * objective.excess(network.product(weights))
    assert square >= bound * (1 - 1e-12)


@given(widths, seeds)
def test_stacks_are_the_single_networks(widths: list[int], seed: int) -> None:
    """Leading axes go along, two of them."""
    rng = np.random.default_rng(seed)
    weights = draw_layers(rng, widths, 2, 3)
    least, largest = preconditioner.extreme_eigenvalues(weights)
    spectra = preconditioner.spectrum(weights)
    assert least.shape == largest.shape == spectra.shape[:2] == (2, 3)
    for index in np.ndindex(2, 3):
        single = preconditioner.extreme_eigenvalues([W[index] for W in weights])
        assert_allclose((least[index], largest[index]), single, atol=1e-13)
        assert_allclose(spectra[index][[0, -1]], single, atol=1e-13)


def test_many_matrices_are_formed_a_chunk_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same whatever the chunk."""
    weights = draw_layers(np.random.default_rng(0), [2, 3, 2, 2], 7)
    whole = preconditioner.extreme_eigenvalues(weights)
    monkeypatch.setattr(preconditioner, "_CHUNK", 3 * 16)
    assert_allclose(preconditioner.extreme_eigenvalues(weights), whole, atol=1e-15)


@given(widths, seeds)
def test_two_layers_from_their_grams(widths: list[int], seed: int) -> None:
    """C_1 and C_2 alone, along a trajectory of stacks."""
    first, last = draw_layers(np.random.default_rng(seed), [*widths, 3][:3], 5)
    C1, C2 = first @ first.mT, last.mT @ last
    ends = preconditioner.extreme_eigenvalues_two_layer(C1, C2)
    expected = np.linalg.eigvalsh(preconditioner.matrix([first, last]))
    assert_allclose(preconditioner.spectrum_two_layer(C1, C2), expected, atol=1e-13)
    assert_allclose(ends, expected[:, [0, -1]].T, atol=1e-13)
    for one, other in zip(
        preconditioner.two_layer_grams(C1, C2), preconditioner.grams([first, last]), strict=True
    ):
        assert_allclose(one, other, atol=1e-13)


@pytest.mark.parametrize(
    "widths",
    [
        [21, 24, 24, 20],
        [30, 60, 2000, 25],
        [25, 3, 20, 20],  # a narrow layer: lambda_min = 0, hundreds of times
        [21, 21, 21, 21, 21, 21, 21, 21],  # lambda_min a millionth of lambda_max
        [1, 30, 30, 450],
        [450, 5, 6, 1],
    ],
    ids=str,
)
def test_lanczos_against_the_dense_matrix(widths: list[int]) -> None:
    """Both ends to 1e-11 of lambda_max where nm > 400, by an operator that is never formed."""
    weights = draw_layers(np.random.default_rng(1), widths)
    expected = np.linalg.eigvalsh(preconditioner._dense(*preconditioner.grams(weights)))
    least, largest = preconditioner.extreme_eigenvalues(weights)
    assert largest == pytest.approx(expected[-1], rel=1e-12)
    assert least == pytest.approx(max(expected[0], 0.0), abs=1e-11 * expected[-1])


def test_lanczos_of_plain_operators() -> None:
    """T = 0, T = I (one layer) and T = 3 I, where every vector is an eigenvector."""
    for scale, layers, expected in [(0.0, 3, 0.0), (0.5, 1, 1.0), (1.0, 3, 3.0)]:
        weights = [scale * np.eye(21)] * layers
        ends = preconditioner.extreme_eigenvalues(weights)
        assert_allclose(ends, (expected, expected), atol=1e-12)


def test_lanczos_without_the_matrix_to_fall_back_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the largest matrix it settles for less accuracy, not for an error."""
    monkeypatch.setattr(preconditioner, "_MAX_FALLBACK", 0)
    monkeypatch.setattr(preconditioner, "_RESTARTS", 2)
    weights = draw_layers(np.random.default_rng(1), [21] * 8)
    expected = np.linalg.eigvalsh(preconditioner._dense(*preconditioner.grams(weights)))
    least, largest = preconditioner.extreme_eigenvalues(weights)
    assert largest == pytest.approx(expected[-1], rel=1e-6)
    assert 0.0 <= least < 1e-2 * expected[-1]


def test_a_wide_network_costs_no_square_of_its_width() -> None:
    """h = 300 000: nothing h x h is formed."""
    rng = np.random.default_rng(0)
    h = 300_000
    weights = [rng.standard_normal((3, h)) / np.sqrt(h), rng.standard_normal((h, 2)) / np.sqrt(h)]
    least, largest = preconditioner.extreme_eigenvalues(weights)
    assert least == pytest.approx(2.0, abs=0.02)  # law of large numbers: T is 2 I
    assert largest == pytest.approx(2.0, abs=0.02)


def test_no_matrix_beyond_its_bound() -> None:
    """matrix and spectrum refuse nm > 400, unless structure gives the spectrum."""
    layers = draw_layers(np.random.default_rng(0), [21, 3, 3, 20])
    with pytest.raises(ValueError, match="400"):
        preconditioner.matrix(layers)
    with pytest.raises(ValueError, match="400"):
        preconditioner.spectrum(layers)
    assert preconditioner.spectrum([layers[0], np.ones((3, 20))]).shape == (420,)


@given(widths, seeds)
def test_drift(widths: list[int], seed: int) -> None:
    """||T(t) - T(0)|| / ||T(0)|| of the matrices."""
    rng = np.random.default_rng(seed)
    weights = draw_layers(rng, widths, 4)
    T = preconditioner.matrix(weights)
    expected = np.linalg.norm(T - T[0], axis=(1, 2)) / np.linalg.norm(T[0])
    drift = preconditioner.drift(*preconditioner.grams(weights))
    assert_allclose(drift, expected, rtol=1e-9, atol=1e-14)
    assert drift[0] == 0.0


def test_a_small_drift_keeps_its_digits() -> None:
    """Three layers of which one moves by 1e-9 of itself: T moves by what that layer's T does."""
    first, second, third = draw_layers(np.random.default_rng(0), [3, 5, 4, 2])
    e = 2.0**-30
    stack = [np.stack([W, W]) for W in (first, second)] + [np.stack([third, (1 + e) * third])]
    T = preconditioner.matrix([first, second, third])
    last = preconditioner.matrix([first, second, 0.0 * third])
    expected = ((1 + e) ** 2 - 1) * np.linalg.norm(T - last) / np.linalg.norm(T)
    drift = preconditioner.drift(*preconditioner.grams(stack))
    assert drift[1] == pytest.approx(expected, rel=1e-6)
    still = preconditioner.drift(np.zeros((2, 1, 2, 2)), np.zeros((2, 1, 2, 2)))
    assert (still == 0.0).all()


def follow(weights: list[Array], objective: Objective, times: list[float]) -> list[Array]:
    """The layers along the flow by a general-purpose solver."""
    shapes = [W.shape for W in weights]
    cuts = np.cumsum([W.size for W in weights])[:-1]

    def layers(flat: Array) -> list[Array]:
        parts = np.split(flat, cuts)
        return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]

    def velocity(_: float, flat: Array) -> Array:
        state = layers(flat)
        gradients = network.gradients(state, objective.gradient(network.product(state)))
        return -np.concatenate([g.ravel() for g in gradients])

    start = np.concatenate([W.ravel() for W in weights])
    flow = scipy.integrate.solve_ivp(
        velocity, (0.0, times[-1]), start, "DOP853", t_eval=times, rtol=3e-14, atol=1e-16
    )
    split = [layers(flat) for flat in flow.y.T]
    return [np.stack(stack) for stack in zip(*split, strict=True)]


@pytest.mark.parametrize("case", CASES, ids=[case["note"] for case in CASES])
def test_reference_cases(case: dict[str, Any]) -> None:
    """lambda_min(T) and the loss along the flow, as an independent program has them."""
    scenario, answer = case["scenario"], case["answer"]
    objective = objective_of(scenario)
    weights = list(network.check_chain(scenario["weights"]))
    objective.check_shape(network.shape(weights))
    trajectory = follow(weights, objective, scenario["times"])
    least, _ = preconditioner.extreme_eigenvalues(trajectory)
    assert_allclose(least, answer["preconditioner_min"], rtol=1e-9)
    loss = objective.value(network.product(trajectory))
    # This solver follows W, not W - W*: it cannot tell losses below 1e-20.
    assert_allclose(loss, answer["loss"], rtol=1e-7, atol=1e-20)
    drifts = [np.abs(D - D[0]).max() for D in network.imbalances(trajectory)]
    assert max(drifts) < 1e-10


def test_rounding_of_singular_grams_is_no_negative_eigenvalue() -> None:
    """h < n, m: lambda_min(T) = 0 exactly, not -1e-17."""
    for seed in range(20):
        weights = draw_layers(np.random.default_rng(seed), [4, 2, 4])
        least, largest = preconditioner.extreme_eigenvalues(weights)
        assert 0.0 <= least <= 8 * EPS * largest
        assert (preconditioner.spectrum(weights) >= 0.0).all()


def test_extreme_eigenvalues_are_remembered_and_closed_to_writing() -> None:
    """Of one network they are numbers; of several, what one caller did would be told the next."""
    first, second = np.eye(2)[None] * [[[1.0]], [[2.0]]], np.eye(2)[None] * [[[3.0]], [[1.0]]]
    least, most = preconditioner.extreme_eigenvalues([first, second])
    assert np.array_equal(least, [10.0, 5.0])
    with pytest.raises(ValueError, match="read-only"):
        most[0] = 0.0
    assert isinstance(preconditioner.extreme_eigenvalues([first[0], second[0]])[0], float)
