"""Every quantity of a batch is the single solver's."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import ScalarScenario
from core.atlas.scalar import QUANTITIES, by_weights, scalar_values
from tests.core.atlas.scalar.single import TOLERANCE, answer, apart, networks_of, single_values
from tests.core.scalar.strategies import signs, sizes, targets

LEVEL = 1e-8


def _agree(scenarios: list[ScalarScenario]) -> None:
    values = scalar_values(networks_of(scenarios), QUANTITIES, level=LEVEL)
    alone = [single_values(answer(scenario), LEVEL) for scenario in scenarios]
    for name in QUANTITIES:
        errors = apart(values[name], [each[name] for each in alone])
        worst = int(errors.argmax())
        assert errors[worst] <= TOLERANCE, (name, scenarios[worst])


@st.composite
def batches(draw: st.DrawFn) -> list[ScalarScenario]:
    """A few networks of one depth, with ties and zeros, given in one of the two ways."""
    depth = draw(st.integers(1, 10))
    pool = draw(st.lists(sizes, min_size=1, max_size=3))
    layer = st.one_of(
        st.tuples(signs, st.sampled_from(pool)).map(lambda pair: pair[0] * pair[1]),
        st.sampled_from([*pool, 0.0]),
    )
    weights = st.lists(layer, min_size=depth, max_size=depth)
    scenarios = []
    by_imbalance = draw(st.booleans())
    for _ in range(draw(st.integers(1, 3))):
        values, target = draw(weights), draw(targets)
        if by_imbalance:
            d = tuple(round(a * a - b * b, 6) for a, b in pairwise(values))
            scenarios.append(ScalarScenario(imbalance=d, product=values[0], target=target))
        else:
            scenarios.append(ScalarScenario(weights=tuple(values), target=target))
    return scenarios


@given(batches())
@settings(max_examples=60, deadline=None)
def test_any_batch(scenarios: list[ScalarScenario]) -> None:
    _agree(scenarios)


@pytest.mark.parametrize("depth", range(1, 21))
def test_every_depth(depth: int) -> None:
    rng = np.random.default_rng(depth)
    starts = rng.uniform(-2.0, 2.0, (4, depth))
    aims = rng.uniform(-2.0, 2.0, 4)
    _agree([ScalarScenario(weights=tuple(w), target=y) for w, y in zip(starts, aims, strict=True)])


def test_what_a_scenario_may_not_have_has_no_value() -> None:
    values = scalar_values(by_weights([[1e200, 1.0], [1.0, 1.0]], 2.0), QUANTITIES)
    for name in QUANTITIES:
        none, some = values[name]
        assert none == -1 if values[name].dtype == np.int8 else np.isnan(none)
        assert np.isfinite(some)


def test_no_networks_have_no_values() -> None:
    values = scalar_values(by_weights(np.empty((0, 3)), 1.0), QUANTITIES)
    assert {found.shape for found in values.values()} == {(0,)}


@pytest.mark.parametrize("depth", [1, 2, 5, 12])
def test_no_network_depends_on_the_others(depth: int) -> None:
    """Bit for bit: alone, among many, in another order."""
    rng = np.random.default_rng(depth)
    starts = rng.choice([-1.0, 0.0, 0.3, 0.5, 1.0, 1e-9, 40.0], (60, depth))
    starts = starts + rng.choice([0.0, 0.1], (60, 1)) * rng.random((60, depth))
    aims = rng.choice([0.0, 1.0, -2.0, 0.3], 60)
    together = scalar_values(by_weights(starts, aims), QUANTITIES)
    order = rng.permutation(60)[:40]
    some = scalar_values(by_weights(starts[order], aims[order]), QUANTITIES)
    for name in QUANTITIES:
        np.testing.assert_array_equal(some[name], together[name][order])
    for i in range(3):
        alone = scalar_values(by_weights(starts[i : i + 1], aims[i : i + 1]), QUANTITIES)
        assert all(np.array_equal(alone[n], together[n][i : i + 1], equal_nan=True) for n in alone)
