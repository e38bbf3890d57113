"""The limit on the time of one answer."""

from __future__ import annotations

import math
import threading

import pytest

from core.integrate import OutOfTimeError, check_time, remaining, time_limit


def test_without_a_limit_there_is_all_the_time():
    assert remaining() == math.inf
    check_time()


def test_the_earliest_of_limits_around_each_other_holds():
    with time_limit(1000.0):
        with time_limit(1e6):
            assert remaining() < 1001
        with time_limit(10.0):
            assert remaining() < 11
        assert remaining() > 900
    assert remaining() == math.inf


def test_a_limit_that_has_passed_stops_what_has_no_use_for_a_part():
    with time_limit(0.0), pytest.raises(OutOfTimeError):
        check_time()


def test_a_limit_is_cancelled_from_another_thread_and_holds_inside():
    with time_limit(1000.0) as limit:
        other = threading.Thread(target=limit.cancel)
        other.start()
        other.join()
        with time_limit(1000.0):
            assert remaining() == -math.inf
    assert remaining() == math.inf


def test_a_limit_is_the_thread_s_own():
    seen = []
    with time_limit(10.0):
        other = threading.Thread(target=lambda: seen.append(remaining()))
        other.start()
        other.join()
    assert seen == [math.inf]
