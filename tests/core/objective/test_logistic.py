"""The logistic loss: its minimiser against scipy, and its differences against fifty digits."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
import scipy.optimize
import scipy.special
from numpy.testing import assert_allclose

from core.objective import logistic_loss
from core.objective.logistic import Logistic
from tests.core.matrix.strategies import Array
from tests.core.objective.test_objective import plain_gradient


def a_classification(
    separable: bool, ridge: float, count: int = 40, n: int = 5
) -> tuple[Array, Array, float]:
    rng = np.random.default_rng(3)
    X = rng.standard_normal((count, n))
    margin = X @ np.arange(1.0, n + 1) + (0.0 if separable else 5.0 * rng.standard_normal(count))
    return X, np.where(margin > 0, 1.0, -1.0), ridge


@pytest.mark.parametrize("separable", [False, True])
@pytest.mark.parametrize("ridge", [1.0, 1e-2, 1e-5])
def test_logistic_against_scipy(separable: bool, ridge: float) -> None:
    """The minimiser of a general-purpose optimiser, to 1e-10."""
    X, y, ridge = a_classification(separable, ridge)

    def loss(w: Array) -> float:
        return float(np.logaddexp(0, -y * (X @ w)).mean() + ridge / 2 * w @ w)

    def slope(w: Array) -> Array:
        weights = scipy.special.expit(-y * (X @ w))
        return -(X.T @ (y * weights)) / len(y) + ridge * w

    def curvature(w: Array) -> Array:
        weights = scipy.special.expit(X @ w) * scipy.special.expit(-X @ w) / len(y)
        return X.T @ (weights[:, None] * X) + ridge * np.eye(X.shape[1])

    found = scipy.optimize.root(slope, np.zeros(5), jac=curvature, method="lm", tol=1e-15).x
    found -= np.linalg.solve(curvature(found), slope(found))
    objective = Logistic(X, y, ridge)
    assert_allclose(objective.centre[:, 0], found, rtol=1e-10)
    assert objective.minimum == pytest.approx(loss(found), rel=1e-13)
    minimised = scipy.optimize.minimize(
        loss, np.zeros(5), jac=slope, hess=curvature, method="trust-exact", options={"gtol": 1e-12}
    ).x
    assert objective.minimum <= loss(minimised) * (1 + 1e-15)


@pytest.mark.parametrize("separable", [False, True])
@pytest.mark.parametrize("ridge", [1e3, 1.0, 1e-4, 1e-8, 1e-12, 1e-16])
@pytest.mark.parametrize("shape", [(40, 5), (3, 7), (1, 1)])
def test_logistic_minimiser_is_stationary(
    separable: bool, ridge: float, shape: tuple[int, int]
) -> None:
    """Absolutely to 1e-14, and to 1e-12 of the two terms that cancel there."""
    X, y, ridge = a_classification(separable, ridge, *shape)
    objective = Logistic(X, y, ridge)
    gradient = plain_gradient(objective, objective.centre)
    assert np.abs(gradient).max() < 1e-14 * max(1.0, objective.smoothness)
    if separable:  # at the optimum both terms are of the ridge's size
        pull = ridge * np.abs(objective.centre).max()
        assert np.abs(gradient).max() < 1e-12 * pull + 1e-17


def test_logistic_of_widely_scaled_and_balanced_data() -> None:
    """Columns of sizes 1e-3 to 1e3; opposite pairs, whose minimiser is 0; inputs all 0."""
    X, y, ridge = a_classification(False, 1e-3)
    objective = Logistic(X * np.logspace(-3, 3, 5), y, ridge)
    gradient = plain_gradient(objective, objective.centre)
    assert np.abs(gradient).max() < 1e-15 * objective.smoothness
    opposite = Logistic(np.vstack([X, X]), np.concatenate([y, -y]), ridge)
    assert_allclose(opposite.centre, 0.0, atol=1e-13)
    assert opposite.minimum == pytest.approx(np.log(2))
    nothing = Logistic(np.zeros((3, 2)), [0, 1, 1], 0.5)
    assert (nothing.centre == 0).all()
    assert nothing.smoothness == nothing.mu == 0.5


@pytest.mark.parametrize("ridge", [1e-4, 1e-10, 1e-14, 1e-20, 1e-40])
def test_logistic_of_a_rare_feature(ridge: float) -> None:
    """One point in 101 has the second feature: sigma(-w) / 101 = ridge w, which f hardly shows."""
    X = np.zeros((101, 2))
    X[:100, 0], X[100, 1] = 1.0, 1.0
    y = np.concatenate([np.resize([1.0, -1.0], 100), [1.0]])

    def equation(w: float) -> float:
        return float(scipy.special.log_expit(-w) - np.log(101 * ridge * w))

    expected = scipy.optimize.brentq(equation, 1e-3, 1e3, xtol=1e-14, rtol=1e-15)
    assert_allclose(Logistic(X, y, ridge).centre[:, 0], [0.0, expected], rtol=1e-13, atol=1e-15)


def test_logistic_where_newton_needs_damping() -> None:
    """An outlier sends Newton's full step from 0 past everything, and it does not come back."""
    X = [[0.3, -0.3], [0.0, -0.3], [-0.4, 0.4], [-0.1, 5.1], [-1.5, 1.2], [225.8, 23.2]]
    objective = Logistic(X, [1, -1, -1, -1, -1, 1], 1e-4)
    gradient = plain_gradient(objective, objective.centre)
    assert np.abs(gradient).max() < 1e-14


def test_labels_zero_and_one_are_minus_one_and_one() -> None:
    """Either way of writing two classes."""
    X, y, ridge = a_classification(False, 0.1)
    plus_minus, zero_one = Logistic(X, y, ridge), Logistic(X, (y + 1) / 2, ridge)
    assert (zero_one.labels == y).all()
    assert (plus_minus.centre == zero_one.centre).all()


@pytest.mark.parametrize("logit", [-40.0, -3.0, 0.0, 0.7, 40.0])
def test_differences_of_the_logistic_loss(logit: float) -> None:
    """Against fifty digits, for steps from 1e-12 to 1e3 either way."""
    steps = np.concatenate([sign * np.logspace(-12, 3, 61) for sign in (1.0, -1.0)])
    divergences = logistic_loss.divergence(np.array(logit), steps)
    drops = logistic_loss.drop(np.array(logit), steps)
    with mpmath.workdps(50):
        z = mpmath.mpf(logit)
        for step, divergence, drop in zip(steps.tolist(), divergences, drops, strict=True):
            ahead = z + mpmath.mpf(step)
            chance, after = 1 / (1 + mpmath.exp(z)), 1 / (1 + mpmath.exp(ahead))
            loss = mpmath.log1p(mpmath.exp(-ahead)) - mpmath.log1p(mpmath.exp(-z))
            expected = float(loss + chance * mpmath.mpf(step))
            # Rounding of the loss itself where that is large; else nothing but the last digits.
            noise = 2e-15 * (1 + abs(logit)) * min(1.0, abs(step)) if abs(logit) > 5 else 0.0
            assert divergence >= 0.0
            assert divergence == pytest.approx(expected, rel=2e-12, abs=noise * min(1, abs(step)))
            assert drop == pytest.approx(float(chance - after), rel=1e-13, abs=noise)
