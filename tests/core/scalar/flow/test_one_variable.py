"""The flow of hard networks against an independent integration in fifty digits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core import Outcome, ScalarScenario, solve
from tests.core.scalar.flow.reference import Station, walk
from tests.core.scalar.strategies import EPS

_DEEP = tuple(0.9 + 0.003 * layer for layer in range(64))
_STATIONS = 12

# Weights, target, and how far down to go (|y - w| or, at power laws, |p| against the start's).
NETWORKS: dict[str, tuple[tuple[float, ...], float, float]] = {
    "two layers": ((1.2, 0.3), 1.0, 1e-16),
    "negative target": ((0.58, -0.761), -1.014, 1e-16),
    "depth 1 from above": ((3.0,), -2.0, 1e-16),
    "depth 1 from zero": ((0.0,), 2.0, 1e-16),
    "tiny start, tied": ((1e-12, 2e-12, 1e-12), 1.0, 1e-16),
    "tiny start, two layers": ((1e-30, 3e-30), 1.0, 1e-16),
    "tiny start, balanced": ((1e-3,) * 4, 1.0, 1e-16),
    "tiny weight": ((1e-20, 1.0, 2.0), 1.0, 1e-16),
    "64 layers": (_DEEP, 1.0, 1e-16),
    "64 layers cross zero": ((-0.5, *_DEEP[1:]), 1.0, 1e-16),
    "64 balanced layers": ((0.98,) * 64, 1.0, 1e-16),
    "crosses zero": ((1.05, 0.486, 0.745, 0.907), -0.788, 1e-16),
    "crosses zero from far": ((-30.0, 40.0, 50.0), 1.0, 1e-16),
    "near tie crosses zero": ((-1.0, 1.0 + 1e-9), 1.0, 1e-16),
    "near tie of the last digit": ((-1.0, 1.0 + EPS), 1.0, 1e-16),
    "three near ties cross zero": ((-1.0, 1.0 + 1e-12, 1.0 + 2e-12), 2.0, 1e-16),
    "near ties from below": ((1e-4, 1.0000001e-4, 1e-4), 1.0, 1e-16),
    "overshoot": ((1.245, 1.323, 1.252), 1.444, 1e-16),
    "overshoot by 1e3": ((10.0, 12.0, 9.0), 1.0, 1e-16),
    "overshoot by 1e3, tied": ((10.0, -10.0, -10.0), 1.0, 1e-16),
    "overshoot by 1e4, imbalanced": ((0.1, 1e3), 1e-2, 1e-16),
    "overshoot by 1e8, imbalanced": ((0.1, 1e3, 1.0), 1e-6, 1e-16),
    "crosses zero from 1e6 times the target": ((-0.1, 1e3), 1e-4, 1e-16),
    "target 0, unique": ((1.0, 2.0, -0.5), 0.0, 1e-16),
    "target 0, nearly tied": ((1.0, 1.0 + 1e-6), 0.0, 1e-16),
    "target 0, tied": ((1.0, 2.0, -1.0), 0.0, 1e-8),
    "target 0, all tied": ((1.0, -1.0, 1.0, 1.0), 0.0, 1e-6),
    "saddle of 2": ((1.0, -1.0, 2.0), 1.0, 1e-16),
    "saddle of 3": ((1.0, 1.0, -1.0, 2.0), 1.0, 1e-8),
    "saddle of 31": ((-1.0, *(1.0,) * 30, 2.0), 1.0, 1e-3),
    "saddle of 60, nearly more": ((-1.0, *(1.0,) * 59, 1.0 + 1e-9, 1.1, 2.0, 2.0), 1.0, 0.05),
    "target 0, 40 tied": ((0.9, *(-0.9,) * 39, 1.5), 0.0, 0.05),
    "saddle from far": ((-100.0, 100.0), 1.0, 1e-16),
    "saddle of small weights": ((-1e-3, 1e-3), 1.0, 1e-16),
    "one weight zero": ((0.0, 1.0, 2.0), 1.0, 1e-16),
    "within 1e-9 of the target": ((1.0, 1.0 + 1e-9), 1.0, 1e-16),
    "some roundings from the target": ((1.0 - 5 * EPS, 1.0, 1.0), 1.0, 1e-16),
    "scale 1e-3": ((1e-3, 2e-3, 1e-3), 1e-9, 1e-16),
    "scale 1e3": ((1e3, -1e2, 1e3), 5e8, 1e-16),
    "mixed scales": ((1e-3, 1e3, 1.0), 1e2, 1e-16),
}


def _stations(weights: tuple[float, ...], target: float, until: float) -> list[Station]:
    """Some of the walk's stations, at times that float64 can hold: the start, the end, between."""
    walked = walk(weights, target, until)
    chosen = np.unique(np.linspace(0, len(walked) - 1, _STATIONS).astype(int))
    return [walked[i].moved_to(float(walked[i].time)) for i in chosen]


@pytest.mark.parametrize("weights, target, until", NETWORKS.values(), ids=NETWORKS.keys())
def test_against_fifty_digits(weights: tuple[float, ...], target: float, until: float) -> None:
    """Loss to 1e-9 and weights to 1e-10, relative.

    Where that is more than the problem holds, to within 50 roundings of the time: those move
    log(loss) by 4 tau dt and the weights by their velocity.
    """
    stations = _stations(weights, target, until)
    times = tuple(float(station.time) for station in stations)
    solution = solve(ScalarScenario(weights=weights, target=target, times=times))
    for row, station in enumerate(stations):
        rounding = 50 * EPS * times[row]
        allowed = max(1e-9, 4 * rounding * float(station.preconditioner))
        assert abs(float(solution.loss[row] / station.loss) - 1) <= allowed, times[row]
        for layer, (weight, velocity) in enumerate(
            zip(station.weights, station.velocity, strict=True)
        ):
            allowed = max(1e-10 * abs(float(weight)), rounding * abs(float(velocity)))
            error = abs(float(solution.weights[row, layer] - weight))
            assert error <= allowed, (times[row], layer)


@pytest.mark.parametrize("name", ["crosses zero", "crosses zero from 1e6 times the target"])
def test_loss_keeps_its_digits_to_the_end_of_float64(name: str) -> None:
    """At the target, loss = exp(-4 tau t) to its last digits: equal ratios over equal times."""
    weights, target, _ = NETWORKS[name]
    first = solve(ScalarScenario(weights=weights, target=target))
    rate = 4.0 * first.preconditioner[-1]
    step = 50.0 / rate
    times = tuple(first.horizon + step * np.arange(8))
    loss = solve(ScalarScenario(weights=weights, target=target, times=times)).loss
    assert loss[-1] < 1e-150
    np.testing.assert_allclose(np.diff(np.log(loss)), -50.0, rtol=1e-5)


@pytest.mark.parametrize(
    "weights, target",
    [
        ((0.0, 0.0), 1.0),
        ((0.0, 2.0, 0.0), -1.0),
        ((2.0, 3.0), 6.0),
        ((0.0, 1.0), 0.0),
        ((5.0,), 5.0),
    ],
)
def test_stationary_starts_never_move(weights: tuple[float, ...], target: float) -> None:
    """Two zero weights, or the target itself: the same weights and loss at any time."""
    times = (0.0, 1.0, 1e100)
    solution = solve(ScalarScenario(weights=weights, target=target, times=times))
    assert (solution.weights == weights).all()
    assert (solution.loss == (target - math.prod(weights)) ** 2).all()
    assert (solution.end.weights == weights).all()


@pytest.mark.parametrize("ties, outcome_power", [(2, 2), (3, 3), (4, 4)])
def test_power_law_of_tied_weights(ties: int, outcome_power: int) -> None:
    """y = 0, k ones: dp/dt = -2 p^(2k-1), so p = (1 + 4 (k-1) t)^(-1/(2k-2)) and loss = p^(2k)."""
    times = np.array([0.0, 1e-3, 1.0, 1e3, 1e9, 1e30])
    solution = solve(ScalarScenario(weights=(1.0,) * ties, target=0.0, times=tuple(times)))
    p = (1 + 4 * (ties - 1) * times) ** (-1 / (2 * ties - 2))
    np.testing.assert_allclose(solution.weights, p[:, None].repeat(ties, 1), rtol=1e-11)
    np.testing.assert_allclose(solution.loss, p ** (2 * outcome_power), rtol=1e-11)


@pytest.mark.parametrize(
    "imbalance, last", [(0.0, 1e50), (-1e-60, 1e20), (-1e-100, 1e40), (-1e-150, 1e60)]
)
def test_an_imbalance_too_small_to_see_leaves_the_power_law(imbalance: float, last: float) -> None:
    """dp/dt = -2p^5 as long as p^2 is far above it: p^6 = (1 + 8t)^(-3/2)."""
    times = (0.0, 1.0, 0.1 * last, last)
    s = solve(ScalarScenario(imbalance=(0.0, imbalance), product=1.0, target=0.0, times=times))
    np.testing.assert_allclose(s.loss, (1.0 + 8.0 * np.array(times)) ** -1.5, rtol=1e-9)


@pytest.mark.parametrize("imbalance", [-1e-90, -1e-100, -1e-150])
def test_the_way_to_a_saddle_beside_an_imbalance_too_small_to_see(imbalance: float) -> None:
    """dp/dt = -2 p^3 (1 + p^4) from 1 to p^2 far above it: an elementary integral."""
    q = np.array([0.5, 1e-3, 1e-20, 1e-40])
    times = 0.25 * (q**-2 - 1.0 - 0.25 * math.pi + np.arctan(q**2))
    s = solve(
        ScalarScenario(
            imbalance=(0.0, 0.0, imbalance), product=-1.0, target=1.0, times=tuple(times.tolist())
        )
    )
    assert s.outcome is Outcome.SADDLE
    np.testing.assert_allclose(np.abs(s.weights[:, 1]), q, rtol=1e-9)
    assert s.end.escape_rate == 0.0  # three weights are 0 there


@pytest.mark.parametrize("ties, target", [(2, 1.0), (3, 1.0), (2, 0.0), (3, 0.0)])
def test_a_rate_beyond_float64_is_slower_than_all_times(ties: int, target: float) -> None:
    """62 imbalances of 1e-11: the square root of their product is 1e-341, and so is dp/dt at 0."""
    weights = [-0.5] * ties + [0.5 * (1 + 1e-11 * (i + 1)) for i in range(64 - ties)]
    weights[-1] *= -1.0 if ties % 2 == 0 else 1.0
    s = solve(ScalarScenario(weights=tuple(weights), target=target, times=(0.0, 1e30, 1e100)))
    assert s.outcome is (Outcome.SADDLE if target else Outcome.DECAYS_ALGEBRAICALLY)
    # As if all tied: with w_l = q, q^-62 grows by 62 times 2 y, or q^-126 by 126 times 2.
    power = 62 if target else 126
    for time, row in zip(s.times[1:], s.weights[1:], strict=True):
        q = (0.5**-power + power * 2.0 * time) ** (-1 / power)
        assert abs(row[0]) == pytest.approx(q, rel=1e-3)
