"""Losses of a batch along its flows are the single solver's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core import ScalarScenario
from core.atlas.scalar import by_weights, scalar_losses
from tests.core.atlas.scalar.single import TOLERANCE, answer, apart, networks_of
from tests.core.scalar.strategies import conditioning, scenarios, targets, weights


def _agrees(scenario: ScalarScenario) -> None:
    """At the times that the single solver chooses, and at 0."""
    solution = answer(scenario)
    assert solution is not None
    (losses,) = scalar_losses(networks_of([scenario]), solution.times)
    allowed = TOLERANCE + 50.0 * conditioning(solution)
    assert (apart(losses, solution.loss.tolist()) <= allowed).all(), scenario


@given(scenarios())
@settings(max_examples=40, deadline=None)
def test_any_flow(scenario: ScalarScenario) -> None:
    _agrees(scenario)


@pytest.mark.parametrize(
    "start, target",
    [
        ((3.0,), 1.0),
        ((0.5, 0.5), 2.0),
        ((-0.5, 0.5, 0.5), 2.0),  # to the saddle
        ((-0.5, 0.5, 0.5, 2.0), 2.0),
        ((-1e-3, 0.5, 0.7, 0.9), 2.0),  # across 0
        ((-0.7, 0.7000001, 0.9), 1.0),  # nearly to the saddle
        ((0.5, 0.5, 3.0), 0.0),  # like a power
        ((0.5, 0.6, 3.0), 0.0),
        ((30.0, 20.0, 10.0, 15.0), 1.0),  # from far above
        ((0.0, 0.0, 1.0), 1.0),  # never moves
        ((1.0, 1.0, 1.0 + 1e-9), 1.0),  # all but there
        ((1e-6,) * 5, 1e3),
    ],
)
def test_each_way(start: tuple[float, ...], target: float) -> None:
    _agrees(ScalarScenario(weights=start, target=target))


@given(st.lists(st.tuples(weights(min_depth=3, max_depth=3), targets), min_size=2, max_size=5))
@example(  # a processor whose products of few columns are summed in another order
    [
        ((-1.6982436524617444, 1.6982436524617444, -1.6982436524617444), 0.0),
        ((1.0, 1.0, 1.023292992280754), 0.0),
        ((1.0, 0.10471285480508996, 0.10232929922807542), 0.0),
    ]
)
@settings(max_examples=10, deadline=None)
def test_no_flow_depends_on_the_others(pairs: list[tuple[tuple[float, ...], float]]) -> None:
    times = np.array([0.0, 1e-3, 0.1, 0.5, 3.0, 20.0, 1e4])
    starts, aims = (np.array(part) for part in zip(*pairs, strict=True))
    together = scalar_losses(by_weights(starts, aims), times)
    for row, (start, aim) in enumerate(pairs):
        alone = scalar_losses(by_weights([start], aim), times)
        np.testing.assert_array_equal(alone[0], together[row])


def test_what_a_scenario_may_not_have_has_no_losses() -> None:
    losses = scalar_losses(by_weights([[1e200, 1.0], [1.0, 1.0]], 2.0), [0.0, 1.0])
    assert np.isnan(losses[0]).all()
    assert np.isfinite(losses[1]).all()
