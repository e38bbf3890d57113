"""When a breaker lets one use it, look, or do without."""

from __future__ import annotations

from dashboard.serving.cache.breaker import FIRST_WAIT, LONGEST_WAIT, Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_begins_with_a_look():
    breaker = Breaker(Clock())
    assert not breaker.closed
    assert breaker.claim()
    breaker.close()
    assert breaker.closed
    assert not breaker.claim()


def test_one_looks_at_a_time():
    breaker = Breaker(Clock())
    assert [breaker.claim() for _ in range(3)] == [True, False, False]


def test_one_who_never_tells_does_not_keep_others_from_looking():
    clock = Clock()
    breaker = Breaker(clock)
    assert breaker.claim()
    clock.now += LONGEST_WAIT
    assert breaker.claim()


def test_failures_at_the_same_time_are_one():
    breaker = Breaker(Clock())
    breaker.close()
    assert [breaker.open() for _ in range(3)] == [True, False, False]


def waits(breaker: Breaker, clock: Clock, count: int) -> list[float]:
    """How long it takes until a look is due, each of which finds it as bad as before."""
    found = []
    for _ in range(count):
        since = clock.now
        while not breaker.claim():
            clock.now += 0.25
        found.append(clock.now - since)
        breaker.still_open()
    return found


def test_looks_become_rarer_up_to_a_limit():
    clock = Clock()
    breaker = Breaker(clock)
    breaker.close()
    breaker.open()
    assert waits(breaker, clock, 7) == [1, 2, 4, 8, 15, 15, 15]
    assert (FIRST_WAIT, LONGEST_WAIT) == (1, 15)


def test_what_comes_and_goes_is_left_alone_for_longer():
    clock = Clock()
    breaker = Breaker(clock)
    breaker.close()
    breaker.open()
    assert waits(breaker, clock, 2) == [1, 2]
    breaker.close()
    clock.now += LONGEST_WAIT  # not longer
    assert breaker.open()
    assert waits(breaker, clock, 1) == [8]
    breaker.close()
    clock.now += LONGEST_WAIT + 1
    assert breaker.open()
    assert waits(breaker, clock, 1) == [1]


def test_it_tells_how_long_it_was_open():
    clock = Clock()
    breaker = Breaker(clock)
    breaker.close()
    clock.now += 100
    breaker.open()
    clock.now += 7
    breaker.open()
    assert breaker.close() == 7
