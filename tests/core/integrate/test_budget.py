"""Limits of time: within one another, given up, and stopped from outside."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from core import Initialization, MatrixScenario, NearTarget, ObjectiveRecipe, solve
from core.integrate import OutOfTimeError, budget, check_time, remaining, time_limit


def test_without_a_limit_there_is_time_for_ever() -> None:
    assert remaining() == math.inf
    check_time()


def test_the_nearest_limit_counts_whichever_is_outside() -> None:
    with time_limit(100.0):
        with time_limit(1e6):
            assert 0.0 < remaining() <= 100.0
        with time_limit(10.0):
            assert 0.0 < remaining() <= 10.0
        assert 10.0 < remaining() <= 100.0
    assert remaining() == math.inf


def test_a_limit_that_has_passed_is_negative_and_no_error_until_it_matters() -> None:
    with time_limit(0.0):
        assert remaining() <= 0.0
        with pytest.raises(OutOfTimeError):
            check_time()
    check_time()


def test_who_wants_the_whole_answer_gets_none_once_the_time_is_up() -> None:
    with time_limit(-1.0, whole=True), time_limit(10.0), pytest.raises(OutOfTimeError):
        remaining()


def test_a_part_within_may_run_out_while_the_whole_goes_on() -> None:
    with time_limit(100.0, whole=True):
        with time_limit(0.0):
            assert remaining() <= 0.0
        assert remaining() > 0.0


def test_a_limit_is_cancelled_from_another_thread_also_where_limits_are_within() -> None:
    with time_limit() as work, time_limit(1e6):
        assert remaining() > 0.0
        thread = threading.Thread(target=work.cancel)
        thread.start()
        thread.join()
        with pytest.raises(OutOfTimeError):
            remaining()
    assert remaining() == math.inf


def test_a_flow_ends_when_nobody_waits_for_it(alarm: None) -> None:
    # Once stopped, by a handler of signals here, nothing of it is left and the next one is whole.
    with time_limit() as work:
        signal.signal(signal.SIGALRM, lambda *_: work.cancel())
        signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
        with pytest.raises(OutOfTimeError):
            _solve_for_ever()
    signal.setitimer(signal.ITIMER_REAL, 0.0)
    assert solve(_scenario("balanced", (2,), singular_values=(1.0, 0.5))).complete


def _solve_for_ever() -> None:
    while True:
        solve(_scenario("gaussian", (20,) * 5))


@pytest.fixture
def alarm() -> Iterator[None]:
    before = signal.getsignal(signal.SIGALRM)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0.0)
    signal.signal(signal.SIGALRM, before)


def _scenario(kind: str, widths: tuple[int, ...], **more: object) -> MatrixScenario:
    return MatrixScenario(
        initialization=Initialization(kind=kind, n=2, m=2, widths=widths, **more),  # type: ignore[arg-type]
        objective=ObjectiveRecipe(kind="squared", target=NearTarget(distance=0.5)),
    )


def test_a_limit_is_the_threads_own() -> None:
    seen: list[float] = []
    with time_limit(10.0):
        other = threading.Thread(target=lambda: seen.append(remaining()))
        other.start()
        other.join()
    assert seen == [math.inf]


def test_seconds_are_the_processors_but_on_a_busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting costs nothing at first; three times as long by the clock on the wall ends it."""
    cpu, wall = 5.0, 100.0
    monkeypatch.setattr(budget.time, "thread_time", lambda: cpu)
    monkeypatch.setattr(budget.time, "monotonic", lambda: wall)
    with time_limit(2.0):
        assert remaining() == 2.0
        cpu, wall = 5.5, 101.0
        assert remaining() == 1.5
        wall = 103.0
        assert remaining() == 1.0
        wall = 106.0
        assert remaining() == 0.0


def test_work_that_stands_back_has_more_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in the limits within, and only there: an answer is the same however little it gets."""
    cpu, wall = 5.0, 100.0
    monkeypatch.setattr(budget.time, "thread_time", lambda: cpu)
    monkeypatch.setattr(budget.time, "monotonic", lambda: wall)
    with time_limit(100.0, whole=True, busy=10.0), time_limit(2.0):
        cpu, wall = 6.0, 110.0
        assert remaining() == 1.0
        wall = 115.0
        assert remaining() == 0.5
        wall = 120.0
        assert remaining() == 0.0
    with time_limit(2.0):
        wall = 126.0
        assert remaining() == 0.0


def test_a_limit_on_the_whole_has_no_say_in_what_a_part_may_take() -> None:
    """Work that shares what is left out among its parts comes out as it does without it."""
    with time_limit(1.0, whole=True), time_limit(100.0), time_limit(0.5 * remaining()):
        assert remaining() > 40.0


def test_who_wants_the_whole_answer_waits_while_others_have_the_processor() -> None:
    with time_limit(0.02, whole=True):
        time.sleep(0.1)
        assert remaining() == math.inf
        begun = time.thread_time()
        while time.thread_time() < begun + 0.03:
            pass
        with pytest.raises(OutOfTimeError):
            remaining()
