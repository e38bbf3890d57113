"""A solution's shapes are the documented ones, and its JSON says the same."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import ScalarScenario, ScenarioError, solve
from tests.core.scalar.strategies import scenarios


@given(scenarios())
def test_shapes(scenario: ScalarScenario) -> None:
    """T times, L layers; every number finite."""
    s = solve(scenario)
    rows, depth = s.times.size, scenario.depth
    assert s.weights.shape == (rows, depth)
    assert s.end.weights.shape == (depth,)
    found = [name for name in dir(s) if isinstance(getattr(s, name), np.ndarray)]
    assert len(found) == 11  # those that are computed when asked for too
    for name in found:
        assert len(getattr(s, name)) == rows, name
        assert np.isfinite(getattr(s, name)).all(), name


@given(scenarios(), st.integers(-40, 40), st.integers(-40, 40), st.booleans())
def test_what_is_computed_later_is_within_the_range_too(
    scenario: ScalarScenario, first: int, target: int, late: bool
) -> None:
    """Numbers of any size: refused at once, or all that can be asked for is finite."""
    weights = scenario.weights or ()
    try:
        wide = ScalarScenario(
            weights=(weights[0] * 10.0**first, *weights[1:]),
            target=scenario.target * 10.0**target,
            horizon=1e100 if late else None,
        )
        s = solve(wide)
    except ScenarioError:
        return
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        json.dumps(s.to_json(), allow_nan=False)
        assert np.isfinite(s.products).all()


@given(scenarios())
def test_json(scenario: ScalarScenario) -> None:
    """Strict JSON of the same numbers under the same names."""
    s = solve(scenario)
    answer = json.loads(json.dumps(s.to_json(), allow_nan=False))
    for name in ("loss", "weights", "times", "envelope", "progressive_envelope", "alpha_star"):
        assert np.array_equal(answer[name], getattr(s, name)), name
    assert answer["imbalance"] == s.network.imbalance.tolist()
    assert answer["outcome"] == s.outcome.value


def test_a_solution_is_frozen() -> None:
    """It is kept in caches and shared."""
    s = solve(ScalarScenario(weights=(1.0, 0.5), target=1.0))
    with pytest.raises(dataclasses.FrozenInstanceError):
        s.margin = 0.0  # type: ignore[misc]
