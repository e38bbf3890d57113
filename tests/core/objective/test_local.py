"""Objectives around their minimiser: the same function, and no digits lost close to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.arrays import EPS
from core.objective.base import singular
from core.objective.logistic import LocalLogistic, LogisticSeries
from core.objective.regression import Regression
from core.objective.squared import Squared
from tests.core.matrix.strategies import draw_objective, seeds

KINDS = st.sampled_from(["squared", "regression", "deficient", "logistic"])


@given(seed=seeds, kind=KINDS, n=st.integers(1, 5), m=st.integers(1, 4))
def test_same_function(seed, kind, n, m):
    rng = np.random.default_rng(seed)
    objective = draw_objective(kind, rng, n, 1 if kind == "logistic" else m)
    local = objective.local()
    W = rng.standard_normal(objective.shape)
    y = local.start(W)
    np.testing.assert_allclose(local.excess(y), objective.excess(W), rtol=1e-9)
    gradient = local.turn_back(local.gradient(y))
    np.testing.assert_allclose(gradient, objective.gradient(W), atol=1e-9 * local.smoothness)
    np.testing.assert_allclose(local.turn_back(local.turn(W)), W, atol=1e-14 * 10)
    np.testing.assert_allclose(local.product(y, lambda: local.turn(W)), W, atol=1e-12)


def test_hessian_is_the_gradients_slope():
    rng = np.random.default_rng(1)
    local = draw_objective("logistic", rng, 4, 1).local()
    assert isinstance(local, LocalLogistic)
    y, step = rng.standard_normal((2, 4, 1))
    slope = (local.gradient(y + 1e-5 * step) - local.gradient(y - 1e-5 * step)) / 2e-5
    np.testing.assert_allclose(local.hessian(y) @ step, slope, rtol=1e-7)


@pytest.mark.parametrize("scale", [1.0, 1e-3, 5.0])
def test_logistic_series(scale):
    """The polynomial of the gradient along a polynomial path is the gradient there."""
    rng = np.random.default_rng(2)
    local = draw_objective("logistic", rng, 3, 1).local()
    assert isinstance(local, LocalLogistic)
    path = scale * rng.standard_normal((4, 3, 1))
    order, t = 24, 0.05 / max(scale, 1.0)
    series = LogisticSeries(local, order)
    series.begin(path[0])
    gradient = local.gradient(path[0])
    for k in range(1, order + 1):
        gradient = gradient + t**k * series.coefficient(k, path[k] if k < 4 else np.zeros((3, 1)))
    there = sum(t**k * coefficient for k, coefficient in enumerate(path))
    np.testing.assert_allclose(gradient, local.gradient(there), rtol=1e-11, atol=1e-14)


def test_the_product_is_read_where_it_has_its_digits():
    """Near a well-conditioned minimum from y, whatever the layers say; small beside W*, from them.

    W* = diag(2, 1), so that 0.1 of its norm is 0.2236.
    """
    layers = np.full((2, 2), 7.0)
    round_one = Squared(np.diag([2.0, 1.0])).local()
    near = round_one.start(
        np.array([np.diag([2.0, 1.5]), np.diag([0.2, 0.0]), np.diag([0.3, 0.0])])
    )
    found = round_one.product(near, lambda: np.array([layers] * 3))
    expected = [np.diag([2.0, 1.5]), layers, np.diag([0.3, 0.0])]
    np.testing.assert_allclose(found, expected, atol=1e-15)


@pytest.mark.parametrize("flat, by_layers", [(0.9, False), (0.31, False), (0.29, True)])
def test_the_product_of_flat_directions_is_that_of_the_layers(flat, by_layers):
    """y / H^(1/2) has fewer digits there: below 0.3 of the steepest direction."""
    objective = Regression(np.diag([1.0, flat]), np.diag([2.0, 1.0]))
    local = objective.local()
    W = np.array([[2.0, 0.5], [0.1, 1.0]])
    found = local.product(local.start(W), lambda: local.turn(np.full((2, 2), 7.0)))
    np.testing.assert_allclose(found, np.full((2, 2), 7.0) if by_layers else W, rtol=1e-14)


@pytest.mark.parametrize("scale", [1e-8, 1.0, 1e8])
@pytest.mark.parametrize("part, rank", [(5.0, 1), (20.0, 2)])
def test_rank_is_counted_in_roundings_of_the_largest_singular_value(scale, part, rank):
    """Of ten rows: up to ten roundings are none, at any scale of the data."""
    X = np.zeros((10, 2))
    X[0, 0], X[1, 1] = scale, part * EPS * scale
    assert singular(X)[1].size == rank
    root = Regression(X, np.ones((10, 1))).local().root
    assert np.count_nonzero(root) == rank
