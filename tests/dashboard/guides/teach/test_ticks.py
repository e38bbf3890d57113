"""Where an axis on paper has its numbers."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from dashboard.guides.teach import ticks

ends = st.floats(-1e9, 1e9, allow_subnormal=False)


def test_round_numbers() -> None:
    assert ticks.linear(0.0, 1.0) == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert ticks.linear(-0.09, 0.75) == [0.0, 0.2, 0.4, 0.6]
    assert ticks.powers(-15.0, 0.0) == [-15, -12, -9, -6, -3, 0]
    assert ticks.linear(1.0, 1.0) == []
    assert ticks.linear(0.0, math.inf) == []


@given(ends, st.floats(1e-6, 1e9))
def test_they_are_within_and_few(low: float, room: float) -> None:
    high = low + room
    found = ticks.linear(low, high)
    if high - low > 1e-9 * max(abs(low), abs(high)):
        slack = 1e-6 * (high - low) + 1e-9 * max(abs(low), abs(high))
        assert all(low - slack <= at <= high + slack for at in found)
    assert len(found) <= ticks.MOST + 1


@given(st.floats(-300, 300), st.floats(1, 300))
def test_powers_are_within_and_few(low: float, room: float) -> None:
    found = ticks.powers(low, low + room)
    assert all(low - 1e-6 <= at <= low + room + 1e-6 for at in found)
    assert len(found) <= ticks.MOST + 1
