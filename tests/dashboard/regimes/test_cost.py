"""The estimate of this page's answers: more work is never said to take less."""

from __future__ import annotations

from dashboard.regimes.controls import read
from dashboard.regimes.cost import cost


def test_more_work_takes_longer() -> None:
    costs = [cost(read(f"?L={depth}")) for depth in (2, 4, 6)]
    assert 0.0 < costs[0] < costs[1] < costs[2]
