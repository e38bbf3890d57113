"""The end of the way to a target, in one panel: against closed forms, and where it fails."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.scalar.flow.landing import _FEW, Landing
from core.scalar.flow.path import ToTarget
from core.scalar.flow.riccati import RiccatiFlow
from core.scalar.polynomial import smallest_square

TIMES = np.concatenate(([0.0], np.geomspace(1e-9, 300.0, 900)))


def landing(others: list[float], target: float, part: float) -> tuple[Landing, float]:
    """From `part` of the limit away from it, and the limit."""
    limit = math.sqrt(smallest_square([*others, 0.0], target))
    return Landing(ToTarget(others, target, limit, part * limit), part * limit), limit


@pytest.mark.parametrize("part", [0.4, 0.27, 1e-3, -0.4, -1e-6])
@pytest.mark.parametrize("offset", [0.0, 0.3, 40.0])
def test_two_layers_are_riccatis(offset: float, part: float) -> None:
    """p to 1e-14 of the limit, y - w to 20 roundings of itself, of the start and of the time."""
    leg, limit = landing([offset], 1.0, part)
    assert leg.resolved
    start = (1.0 - part) * limit
    # The gap of the start to all its digits: 1 - (1 - part) sqrt(1 - part (2 - part) limit^2 / s).
    lever = part * (2.0 - part) * limit**2 / (limit**2 + offset)
    gap = -math.expm1(math.log1p(-part) + 0.5 * math.log1p(-lever))
    p, left = leg.at(TIMES)
    true_p, true_left = RiccatiFlow(offset, 1.0, start, gap).at(TIMES)
    assert np.abs(p - true_p).max() <= 1e-14 * limit
    rounding = 20 * np.finfo(float).eps * (1.0 + 2.0 * math.hypot(2.0, offset) * TIMES)
    seen = np.abs(true_left) > 1e-290
    assert seen.sum() > 500
    assert (np.abs(left - true_left) <= rounding * np.abs(true_left))[seen].all()


@pytest.mark.parametrize("others", [[0.0, 0.0], [0.2, 3.0, 0.0], [0.1] * 9])
@pytest.mark.parametrize("part", [0.2, -0.2])
def test_the_time_of_a_distance(others: list[float], part: float) -> None:
    """There |p - limit| is exp(-v) of what it was, however far that is."""
    leg, limit = landing(others, 1.0, part)
    for v in (1e-3, 0.1, 1.0, 5.0, 12.4, 12.5, 30.0, 300.0):
        p, gap = leg.at(np.array([leg.time(v)]))
        if v < 12.0:
            assert (limit - p[0]) / (part * limit) == pytest.approx(math.exp(-v), rel=1e-9)
        slope = 1.0 / limit * (1.0 + sum(limit**2 / (limit**2 + c) for c in others))
        if v > 25.0:
            assert gap[0] == pytest.approx(slope * part * limit * math.exp(-v), rel=1e-10)
    assert leg.time(0.0) == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize(
    "layers, part, resolved",
    [(3, 0.4, True), (3, 0.8, False), (8, 0.25, True), (8, 0.4, False), (64, 0.1, False)],
)
def test_too_far_it_is_not_resolved(layers: int, part: float, resolved: bool) -> None:
    """Balanced layers: other solutions of w = y are at 2 sin(pi / L) limits from it, 0 at one."""
    assert landing([0.0] * (layers - 1), 1.0, part)[0].resolved == resolved


def test_few_times_and_many_are_answered_alike() -> None:
    """Steep and far: the start is refined until it is good for all of them."""
    leg, _ = landing([0.0] * 7, 1.0, 0.3)
    p, gap = leg.at(TIMES)
    single = [leg.at(TIMES[i : i + 1]) for i in range(0, TIMES.size, 50)]
    np.testing.assert_allclose(p[::50], [one[0][0] for one in single], rtol=1e-14)
    np.testing.assert_allclose(gap[::50], [one[1][0] for one in single], rtol=1e-13, atol=1e-300)
    assert leg.at(np.empty(0))[0].size == 0


def test_marks_crowd_where_it_moves() -> None:
    """In order, and no two of them let the distance fall by more than 10 percent of its start."""
    leg, limit = landing([0.2, 0.3], 1.0, 0.3)
    marks = leg.marks()
    assert (np.diff(marks) > 0.0).all()
    left = (limit - leg.at(np.concatenate(([0.0], marks)))[0]) / (0.3 * limit)
    assert -np.diff(left).min() < 0.1
    assert left[-1] < 1e-15


def test_few_points_are_enough_near_the_limit() -> None:
    """The most of the way at which 16 are taken, by the power of p."""
    rng = np.random.default_rng(0)
    for layers in (2, 3, 4, 5, 6, 8, 12, 20, 40, 64):
        for others in (
            [0.0] * (layers - 1),
            rng.uniform(0.0, 2.0, layers - 1).tolist(),
            (10.0 ** rng.uniform(-4.0, 2.0, layers - 1)).tolist(),
        ):
            limit = math.sqrt(smallest_square([*others, 0.0], 1.0))
            approach = ToTarget(others, 1.0, limit, limit)
            for part in (_FEW / approach.power, -_FEW / approach.power):
                near = Landing(approach, 0.999 * part * limit)
                far = Landing(approach, 1.001 * part * limit)  # the same flow, by 20
                assert near.resolved
                # Where the near one begins the far one has been under way for a while.
                times = far.time(math.log(1.001 / 0.999)) + TIMES[TIMES < 20.0]
                (p, gap), (far_p, far_gap) = near.at(TIMES[TIMES < 20.0]), far.at(times)
                np.testing.assert_allclose(p, far_p, rtol=1e-13)
                np.testing.assert_allclose(gap, far_gap, rtol=1e-11, atol=1e-300)
