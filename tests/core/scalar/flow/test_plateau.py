"""When a scalar network leaves its plateau: what is predicted against the exact flow."""

from __future__ import annotations

import math

import pytest

from core import ScalarScenario, ScalarSolution, solve
from core.scalar import Escape


def escape(*weights: float, y: float = 1.0, horizon: float | None = None) -> Escape:
    found: ScalarSolution = solve(ScalarScenario(weights=weights, target=y, horizon=horizon))
    (mode,) = found.escape_times
    return mode


def product_at(time: float, *weights: float, y: float) -> float:
    found: ScalarSolution = solve(ScalarScenario(weights=weights, target=y, times=(time,)))
    return float(found.products[-1])


@pytest.mark.parametrize("depth", [2, 3, 5, 12, 64])
@pytest.mark.parametrize("y", [1.0, -1.0, 3e5, -0.2])
def test_weights_of_one_size_are_half_way_when_it_is_said(depth: int, y: float) -> None:
    """Exactly, whatever their signs, and from far below as from just below the half."""
    for part in (1e-9, 1e-3, 0.499):
        size = math.pow(part * abs(y), 1.0 / depth)
        weights = [size, *[-size] * (depth - 1)]
        if (math.prod(weights) > 0.0) is not (y > 0.0):
            weights[0] = -size
        mode = escape(*weights, y=y)
        assert (str(mode.grounds), mode.reason) == ("aligned", None)
        assert mode.start == pytest.approx(part * abs(y), rel=1e-12)
        assert mode.predicted is not None
        if part > 1e-6:  # after long plateaus the last digit of the time is a part of y
            assert product_at(mode.predicted, *weights, y=y) == pytest.approx(0.5 * y, rel=1e-10)
        assert mode.measured == pytest.approx(mode.predicted, rel=1e-10)


def test_its_leading_term_is_what_it_tends_to() -> None:
    ratios = []
    for size in (1e-2, 1e-5, 1e-8):
        mode = escape(size, size, size)
        assert mode.predicted is not None
        assert mode.leading is not None
        ratios.append(abs(mode.predicted / mode.leading - 1.0))
    assert ratios[0] > ratios[1] > ratios[2]
    assert ratios[2] < 1e-6


@pytest.mark.parametrize("second", [2.0, -2.0, 0.0])
@pytest.mark.parametrize("y", [1.0, -1.0])
def test_two_small_weights_tend_to_it(second: float, y: float) -> None:
    """Of different sizes, on either side of 0 too; the error falls like the start's square."""
    off = []
    for size in (1e-1, 1e-2, 1e-3):
        mode = escape(size, second * size, y=y)
        assert str(mode.grounds) == "small"
        assert mode.predicted is not None
        assert mode.measured is not None
        off.append(abs(mode.predicted / mode.measured - 1.0))
    assert off[0] < 0.05
    assert off[1] < 0.02 * off[0]
    assert off[2] < 0.02 * off[1]


@pytest.mark.parametrize(
    "why, weights, y",
    [
        ("one_layer", (0.1,), 1.0),
        ("unequal", (0.01, 0.01, 0.02), 1.0),
        ("scalar_not_small", (0.9, 0.4), 1.0),
        ("beyond", (0.8, 0.8), 1.0),
        ("beyond", (2.0, 2.0), 1.0),
        ("other_side", (0.1, -0.1), 1.0),
        ("other_side", (0.1, 0.1, 0.1), -1.0),
        ("other_side", (0.0, 0.0), 1.0),
        ("range", (1e-75, 1e-75 * (1.0 + 2e-6)), -1e150),
    ],
)
def test_nothing_is_predicted_without_grounds(
    why: str, weights: tuple[float, ...], y: float
) -> None:
    mode = escape(*weights, y=y)
    assert mode.reason is not None
    assert mode.reason.code == f"escape.{why}"
    told = mode.to_json()
    assert told["predicted"] is told["leading"] is told["assumes"] is None
    assert told["grounds"] == "none"
    assert told["reason"]


def test_measured_all_the_same() -> None:
    """Where nothing is predicted, and from the start on; not beyond the window, nor at a saddle."""
    mode = escape(0.9, 0.4)
    assert mode.measured is not None
    assert product_at(mode.measured, 0.9, 0.4, y=1.0) == pytest.approx(0.5, rel=1e-12)
    assert escape(0.8, 0.8).measured == 0.0
    assert escape(0.1, 0.1, horizon=0.5).measured is None
    assert escape(0.1, -0.1).measured is None


def test_a_target_of_0_has_no_mode() -> None:
    found = solve(ScalarScenario(weights=(0.5, 0.2), target=0.0))
    assert found.escape_times == ()
    assert found.to_json()["escape_times"] == []
