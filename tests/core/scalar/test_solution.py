"""A solution's shapes are the documented ones, and its JSON says the same."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given

from core import ScalarScenario, solve
from tests.core.scalar.strategies import scenarios


@given(scenarios())
def test_shapes(scenario: ScalarScenario) -> None:
    """T times, L layers; every number finite."""
    s = solve(scenario)
    rows, depth = s.times.size, scenario.depth
    assert s.weights.shape == (rows, depth)
    assert s.end.weights.shape == (depth,)
    for field in dataclasses.fields(s):
        value = getattr(s, field.name)
        if isinstance(value, np.ndarray):
            assert len(value) in (rows, depth), field.name
            assert np.isfinite(value).all(), field.name


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
