"""The horizon chosen by itself tells the story, and the samples keep its corners."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from core import Outcome, ScalarScenario, solve
from tests.core.scalar.strategies import scenarios

ROUND = {1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0}
MOVING = [
    ((0.5, 0.9, 0.7), 1.0),  # converges
    ((-0.5, 0.9, 0.7), 1.0),  # crosses zero
    ((1.5, 1.2, 1.3), 1.0),  # overshoots
    ((1.5, 1.2, 1.3), 0.0),  # decays
]
SADDLES = [
    ((-1.0, 1.0), 1.0),
    ((-1.0, 1.0, 1.0), 1.0),
    ((-1.0, 1.0, 2.0), 50.0),
    ((-9.0, 9.0), 1e-3),
]
#: Powers of this make times from 1e-3 to 1e6.
TIMES = [10.0**power for power in range(-3, 7)]


def _scaled(weights: tuple[float, ...], target: float, time: float) -> ScalarScenario:
    """The same picture on another scale of time: w -> s w, y -> s^L y, t -> t / s^(2L-2)."""
    depth = len(weights)
    s = time ** (-1 / (2 * depth - 2))
    return ScalarScenario(weights=tuple(s * w for w in weights), target=s**depth * target)


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("weights, target", MOVING)
def test_the_loss_reaches_the_bottom(
    weights: tuple[float, ...], target: float, time: float
) -> None:
    """Down to 1e-10 of the start at the end, and not long before it."""
    s = solve(_scaled(weights, target, time))
    assert s.loss[-1] <= 1e-10 * s.loss[0]
    assert s.loss[s.times.searchsorted(0.5 * s.horizon)] >= 1e-12 * s.loss[0]


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("weights, target", SADDLES)
def test_the_saddles_plateau_shows(weights: tuple[float, ...], target: float, time: float) -> None:
    """The loss has come down to y^2 at the end: w is a hundredth of where it was and of y."""
    s = solve(_scaled(weights, target, time))
    assert s.outcome is Outcome.SADDLE
    assert s.loss[-1] == pytest.approx(s.scenario.target**2, rel=0.02, abs=0.0)
    assert abs(s.products[-1]) <= 0.01 * abs(s.products[0])
    middle = s.times.searchsorted(0.5 * s.horizon)
    assert abs(s.products[middle]) >= 1e-9 * abs(s.products[0])


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("weights", [(1.0, 1.0), (1.0, 1.0, -1.0), (1.0, 1.0, 2.0)])
def test_a_power_law_is_shown_for_a_stretch(weights: tuple[float, ...], time: float) -> None:
    """It has no bottom: the loss falls at least a hundred times, not to nothing."""
    s = solve(_scaled(weights, 0.0, time))
    assert s.outcome is Outcome.DECAYS_ALGEBRAICALLY
    assert s.loss[-1] <= 1e-2 * s.loss[0]
    assert s.loss[-1] >= 1e-12 * s.loss[0]


@given(scenarios())
def test_samples(scenario: ScalarScenario) -> None:
    """241 times in order from 0 to a round horizon; the loss has fallen, or the plateau shows."""
    s = solve(scenario)
    assert s.times.size == 241
    assert s.times[0] == 0.0
    assert s.times[-1] == s.horizon
    assert (np.diff(s.times) >= 0.0).all()
    power = 10.0 ** math.floor(math.log10(s.horizon) + 1e-9)
    assert any(math.isclose(s.horizon / power, step, rel_tol=1e-9) for step in ROUND)
    if s.horizon < 1e12 and s.outcome not in (Outcome.STATIONARY, Outcome.AT_MINIMUM):
        plateau = scenario.target**2 if s.outcome is Outcome.SADDLE else 0.0
        assert s.loss[-1] - plateau <= 0.05 * (s.loss[0] - plateau) + 1e-2 * plateau


@pytest.mark.parametrize(
    "weights, target",
    [
        ((1e-3,) * 3, 1.0),  # a plateau of 1e3, a fall of 1
        ((1e-3, 1e-3, 2e-3), 1.0),
        ((1e-2,) * 5, 1.0),  # a plateau of 1e6
        ((1e-6, 1e-6), 1.0),
        ((-1.0, 1.0 + 1e-10, 1.0 + 1e-5), 1.0),  # rests at the saddle in between
        ((30.0, 40.0, 50.0), 1.0),  # a fall of 1e-6 before a slow end
    ],
)
def test_a_long_plateau_keeps_its_corner(weights: tuple[float, ...], target: float) -> None:
    """Straight lines between the samples of log(loss) miss it by 0.1 at most, halfway between."""
    scenario = ScalarScenario(weights=weights, target=target)
    s = solve(scenario)
    halfway = (s.times[:-1] + s.times[1:]) / 2
    loss = solve(replace(scenario, times=tuple(halfway))).loss
    seen = s.loss[1:] > 1e-12 * s.loss[0]
    drawn = np.sqrt(s.loss[:-1] * s.loss[1:])
    assert np.abs(np.log(drawn[seen] / loss[seen])).max() < 0.1
    assert seen.sum() >= 100


@pytest.mark.parametrize("horizon", [1e-6, 0.37, 1e4])
def test_a_horizon_asked_for_is_kept(horizon: float) -> None:
    """Not rounded; sampled as densely."""
    s = solve(ScalarScenario(weights=(0.5, 0.9), target=1.0, horizon=horizon))
    assert s.horizon == s.times[-1] == horizon
    assert s.times.size == 241


def test_nothing_moves() -> None:
    """Any time shows that; 1 is as good as another."""
    assert solve(ScalarScenario(weights=(0.0, 0.0), target=1.0)).horizon == 1.0
