"""Answers that nobody waits for end, wherever they are; late ones are still answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.integrate import Limit, OutOfTimeError, time_limit
from dashboard.depth.answer import depth_answer
from dashboard.depth.controls import read as read_depth
from dashboard.matrix import answer as matrix_page
from dashboard.matrix.answer import matrix_answer, minimum_answer
from dashboard.matrix.controls import read as read_matrix
from dashboard.regimes.answer import regimes_answer
from dashboard.regimes.controls import read as read_regimes
from dashboard.scalar.answer import scalar_answer
from dashboard.scalar.controls import read as read_scalar

ANSWERS: dict[str, Callable[[], Any]] = {
    "scalar": lambda: scalar_answer(read_scalar("?w=1,1&starts=1,2;2,1"), ()),
    "matrix": lambda: matrix_answer(read_matrix("?L=4&n=2&m=2&h=3"), ()),
    "modes": lambda: matrix_answer(read_matrix("?L=4&init=spectral"), ()),
    "minimum": lambda: minimum_answer(read_matrix("?n=2&m=2&h=3")),
    "regimes": lambda: regimes_answer(read_regimes("?r=0.61&h=20"), ()),
    "depth": lambda: depth_answer(read_depth("?L=4&k=10"), ()),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_work_that_nobody_waits_for_ends(name: str) -> None:
    with time_limit() as work:
        work.cancel()
        with pytest.raises(OutOfTimeError):
            ANSWERS[name]()


@pytest.mark.parametrize("name", ["matrix", "minimum", "depth"])
def test_it_ends_at_whichever_moment(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it is asked for the first time or the last: no loop takes the end for its own."""
    monkeypatch.setattr(matrix_page, "SEARCH_SECONDS", 600.0)
    moments: list[Limit] = []
    ask = Limit.remaining

    def counting(limit: Limit) -> float:
        moments.append(limit)
        if len(moments) == last:
            work.cancel()
        return ask(limit)

    monkeypatch.setattr(Limit, "remaining", counting)
    last = -1
    with time_limit() as work:
        ANSWERS[name]()
    whole = len(moments)
    assert whole > 10
    for moment in (2, whole // 3, whole // 2, whole - 1):
        last = moment
        moments.clear()
        with time_limit() as work, pytest.raises(OutOfTimeError):
            ANSWERS[name]()


def test_a_late_answer_says_what_is_left_out() -> None:
    with time_limit(-1.0):
        found = matrix_answer(read_matrix("?L=4&n=2&m=2&h=3&T=5"), ())
    assert not found["complete"]
    assert "the time for one answer is up" in found["status"]
    assert found["graphs"]


def test_a_horizon_that_there_was_no_time_to_choose_is_said_and_not_remembered() -> None:
    with time_limit(-1.0):
        found = matrix_answer(read_matrix("?L=4&n=2&m=2&h=3"), ())
    assert not found["complete"]
