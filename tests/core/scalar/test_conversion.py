"""The same network described the other way is the same network."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from core import ScalarScenario, ScenarioError, solve
from core.scalar.conversion import by_imbalance, by_weights, initial_weights, with_depth
from tests.core.scalar.strategies import conditioning, exact_weights, targets


@given(exact_weights, targets)
def test_imbalance_and_product_give_the_same_loss(
    weights: tuple[float, ...], target: float
) -> None:
    """Weights -> imbalance and product: the loss depends on nothing else."""
    scenario = ScalarScenario(weights=weights, target=target, times=(0.0, 0.01, 0.1, 1.0))
    one, two = solve(scenario), solve(by_imbalance(scenario))
    allowed = (1e-9 + 500 * conditioning(one)) * one.loss
    # Beside the target the product as one float keeps fewer digits than the weights.
    assert (abs(two.loss**0.5 - one.loss**0.5) <= allowed**0.5 * 1e-4 + 1e-14 * abs(target)).all()
    assert two.alpha_star == pytest.approx(one.alpha_star, rel=1e-10, abs=0.0)
    assert_allclose(abs(two.weights), abs(one.weights), rtol=1e-9, atol=1e-12)


@given(exact_weights)
def test_there_and_back(weights: tuple[float, ...]) -> None:
    """by_weights undoes by_imbalance up to the signs; each keeps its own description."""
    scenario = ScalarScenario(weights=weights, target=1.0)
    other = by_imbalance(scenario)
    assert by_imbalance(other) == other
    assert by_weights(scenario) == scenario
    again = initial_weights(by_weights(other))
    assert_allclose([abs(w) for w in again], [abs(w) for w in weights], rtol=1e-12)
    assert all(w > 0 for w in again[1:])


@given(exact_weights, st.integers(1, 64))
def test_depth_adds_ones_and_drops_the_last(weights: tuple[float, ...], depth: int) -> None:
    """Nothing else jumps, in either description."""
    expected = (*weights, *(1.0,) * 64)[:depth]
    scenario = ScalarScenario(weights=weights, target=1.0, horizon=3.0)
    changed = with_depth(scenario, depth)
    assert changed.weights == expected
    assert (changed.target, changed.horizon) == (1.0, 3.0)
    other = with_depth(by_imbalance(scenario), depth)
    assert other.depth == depth
    assert_allclose([abs(w) for w in initial_weights(other)], [abs(w) for w in expected], rtol=1e-9)


@pytest.mark.parametrize("depth", [0, 65, -1])
def test_depth_has_limits(depth: int) -> None:
    """The error names the depth."""
    with pytest.raises(ScenarioError) as refused:
        with_depth(ScalarScenario(weights=(1.0,), target=1.0), depth)
    assert refused.value.field == "depth"
