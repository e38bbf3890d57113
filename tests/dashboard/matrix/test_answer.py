"""What the answer of the matrix page says beside its pictures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core import solve
from dashboard.matrix import answer
from dashboard.matrix.controls import read, scenario


@pytest.mark.parametrize("query, more", [("", True), ("T=0.001", False)])
def test_what_was_left_out_for_want_of_time_is_said_once(monkeypatch, query: str, more: bool):
    """Where a flow is still under way, its status says so itself."""
    state = read(query)
    hurried = replace(solve(scenario(state)), hurried=True)
    monkeypatch.setattr(answer, "solve", lambda _scenario: hurried)
    found = answer.matrix_answer(state, [])
    assert ("The time for one answer was up" in found["status"]) == more
    assert found["complete"] is False
