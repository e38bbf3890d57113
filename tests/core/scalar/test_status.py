"""Every outcome, with the sentence that says why."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from core import Outcome, ScalarScenario, solve
from tests.core.scalar.strategies import scenarios
from words.numbers import written

# Weights, target, outcome, and what the sentence must say.
STARTS = [
    ((0.4, 0.5), 1.0, Outcome.CONVERGES, ["runs from 0.2", "the target 1"]),
    ((0.0, 0.5), 1.0, Outcome.CONVERGES, ["runs from 0 "]),
    ((1.0, -0.5, 2.0), 1.5, Outcome.CROSSES_ZERO, ["zero", "differ in sign", "w2", "alone"]),
    ((-0.3,), 1.0, Outcome.CROSSES_ZERO, ["zero", "w1"]),
    ((2.0, 2.0), 1.0, Outcome.OVERSHOOTS, ["comes back", "from 4", "the target 1"]),
    ((-2.0, 2.0), -1.0, Outcome.OVERSHOOTS, ["comes back", "−4"]),
    ((2.0, 3.0), 6.0, Outcome.AT_MINIMUM, ["minimum", "nothing moves"]),
    ((0.0, 0.0), 0.0, Outcome.AT_MINIMUM, ["minimum"]),
    ((0.1, 10.0), 1.0, Outcome.AT_MINIMUM, ["minimum", "to rounding", "nothing moves"]),
    ((0.1,) * 5, 1e-5, Outcome.AT_MINIMUM, ["minimum", "nothing moves"]),
    ((0.99999999, 1.0), 1.0, Outcome.CONVERGES, ["from 0.99999999 to the target 1."]),
    ((1.000001, 1.0), 1.0, Outcome.OVERSHOOTS, ["from 1.000001 to the target 1."]),
    ((0.0, 1.0, 0.0), 1.0, Outcome.STATIONARY, ["Never moves", "2 weights are 0", "saddle"]),
    ((-1.0, 1.0, 2.0), 3.0, Outcome.SADDLE, ["saddle", "loss y² = 9", "2 weights tie"]),
    ((1.0, 1.0, 1.0), -1.0, Outcome.SADDLE, ["saddle", "3 weights tie"]),
    ((1.0, 0.5, 2.0), 0.0, Outcome.DECAYS, ["exponentially", "w2 alone"]),
    ((-0.7,), 0.0, Outcome.DECAYS, ["exponentially", "w1"]),
    ((1.0, 1.0, 2.0), 0.0, Outcome.DECAYS_ALGEBRAICALLY, ["power of time", "2 weights tie"]),
]  # fmt: skip


@pytest.mark.parametrize("weights, target, outcome, words", STARTS)
def test_outcome_and_why(
    weights: tuple[float, ...], target: float, outcome: Outcome, words: list[str]
) -> None:
    """The sentence names what happens and what makes it so."""
    solution = solve(ScalarScenario(weights=weights, target=target))
    assert solution.outcome is outcome
    assert solution.status.endswith(".")
    for word in words:
        assert word in solution.status


def test_every_outcome_is_reached() -> None:
    """The table above leaves none out."""
    assert {outcome for _, _, outcome, _ in STARTS} == set(Outcome)


@given(scenarios())
def test_the_outcome_is_where_the_weights_go(scenario: ScalarScenario) -> None:
    """At t = infinity: the target, unless at the saddle or never moving."""
    s = solve(scenario)
    final = 1.0
    for weight in s.end.weights:
        final *= float(weight)
    if s.outcome is Outcome.SADDLE:
        expected = 0.0
    elif s.outcome is Outcome.STATIONARY:
        expected = s.product
    else:
        expected = scenario.target
    assert final == pytest.approx(expected, rel=1e-12, abs=0.0)
    stuck = s.outcome in (Outcome.SADDLE, Outcome.STATIONARY)
    ties = (s.network.cumulative_imbalance == 0.0).sum()
    assert not stuck or ties > 1


@given(scenarios())
def test_nothing_is_guaranteed_exactly_where_alpha_star_is_zero(scenario: ScalarScenario) -> None:
    """And the sentence says why. A start at the minimum needs no guarantee."""
    s = solve(scenario)
    if s.outcome is Outcome.AT_MINIMUM:
        assert "no rate is needed" in s.guarantee
    elif s.alpha_star == 0.0:
        assert s.guarantee.startswith("Nothing is guaranteed: α* = 0")
        assert "margin is 0" in s.guarantee
        assert "tie" in s.guarantee
    else:
        assert s.guarantee.startswith("Guaranteed")
        assert f"exp(−{written(s.gamma * s.alpha_star)} t)" in s.guarantee
        one = s.network.depth == 1
        assert ("the margin is 0" in s.guarantee) == (s.margin == 0.0 and not one)
        assert ("one layer" in s.guarantee) == one


@pytest.mark.parametrize("start", [0.0, 0.3, -0.3, 2.0, 5.0])
def test_one_layer_has_its_rate_from_nothing(start: float) -> None:
    """No imbalance and no margin: tau is the empty product."""
    s = solve(ScalarScenario(weights=(start,), target=1.0))
    assert s.guarantee == (
        "Guaranteed: the loss falls at least like exp(−4 t); with one layer τ = 1, whatever the "
        "weight is."
    )
    assert "other" not in s.status
    assert "alone" not in s.status


def test_a_start_at_the_target_to_rounding_has_a_picture() -> None:
    """0.1 times 10 is 1 to rounding: nothing moves, and nothing is beyond double precision."""
    s = solve(ScalarScenario(weights=(0.1, 10.0), target=1.0))
    assert s.loss.max() < 1e-32
    assert s.weights == pytest.approx(np.tile(s.weights[0], (len(s.times), 1)), rel=1e-15)
    assert s.decay_rate is None
    assert s.final_rate == s.infimum == pytest.approx(4 * (0.01 + 100.0), rel=1e-14)
    assert "to rounding" in s.guarantee
    exactly = solve(ScalarScenario(weights=(0.5, 2.0), target=1.0))
    assert "to rounding" not in exactly.status + exactly.guarantee
    # 1e-14 off is no rounding.
    off = solve(ScalarScenario(weights=(0.1, 10.0), target=1.0 + 1e-14))
    assert off.outcome is Outcome.CONVERGES


def test_a_horizon_that_is_capped_is_admitted() -> None:
    """The picture ends before anything happens: the sentence says at what time."""
    capped = solve(ScalarScenario(weights=(1e-4,) * 8, target=1.0))
    assert capped.horizon == 1e12
    assert "The picture ends at t = 10¹²" in capped.status
    asked = solve(ScalarScenario(weights=(1e-4,) * 8, target=1.0, horizon=1.0))
    assert "picture ends" not in asked.status
