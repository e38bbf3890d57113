"""Measured rates and times against flows whose loss is known in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core import MatrixScenario, MatrixSolution, ObjectiveRecipe, solve
from core.arrays import Array
from core.guarantee.decay import decay_rate, time_of_fall
from core.scalar.flow.decay import time_to


def one_number(first: float, second: float, target: float, *times: float) -> MatrixSolution:
    """Two layers of one number each: f = 1/2 (s - y)^2."""
    return solve(
        MatrixScenario(
            weights=[[[first]], [[second]]],
            objective=ObjectiveRecipe(kind="squared", target=[[target]]),
            times=times,
        )
    )


def sigmoid_gap(s0: float, y: float, t: float) -> float:
    """y - s of two balanced layers: s = y e^(2yt) / (e^(2yt) - 1 + y/s0)."""
    return y - y / (1.0 + (y / s0 - 1.0) * math.exp(-2.0 * y * t))


def test_a_rate_that_rises_is_least_at_the_start() -> None:
    """Two balanced layers from s0 < y: 4 s0 at t = 0, and more on average over any later window."""
    s0 = 0.09
    s = one_number(0.3, 0.3, 1.0, 0.5, 1.0)
    means = [2 * math.log((1 - s0) / sigmoid_gap(s0, 1.0, t)) / t for t in (0.5, 1.0)]
    assert min(means) > 1.2 * 4 * s0
    assert s.decay_rate == pytest.approx(4 * s0, rel=1e-12)
    assert s.infimum == pytest.approx(4 * s0, rel=1e-12)  # the start counts though not asked for
    assert s.seen_until == 1.0


def test_a_rate_that_falls_is_least_at_the_end_of_the_window() -> None:
    """From beyond the target: the mean over the window, between the end's rate and the start's."""
    s0, end = 4.0, 2.0
    s = one_number(2.0, 2.0, 1.0, 0.1, 1.0, end)
    mean = 2 * math.log((s0 - 1) / abs(sigmoid_gap(s0, 1.0, end))) / end
    assert s.decay_rate == pytest.approx(mean, rel=1e-8)
    assert 4.0 < s.decay_rate < 16.0
    assert s.infimum == pytest.approx(4.0, rel=1e-8)  # 4 s at s = y: the end at infinity counts


def _unasked(times: Array) -> Array:
    """Nothing between the times is slower: there is no closer look."""
    raise AssertionError(times)


def test_the_slowest_mean_lies_between_two_times() -> None:
    """The mean slope 2 + (t - 1)^2 is least at t = 1, which nobody asked for."""

    def excess(t: Array) -> Array:
        return np.exp(-t * (2.0 + (t - 1.0) ** 2))

    def slope(t: Array) -> Array:
        return 2.0 + (t - 1.0) ** 2 + 2.0 * t * (t - 1.0)

    t = np.array([0.0, 0.2, 0.7, 1.9, 3.0])
    seen = np.ones(5, dtype=bool)
    rate = decay_rate(t, excess(t), slope(t) * excess(t), seen, excess)
    assert rate == pytest.approx(2.0, abs=1e-4)


def test_before_the_loss_has_moved() -> None:
    """exp(-2t) to the last digit, although log(loss) has none at t = 1e-15."""
    t = np.array([0.0, 1e-16, 3e-16, 1e-15, 1.7e-14, 2.3e-10, 1e-5, 1.0])
    excess = 0.37 * np.exp(-2.0 * t)
    rate = decay_rate(t, excess, 2.0 * excess, np.ones(8, dtype=bool), _unasked)
    assert rate == pytest.approx(2.0, rel=1e-13)


def test_only_what_is_seen_counts() -> None:
    """A floor of rounding after t = 1 is no slower rate; a start on the floor says nothing."""
    t = np.array([0.0, 0.5, 1.0, 50.0])
    excess = np.array([1.0, math.exp(-2.0), math.exp(-4.0), 1e-30])
    seen = excess > 1e-28
    assert decay_rate(t, excess, 4.0 * excess, seen, _unasked) == pytest.approx(4.0, rel=1e-13)
    every = np.ones(4, dtype=bool)
    assert decay_rate(t, excess, 4.0 * excess, every, _unasked) < 1.4
    assert decay_rate(t, excess, 4.0 * excess, ~every, _unasked) is None
    assert decay_rate(t[:1], excess[:1], excess[:1], seen[:1], _unasked) is None  # no window


def test_the_time_of_a_fall() -> None:
    """Two balanced layers: t = log((1/s0 - 1) (1/gap - 1)) / 2, to the cubic's accuracy."""
    s0 = 0.09
    s = one_number(0.3, 0.3, 1.0, *np.linspace(0.0, 12.0, 241).tolist())
    for each in s.times_to:
        gap = (1 - s0) * math.sqrt(each.part)
        wanted = 0.5 * math.log((1 / s0 - 1) * (1 / gap - 1))
        assert each.flow == pytest.approx(wanted, rel=1e-6)
        assert each.bound == pytest.approx(-math.log(each.part) / (4 * s0), rel=1e-12)
        assert each.flow < each.bound
    assert [each.part for each in s.times_to] == [1e-2, 1e-6, 1e-12]


@pytest.mark.parametrize("times", [(30.0,), (1e-3, 9.0), (0.5, 400.0)])
def test_the_time_of_a_fall_does_not_hang_on_the_times_asked_for(times: tuple[float, ...]) -> None:
    """The same, where all of it happens between two times."""
    s0 = 0.09
    s = one_number(0.3, 0.3, 1.0, *times)
    for each in s.times_to:
        gap = (1 - s0) * math.sqrt(each.part)
        if each.flow is None:
            assert sigmoid_gap(s0, 1.0, times[-1]) > gap
            continue
        wanted = 0.5 * math.log((1 / s0 - 1) * (1 / gap - 1))
        assert each.flow == pytest.approx(wanted, rel=1e-5)
    assert s.times_to[0].flow is not None


def test_a_time_that_does_not_come() -> None:
    short = one_number(0.3, 0.3, 1.0, 0.5)
    assert [each.flow for each in short.times_to] == [None] * 3
    assert time_to(0.1, 3.0, 0.0).bound is None  # nothing is guaranteed
    assert time_to(0.1, 0.0, 0.0).to_json() == {
        "part": 0.1,
        "earliest": 0.0,
        "flow": 0.0,
        "bound": 0.0,
    }
    assert time_to(0.1, 3.0, 0.5, 4.0).earliest == pytest.approx(math.log(10.0) / 4.0)
    assert time_to(0.1, 3.0, 0.5, 0.0).earliest is None  # nothing ever moves
    still = np.zeros(2)
    assert time_of_fall(np.array([0.0, 1.0]), still, still, 0.1) == 0.0


def test_the_parts_of_two_layers() -> None:
    """D = diag(3, 1, 0, -1, -2) by its making; Delta+, Delta-, Delta and both halves by hand."""
    first = np.zeros((2, 5))
    second = np.zeros((5, 2))
    first[0, 0], first[1, 1] = math.sqrt(3.0), 1.0
    second[3, 0], second[4, 1] = 1.0, math.sqrt(2.0)
    s = solve(
        MatrixScenario(
            weights=[first.tolist(), second.tolist()],
            objective=ObjectiveRecipe(kind="squared", target=[[0.5, 0.0], [0.0, 0.5]]),
            times=(0.0, 1.0),
        )
    )
    answer = s.to_json()
    values = sorted(answer["imbalance_eigenvalues"], reverse=True)
    assert [v for v in values if v] == pytest.approx([3.0, 1.0, -1.0, -2.0], rel=1e-13)
    got = [answer[name] for name in ("delta_plus", "delta_minus", "delta")]
    assert got == pytest.approx([2.0, 1.0, 2.0], rel=1e-13)
    # The margin is 0: W(0) = 0, and the halves are p_n and q_m.
    assert answer["margin"] == 0.0
    assert (answer["alpha_left"], answer["alpha_right"]) == pytest.approx((1.0, 1.0), rel=1e-13)
    assert answer["alpha_star"] == s.alpha_star == pytest.approx(2.0, rel=1e-13)
    assert answer["alpha_source"] == str(s.alpha_source) == "two-layer"
