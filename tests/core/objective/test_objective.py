"""Objectives against their definitions, numerical derivatives and other programs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.optimize
import scipy.special
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from core.errors import ScenarioError
from core.objective.base import Objective
from core.objective.logistic import Logistic
from core.objective.regression import Regression
from core.objective.squared import Squared
from tests.core.matrix.strategies import CASES, Array, draw_objective, objective_of, seeds

KINDS = ["squared", "regression", "deficient", "logistic"]
kind = pytest.mark.parametrize("kind", KINDS)


def an_objective(kind: str, seed: int = 0) -> tuple[Objective, np.random.Generator]:
    rng = np.random.default_rng(seed)
    return draw_objective(kind, rng, 4, 1 if kind == "logistic" else 3), rng


def plain_value(objective: Objective, W: Array) -> float:
    """f as it is defined, with nothing done about rounding."""
    if isinstance(objective, Squared):
        return 0.5 * float(((W - objective.target) ** 2).sum())
    if isinstance(objective, Regression):
        return 0.5 * float(((objective.inputs @ W - objective.outputs) ** 2).sum())
    assert isinstance(objective, Logistic)
    logits = objective.labels * (objective.inputs @ W[:, 0])
    return float(np.log1p(np.exp(-logits)).mean() + objective.ridge / 2 * (W**2).sum())


def plain_gradient(objective: Objective, W: Array) -> Array:
    if isinstance(objective, Squared):
        return W - objective.target
    if isinstance(objective, Regression):
        return objective.inputs.T @ (objective.inputs @ W - objective.outputs)
    assert isinstance(objective, Logistic)
    X, y = objective.inputs, objective.labels[:, None]
    slopes = -y * scipy.special.expit(-y * (X @ W))
    return X.T @ slopes / len(y) + objective.ridge * W


def hessian(objective: Objective, W: Array) -> Array:
    """By central differences of the gradient, nm x nm."""
    step, size = 1e-5, W.size
    columns = []
    for direction in np.eye(size).reshape(size, *W.shape):
        ahead, behind = W + step * direction, W - step * direction
        difference = objective.gradient(ahead) - objective.gradient(behind)
        columns.append(difference.ravel() / (2 * step))
    return np.array(columns)


@kind
def test_value_and_gradient_are_those_of_the_definition(kind: str) -> None:
    """The forms that start from the minimum agree with the formula, for stacks too."""
    objective, rng = an_objective(kind)
    stack = rng.standard_normal((5, 2, *objective.shape))
    values, gradients, excesses = (
        objective.value(stack),
        objective.gradient(stack),
        objective.excess(stack),
    )
    assert values.shape == excesses.shape == (5, 2)
    for index in np.ndindex(5, 2):
        expected = plain_value(objective, stack[index])
        assert values[index] == pytest.approx(expected, rel=1e-13)
        assert excesses[index] == pytest.approx(expected - objective.minimum, rel=1e-12)
        expected = plain_gradient(objective, stack[index])
        assert_allclose(gradients[index], expected, rtol=1e-12, atol=1e-13)
        assert objective.value(stack[index]) == pytest.approx(values[index], rel=1e-15)


@kind
def test_gradient_has_taylor_slope_two(kind: str) -> None:
    """f(W + h V) - f(W) - h <grad f, V> falls as h^2."""
    objective, rng = an_objective(kind)
    W, V = rng.standard_normal((2, *objective.shape))
    steps = np.logspace(-1, -3, 9)
    slope = float((objective.gradient(W) * V).sum())
    rest = [abs(objective.value(W + h * V) - objective.value(W) - h * slope) for h in steps]
    fitted = np.polyfit(np.log(steps), np.log(rest), 1)[0]
    assert fitted == pytest.approx(2.0, abs=0.03)


@kind
@given(seed=seeds)
def test_the_minimiser_is_stationary_and_the_minimum_least(kind: str, seed: int) -> None:
    """By the plain formulas, which know nothing of W*."""
    objective, rng = an_objective(kind, seed)
    # X of a small singular value makes W* large: rounding is that of X^T X W*
    scale = max(1.0, float(np.abs(objective.centre).max()))
    gradient = plain_gradient(objective, objective.centre)
    assert np.abs(gradient).max() < 1e-14 * scale * max(1.0, objective.smoothness)
    assert plain_value(objective, objective.centre) == pytest.approx(
        objective.minimum, rel=1e-13, abs=1e-27 * objective.smoothness * scale**2
    )
    assert objective.unique == (kind != "deficient")
    assert (objective.minimiser is objective.centre) == objective.unique
    assert bool(objective.reason) != objective.unique
    for size in (1e-3, 1.0):
        other = objective.centre + size * rng.standard_normal(objective.shape)
        assert plain_value(objective, other) >= objective.minimum * (1 - 1e-14)


@kind
@given(seed=seeds, size=st.sampled_from([1e-6, 0.1, 1.0, 30.0]))
def test_pl_inequality_and_curvature(kind: str, seed: int, size: float) -> None:
    """||grad f||^2 >= gamma (f - f*); mu and K enclose the Hessian's nonzero eigenvalues."""
    objective, rng = an_objective(kind, seed)
    W = objective.centre + size * rng.standard_normal(objective.shape)
    square = float((objective.gradient(W) ** 2).sum())
    assert square >= objective.gamma * objective.excess(W) * (1 - 1e-12)
    assert objective.gamma == 2 * objective.mu
    eigenvalues = np.linalg.eigvalsh(hessian(objective, W))
    tolerance = 1e-7 * objective.smoothness
    assert eigenvalues[-1] <= objective.smoothness + tolerance
    nonzero = eigenvalues[eigenvalues > tolerance]
    assert nonzero[0] >= objective.mu - tolerance
    if kind != "logistic":  # quadratic: attained
        assert nonzero[0] == pytest.approx(objective.mu, abs=tolerance)
        assert eigenvalues[-1] == pytest.approx(objective.smoothness, abs=tolerance)
    assert objective.condition_number == objective.smoothness / objective.mu >= 1


def test_gamma_is_the_largest_constant_of_a_quadratic() -> None:
    """Equality along the direction of least curvature."""
    objective, _ = an_objective("regression")
    assert isinstance(objective, Regression)
    _, _, V = np.linalg.svd(objective.inputs)
    W = objective.centre + V[-1][:, None] * np.array([1.0, 0.0, 0.0])
    square = float((objective.gradient(W) ** 2).sum())
    assert square == pytest.approx(objective.gamma * objective.excess(W), rel=1e-12)


@kind
def test_excess_and_gradient_keep_their_digits_near_the_minimum(kind: str) -> None:
    """Against fifty digits, or the quadratic form, where f - f* is 1e-24 of f."""
    objective, rng = an_objective(kind)
    E = 1e-12 * rng.standard_normal(objective.shape)
    H = hessian(objective, objective.centre)
    expected = 0.5 * E.ravel() @ H @ E.ravel()
    assert objective.excess_at(E) == pytest.approx(expected, rel=1e-8)
    gradient = (H @ E.ravel()).reshape(E.shape)
    assert_allclose(objective.gradient_at(E), gradient, rtol=1e-8, atol=1e-8 * 1e-12)


def test_regression_against_lstsq() -> None:
    """W* and f* > 0 of noisy data."""
    rng = np.random.default_rng(1)
    X, Y = rng.standard_normal((12, 4)), rng.standard_normal((12, 3))
    objective = Regression(X, Y)
    solution, residuals, *_ = np.linalg.lstsq(X, Y)
    assert_allclose(objective.centre, solution, rtol=1e-12)
    assert objective.minimum == pytest.approx(0.5 * residuals.sum(), rel=1e-13)
    assert objective.minimum > 1.0


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("size", [1.0, 1e-60, 1e40])
def test_data_that_are_fitted_exactly_have_the_minimum_zero(seed: int, size: float) -> None:
    """Y = X W to the rounding of its sums, which may cancel; a misfit that can be seen stays."""
    rng = np.random.default_rng(seed)
    N, n, m = rng.integers(3, 12), rng.integers(1, 4), rng.integers(1, 4)
    X, W = rng.standard_normal((N, n)), size * rng.standard_normal((n, m))
    if n == 3:  # sums of large terms that all but cancel
        X[:, 2] = X[:, 1] + 1e-3 * X[:, 2]
        W[2] = -W[1]
    assert Regression(X, X @ W).minimum == 0.0
    assert Regression(X @ np.diag([1e3] + [1.0] * (n - 1)), X @ W).minimum == 0.0
    noise = np.linalg.svd(X)[0][:, -1:] @ np.ones((1, m)) if n < N else np.zeros((N, m))
    seen = Regression(X, X @ W + 1e-12 * size * noise)
    assert seen.minimum == pytest.approx(0.5 * m * (1e-12 * size) ** 2, rel=0.1) or n == N


def test_rank_deficient_regression() -> None:
    """Nonzero eigenvalues alone count; the least-norm minimiser; the null space costs nothing."""
    rng = np.random.default_rng(2)
    X = rng.standard_normal((9, 2)) @ rng.standard_normal((2, 4))
    Y = rng.standard_normal((9, 3))
    objective = Regression(X, Y)
    eigenvalues = np.linalg.eigvalsh(X.T @ X)
    assert objective.mu == pytest.approx(eigenvalues[2], rel=1e-12)
    assert objective.smoothness == pytest.approx(eigenvalues[3], rel=1e-12)
    assert_allclose(objective.centre, np.linalg.pinv(X) @ Y, rtol=1e-10)
    assert objective.minimiser is None
    assert "rank 2 in 4 dimensions" in objective.reason
    null = np.linalg.svd(X)[2][2:].T @ rng.standard_normal((2, 3))
    assert objective.excess(objective.centre + null) < 1e-25


@pytest.mark.parametrize("case", CASES, ids=[case["note"] for case in CASES])
def test_reference_cases(case: dict[str, Any]) -> None:
    """The independent figures."""
    objective = objective_of(case["scenario"])
    for name, value in {
        "gamma": objective.gamma,
        "condition_number": objective.condition_number,
        "minimum": objective.minimum,
    }.items():
        assert value == pytest.approx(case["answer"][name], rel=1e-12), name


def test_what_an_objective_holds_cannot_be_changed() -> None:
    """Arrays are copies, closed to writing."""
    target = np.eye(2)
    objective = Squared(target)
    target[0, 0] = 7.0
    assert objective.centre[0, 0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        objective.centre[0, 0] = 2.0
    E = np.ones((2, 2))
    assert not np.shares_memory(objective.gradient_at(E), E)


NAN = float("nan")
X3 = [[1.0, 2.0], [0.0, 1.0], [3.0, 1.0]]


@pytest.mark.parametrize(
    "make, field, reason",
    [
        (lambda: Squared([[1.0, 2.0], [3.0]]), "objective.target[1]", "length 1"),
        (lambda: Squared([]), "objective.target", "empty"),
        (lambda: Squared([[]]), "objective.target[0]", "empty"),
        (lambda: Squared([[1.0, NAN]]), "objective.target[0][1]", "finite"),
        (lambda: Squared([[1.0, 1e200]]), "objective.target[0][1]", "10¹⁵⁰"),
        (lambda: Squared([[True]]), "objective.target[0][0]", "number"),
        (lambda: Squared([["1"]]), "objective.target[0][0]", "number"),
        (lambda: Squared(3.0), "objective.target", "matrix"),
        (lambda: Squared([1.0, 2.0]), "objective.target[0]", "row"),
        (lambda: Squared("ab"), "objective.target", "matrix"),
        (lambda: Squared({"a": 1}), "objective.target", "matrix"),
        (lambda: Squared(np.ones((2, 2, 2))), "objective.target[0][0]", "number"),
        (lambda: Regression(X3, [[1.0], [2.0]]), "objective.outputs", "has 2 rows"),
        (lambda: Regression([*X3, [1.0]], X3), "objective.inputs[3]", "length 1"),
        (lambda: Regression([[0.0, 0.0]], [[1.0]]), "objective.inputs", "all 0"),
        (lambda: Regression(X3, [[NAN], [0.0], [0.0]]), "objective.outputs[0][0]", "finite"),
        (lambda: Logistic(X3, [1, -1], 0.1), "objective.labels", "has length 2"),
        (lambda: Logistic(X3, [1, -1, 2], 0.1), "objective.labels[2]", "is 2"),
        (lambda: Logistic(X3, [1, 0, -1], 0.1), "objective.labels[2]", "is −1"),
        (lambda: Logistic(X3, [1, -1, 0], 0.1), "objective.labels[1]", "is −1"),
        (lambda: Logistic(X3, [0.5, 1, 1], 0.1), "objective.labels[0]", "is 0.5"),
        (lambda: Logistic(X3, 1, 0.1), "objective.labels", "list"),
        (lambda: Logistic(X3, [], 0.1), "objective.labels", "empty"),
        (lambda: Logistic(X3, [1, -1, 1], 0.0), "objective.ridge", "above 0"),
        (lambda: Logistic(X3, [1, -1, 1], -1.0), "objective.ridge", "above 0"),
        (lambda: Logistic(X3, [1, -1, 1], NAN), "objective.ridge", "finite"),
        (lambda: Logistic(X3, [1, -1, 1], None), "objective.ridge", "number"),
    ],
)
def test_bad_input_is_named(make: Any, field: str, reason: str) -> None:
    """The entry of the command line's JSON, and a reason."""
    with pytest.raises(ScenarioError) as caught:
        make()
    assert caught.value.field == field
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    "objective, shape, field",
    [
        (Squared([[1.0, 2.0]]), (2, 1), "objective.target"),
        (Regression(X3, X3), (3, 2), "objective.inputs"),
        (Regression(X3, X3), (2, 3), "objective.outputs"),
        (Logistic(X3, [1, -1, 1], 1.0), (3, 1), "objective.inputs"),
        (Logistic(X3, [1, -1, 1], 1.0), (2, 2), "weights"),
    ],
)
def test_a_network_of_another_shape_is_refused(
    objective: Objective, shape: tuple[int, int], field: str
) -> None:
    """By the entry that does not fit."""
    objective.check_shape(objective.shape)
    with pytest.raises(ScenarioError) as caught:
        objective.check_shape(shape)
    assert caught.value.field == field
