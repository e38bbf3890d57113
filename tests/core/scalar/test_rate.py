"""alpha* and its lower bound against closed forms and against trying."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import ScalarScenario, solve
from core.scalar.rate import cumulative_product, scalar_rate
from tests.core.scalar.strategies import sizes

offsets = st.lists(sizes, max_size=9).map(lambda others: [0.0, *others])
margins = st.one_of(st.just(0.0), sizes)


@given(sizes, margins)
def test_two_layers(d: float, margin: float) -> None:
    """L = 2: alpha* = sqrt(d^2 + 4 margin^2), and the lower bound equals it."""
    rate = scalar_rate([d, 0.0], margin)
    assert rate.alpha_star == pytest.approx(math.hypot(d, 2 * margin), rel=1e-13, abs=0.0)
    assert rate.lower_bound == pytest.approx(rate.alpha_star, rel=1e-13, abs=0.0)


@given(st.integers(2, 64), sizes)
def test_balanced(depth: int, margin: float) -> None:
    """All c = 0: alpha* = L margin^(2 - 2/L), and the lower bound equals it."""
    rate = scalar_rate([0.0] * depth, margin)
    assert rate.alpha_star == pytest.approx(depth * margin ** (2 - 2 / depth), rel=1e-12, abs=0.0)
    assert rate.lower_bound == pytest.approx(rate.alpha_star, rel=1e-12, abs=0.0)


def test_one_layer() -> None:
    """tau is the empty product, 1, whatever the margin."""
    for margin in (0.0, 2.0):
        rate = scalar_rate([0.0], margin)
        assert (rate.alpha_star, rate.lower_bound) == (1.0, 1.0)


@given(offsets)
def test_margin_zero(c: list[float]) -> None:
    """Without a margin alpha* is the product of the positive c, unless the smallest tie."""
    rate = scalar_rate(c, 0.0)
    assert rate.alpha_star == pytest.approx(math.prod(c[1:]), rel=1e-13, abs=0.0)
    assert rate.lower_bound == pytest.approx(rate.alpha_star, rel=1e-13, abs=0.0)
    assert scalar_rate([0.0, *c], 0.0).alpha_star == 0.0


@given(offsets, margins)
def test_alpha_star_is_the_minimum(c: list[float], margin: float) -> None:
    """Attained at x* with |w| = margin, and tau is no smaller wherever |w| >= margin."""
    rate = scalar_rate(c, margin)
    squares = rate.smallest_square + np.array(c)
    assert math.sqrt(np.prod(squares)) == pytest.approx(margin, rel=1e-11, abs=0.0)
    x = np.concatenate([np.geomspace(1e-12, 1e3, 200), rate.smallest_square * np.array([1, 1.01])])
    squares = x[:, None] + np.array(c)
    tau = sum(np.prod(np.delete(squares, layer, 1), 1) for layer in range(len(c)))
    feasible = np.sqrt(np.prod(squares, 1)) >= margin * (1 - 1e-12)
    assert feasible.any()
    assert (tau[feasible] >= rate.alpha_star * (1 - 1e-10)).all()
    assert rate.alpha_star == pytest.approx(tau[-2], rel=1e-11, abs=0.0)


@given(offsets, margins)
def test_lower_bound_is_one_and_its_formula(c: list[float], margin: float) -> None:
    """sqrt((prod c)^2 + (L margin^(2 - 2/L))^2) <= alpha*."""
    rate, depth = scalar_rate(c, margin), len(c)
    formula = math.hypot(math.prod(c[1:]), depth * margin ** (2 - 2 / depth))
    assert rate.lower_bound <= rate.alpha_star
    if depth > 1:
        assert rate.lower_bound == pytest.approx(formula, rel=1e-12, abs=0.0)


@pytest.mark.parametrize("depth", [2, 3, 5, 8])
@pytest.mark.parametrize("step", [1.0, 0.5])
def test_growth_with_depth(depth: int, step: float) -> None:
    """Steps s in w_l^2 of ordered weights: the product of c is s^(L-1) (L-1)!, and so is alpha*."""
    scenario = ScalarScenario(imbalance=(-step,) * (depth - 1), product=0.0, target=-1.0)
    solution = solve(scenario)
    expected = step ** (depth - 1) * math.factorial(depth - 1)
    assert cumulative_product(solution.network.cumulative_imbalance) == pytest.approx(expected)
    assert solution.margin == 0.0
    assert solution.alpha_star == pytest.approx(expected, rel=1e-13, abs=0.0)


def test_cumulative_and_not_adjacent_differences() -> None:
    """Squares 1, 2, 4: the adjacent differences 1, 2 bound tau by 2; the cumulative 1, 3 by 3."""
    weights = (1.0, math.sqrt(2.0), 2.0)
    solution = solve(ScalarScenario(weights=weights, target=-1.0))
    assert solution.alpha_lower_bound == pytest.approx(3.0)
    assert solution.alpha_star == pytest.approx(3.0)
