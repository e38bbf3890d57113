"""How fast the loss falls: rates over windows and times of a fall, against fifty digits."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given

from core import Outcome, ScalarScenario, ScalarSolution, solve
from tests.core.scalar.flow.reference import walk
from tests.core.scalar.strategies import scenarios


def run(*weights: float, target: float, horizon: float | None = None) -> ScalarSolution:
    return solve(ScalarScenario(weights=weights, target=target, horizon=horizon))


@given(scenarios())
def test_the_best_promise(scenario: ScalarScenario) -> None:
    """exp(-r t) is above the loss at all times, touches it, and is no slower than the infimum."""
    s = solve(scenario)
    rate = s.decay_rate
    if s.outcome is Outcome.AT_MINIMUM:
        assert rate is None
        return
    assert rate is not None
    assert rate * (1 + 1e-10) >= 4.0 / s.gamma * s.infimum
    fallen = np.log(s.loss[0] / np.maximum(s.loss, 1e-300))
    assert (fallen >= rate * s.times * (1 - 1e-9) - 1e-9).all()
    start = 4.0 * float(s.preconditioner[0])
    later = s.times > 0.0
    closest = float(np.min(fallen[later] / s.times[later]))
    assert rate <= min(start, closest) * (1 + 1e-6) + 1e-6


@pytest.mark.parametrize(
    "weights, target",
    [
        ((-0.3, 1.0), 1.0),
        ((-1e-3, 1.5e-3, 2.0), 1.0),
        ((-1e-2, math.sqrt(1e-6 + 1e-4)), 1.0),
        ((0.9, -0.2, 1.4, 0.7), 1.3),
    ],
)
def test_a_way_across_zero_is_slowest_on_average_between(
    weights: tuple[float, ...], target: float
) -> None:
    """The least mean of 4 tau lies inside the window: by quadrature in fifty digits."""
    s = run(*weights, target=target)
    stations = walk(weights, target, until=1e-6)
    first = stations[0]

    means = [float(2 * mpmath.log(abs(first.gap / each.gap)) / each.time) for each in stations[1:]]
    i = int(np.argmin(means))
    assert means[i] < min(4.0 * float(first.preconditioner), means[-1])
    # The walk's stations are far apart: its least mean is above the least of all, and near it.
    assert means[i] * (1 - 0.02) <= s.decay_rate <= means[i] * (1 + 1e-12)
    # At the least mean it equals the slope of that moment.
    at = solve(
        ScalarScenario(
            weights=weights, target=target,
            times=tuple(np.linspace(0.2, 3.0, 20_001) * float(stations[i + 1].time)),
        )
    )  # fmt: skip
    sampled = np.log(s.loss[0] / at.loss) / at.times
    assert s.decay_rate == pytest.approx(float(sampled.min()), rel=1e-7)


def test_the_least_mean_of_a_way_across_zero_where_the_loss_has_hardly_moved() -> None:
    """The weights cross 0 long before the loss tells: least at t = 7.06, by forty digits."""
    weights = (0.0003688783341454389, 0.019108433062024137, -0.00294810051790242)
    s = run(*weights, target=0.7, horizon=18.3)
    assert s.decay_rate == pytest.approx(1.25919403977791876e-8, rel=1e-9)


@pytest.mark.parametrize("horizon", [1e-9, 1e-3, 1.0, 40.0, 1e4, 1e100])
def test_one_layer_has_one_rate(horizon: float) -> None:
    """exp(-4t), at any length of the window, where the loss has not moved and where it is 0."""
    s = run(-0.3, target=1.0, horizon=horizon)
    assert s.decay_rate == pytest.approx(4.0, rel=1e-10)
    assert s.infimum == s.final_rate == 4.0


@pytest.mark.parametrize("horizon", [1e-6, 1.0, 300.0, 1e100])
def test_two_balanced_layers_from_beyond(horizon: float) -> None:
    """s = y / (1 + (y/s0 - 1) e^(-4yt)): the mean over the window, down to 4 tau(oo) = 8."""
    s = run(2.0, 2.0, target=1.0, horizon=horizon)
    with mpmath.workdps(700):
        e = mpmath.exp(-4 * mpmath.mpf(horizon)) if horizon < 1e50 else mpmath.mpf(0)
        if e:
            gap = 1 - 1 / (1 - mpmath.mpf(3) / 4 * e)
            wanted = float(2 * mpmath.log(3 / abs(gap)) / mpmath.mpf(horizon))
        else:
            wanted = 8.0
    assert s.decay_rate == pytest.approx(wanted, rel=1e-10)
    assert s.final_rate == s.infimum == pytest.approx(8.0, rel=1e-14)


def test_a_power_law_has_no_rate_in_the_end() -> None:
    """Two tied layers to 0: dp/dt = -2 p^3, so w = w0 / (1 + 4 w0 t)."""
    s = run(1.0, 1.0, target=0.0, horizon=1e50)
    assert s.final_rate == s.infimum == 0.0
    assert s.decay_rate == pytest.approx(2 * math.log(1 + 4e50) / 1e50, rel=1e-10)
    for part in (1e-2, 1e-6, 1e-12):
        time = s.time_to(part)
        assert time.flow == pytest.approx((1 / math.sqrt(part) - 1) / 4, rel=1e-10)
        assert time.bound is None


@given(scenarios())
def test_the_time_of_a_fall_is_that_of_the_path(scenario: ScalarScenario) -> None:
    """The loss at that time is that part of its start; a saddle is not left."""
    s = solve(scenario)
    for part in (1e-2, 1e-6, 1e-12):
        time = s.time_to(part)
        if s.outcome is Outcome.AT_MINIMUM:
            assert (time.flow, time.bound) == (0.0, 0.0)
        elif s.outcome is Outcome.STATIONARY:
            assert time.flow is None
        elif s.outcome is Outcome.SADDLE:
            # Here (y + |w(0)|)^2 falls to y^2.
            assert (time.flow is None) == ((scenario.target / s.network.gap) ** 2 >= part)
        if time.flow:
            again = solve(
                ScalarScenario(
                    weights=scenario.weights, target=scenario.target, times=(0.0, time.flow)
                )
            )
            assert again.loss[1] == pytest.approx(part * again.loss[0], rel=1e-8, abs=0.0)
            assert time.bound is None or time.flow <= time.bound * (1 + 1e-9)


def test_the_infimum_of_a_way_across_zero_is_that_at_zero() -> None:
    """tau = c_1 c_2 where w = 0, less than at either end: 4 (1.4^2 - 0.3^2) (0.8^2 - 0.3^2)."""
    s = run(1.4, -0.3, 0.8, target=1.0)
    assert s.outcome is Outcome.CROSSES_ZERO
    at_zero = 4 * (1.4**2 - 0.3**2) * (0.8**2 - 0.3**2)
    assert s.infimum == pytest.approx(at_zero, rel=1e-13)
    assert at_zero < 0.99 * min(4 * s.preconditioner[0], s.final_rate)


def test_the_default_picture() -> None:
    """From w = (1.2, 0.3) to 1: 6.12 at the start, its slowest moment, and 9.65 in the end."""
    s = run(1.2, 0.3, target=1.0)
    assert s.infimum == pytest.approx(4 * (1.44 + 0.09), rel=1e-14)
    final = 4 * math.hypot(1.35, 2.0)  # tau = sqrt(d^2 + 4 w^2)
    assert s.final_rate == pytest.approx(final, rel=1e-13)
    assert s.end.sharpness == pytest.approx(final / 2, rel=1e-13)
    assert s.decay_rate == pytest.approx(s.infimum, rel=1e-12)


@pytest.mark.parametrize(
    "weights, target, sharp",
    [((0.8, -0.8), 1.0, None), ((0.0, 0.0, 1.0), 1.0, None), ((2.0, 3.0), 6.0, 26.0)],
)
def test_sharpness_is_that_of_a_minimum(
    weights: tuple[float, ...], target: float, sharp: float | None
) -> None:
    assert run(*weights, target=target).end.sharpness == sharp


def test_the_times_that_are_told() -> None:
    """To a hundredth, a millionth and 1e-12 of the loss; the bound is exp(-6.12 t)."""
    told = run(1.2, 0.3, target=1.0).to_json()["time_to"]
    assert [each["part"] for each in told] == [1e-2, 1e-6, 1e-12]
    bounds = [-math.log(part) / (4 * 1.53) for part in (1e-2, 1e-6, 1e-12)]
    assert [each["bound"] for each in told] == pytest.approx(bounds, rel=1e-13)


def test_a_window_without_end_does_not_move_the_time_to_a_loss() -> None:
    """Two tied layers: the logit of w/y grows by 4 y a unit of time."""
    w, y = 0.0625, 0.4375
    s = solve(ScalarScenario(weights=(0.25, 0.25), target=y, times=(0.0, 1e100)))
    for part in (1e-2, 1e-6, 1e-12):
        rest = (y - w) * math.sqrt(part)
        time = (math.log((y - rest) / rest) - math.log(w / (y - w))) / (4 * y)
        assert s.time_to(part).flow == pytest.approx(time, rel=1e-13)


@pytest.mark.parametrize("weights", [(1.00000001, 1.0001), (1.0, 1.1, 0.9091), (0.99999, 1.00002)])
def test_a_start_near_its_target_has_the_mean_rate_of_its_window(
    weights: tuple[float, ...],
) -> None:
    """tau falls or rises to its limit, so the least mean is that of the window or the start."""
    first, *_, last = walk(weights, 1.0, until=1e-12)
    mean = float(2 * mpmath.log(abs(first.gap / last.gap)) / last.time)
    start = 4.0 * float(first.preconditioner)
    s = solve(ScalarScenario(weights=weights, target=1.0, times=(0.0, float(last.time))))
    assert s.decay_rate == pytest.approx(min(mean, start), rel=1e-13)


def test_the_least_mean_at_the_corner_behind_a_plateau() -> None:
    weights = (1.3, -0.5000000000005, -0.5000000000000001, -0.5000000000000006, -0.500000005)
    s = solve(ScalarScenario(weights=weights, target=-1.0))
    fallen = np.log(s.loss[0] / np.maximum(s.loss[1:], 1e-300))
    corner = float(s.times[np.argmin(fallen / s.times[1:]) + 1])
    times = corner * (1.0 + np.linspace(-1e-7, 1e-7, 4001))
    near = solve(ScalarScenario(weights=weights, target=-1.0, times=tuple(times.tolist())))
    least = float(np.min(np.log(s.loss[0] / np.maximum(near.loss, 1e-300)) / times))
    assert s.decay_rate == pytest.approx(least, rel=1e-9)
    assert s.decay_rate <= least * (1 + 1e-12)


@pytest.mark.parametrize("w", [-1.25, -0.5, 0.5, 2.0])
def test_no_mean_is_below_the_slowest_moment(w: float) -> None:
    """One layer: 4 at all times, to the last digit."""
    assert run(w, target=1.0).decay_rate == 4.0
