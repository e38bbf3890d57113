"""The constraint set: it has the imbalances, the margin splits it, the minima of tau lie on it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from core import ScalarScenario, ScalarSolution, solve
from core.scalar.constraint_set import constraint_curves, level_curve, rate_profile
from tests.core.scalar.strategies import sizes, weights

FROM_BELOW = ScalarScenario(weights=(0.9, 0.4), target=1.0)


def _curves(solution: ScalarSolution, reach: float = 3.0):
    layers = range(solution.network.depth)
    c = solution.network.cumulative_imbalance
    return constraint_curves(c, solution.smallest_square, layers, reach)


def _points(arcs: np.ndarray) -> np.ndarray:
    return arcs[:, ~np.isnan(arcs).any(axis=0)]


@given(weights(min_depth=2, max_depth=3), sizes)
def test_arcs(start: tuple[float, ...], target: float) -> None:
    """Both parts conserve the imbalances; |w| >= margin on one, <= on the other; all orthants."""
    s = solve(ScalarScenario(weights=start, target=target))
    curves = _curves(s)
    for arcs, side in ((curves.feasible, 1.0), (curves.infeasible, -1.0)):
        points = _points(arcs)
        imbalance = points[:-1] ** 2 - points[1:] ** 2
        largest = (points**2).max()
        assert_allclose(imbalance - s.network.imbalance[:, None], 0, atol=1e-12 * largest)
        product = np.abs(np.prod(points, axis=0))
        assert (side * (product - s.margin) >= -1e-9 * product.max()).all()
        assert np.isnan(arcs).all(axis=0).sum() == 2 ** len(start)
    orthants = {tuple(column) for column in np.sign(_points(curves.feasible)).T if column.all()}
    assert len(orthants) == 2 ** len(start)


@given(weights(min_depth=2, max_depth=3), sizes)
def test_minimisers(start: tuple[float, ...], target: float) -> None:
    """tau = alpha* and |w| = margin at each of them, one in each orthant."""
    s = solve(ScalarScenario(weights=start, target=target))
    for point in _curves(s).minimisers.T:
        tau = sum(math.prod(np.delete(point, layer) ** 2) for layer in range(point.size))
        assert tau == pytest.approx(s.alpha_star, rel=1e-10, abs=1e-300)
        assert abs(math.prod(point)) == pytest.approx(s.margin, rel=1e-10, abs=1e-12)


def test_the_circle_through_the_minimisers() -> None:
    """L = 2: w1^2 + w2^2 = alpha*, and no feasible point lies inside it."""
    s = solve(FROM_BELOW)
    curves = _curves(s)
    assert_allclose((curves.minimisers**2).sum(0), s.alpha_star, rtol=1e-12)
    assert ((_points(curves.feasible) ** 2).sum(0) >= s.alpha_star * (1 - 1e-12)).all()


def test_arcs_reach_as_far_as_asked() -> None:
    """The feasible arcs end with every chosen layer at least at the reach."""
    ends = np.abs(_points(_curves(solve(FROM_BELOW), reach=7.0).feasible)).max(axis=1)
    assert (ends >= 7.0 * (1 - 1e-12)).all()


@given(weights(max_depth=8), sizes, st.floats(0.0, 10.0))
def test_rate_profile(start: tuple[float, ...], target: float, largest: float) -> None:
    """tau grows with |w|; the feasible part begins at margin and alpha*."""
    s = solve(ScalarScenario(weights=start, target=target))
    profile = rate_profile(s.network.cumulative_imbalance, s.smallest_square, largest)
    assert profile.product[0] == 0.0
    for values in (profile.product, profile.preconditioner):
        assert (np.diff(values) >= -1e-12 * values.max()).all()
    assert profile.feasible_product[0] == pytest.approx(s.margin, rel=1e-9, abs=1e-12)
    assert profile.feasible_preconditioner[0] == pytest.approx(s.alpha_star, rel=1e-9, abs=1e-300)
    if len(start) == 2:
        d = s.network.imbalance[0]
        expected = np.hypot(d, 2 * profile.product)
        assert_allclose(profile.preconditioner, expected, rtol=1e-9, atol=1e-12)


def test_level_curve() -> None:
    """w1 w2 = product on both branches, out to the reach; nothing where it is out of reach."""
    for product in (0.5, -0.5):
        curve = level_curve(product, 3.0)
        points = _points(curve)
        assert_allclose(points[0] * points[1], product, rtol=1e-12)
        assert np.abs(points).max() == pytest.approx(3.0)
        assert {tuple(np.sign(point)) for point in points.T} in (
            {(1.0, 1.0), (-1.0, -1.0)},
            {(1.0, -1.0), (-1.0, 1.0)},
        )
    assert level_curve(0.0, 3.0).shape == (2, 0)
    assert level_curve(10.0, 3.0).shape == (2, 0)
