"""Turns: whoever asks more often does not have them more often."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.serving.lane.queue import FairQueue


def drained(queue: FairQueue) -> list:
    found = []
    while (item := queue.take()) is not None:
        found.append(item)
    return found


def test_addresses_take_turns_and_so_do_the_pages_of_one():
    queue: FairQueue = FairQueue(100)
    for item, address, page in [
        ("a1", "a", "x"), ("a2", "a", "x"), ("a3", "a", "x"), ("a4", "a", "y"), ("b1", "b", "x"),
    ]:  # fmt: skip
        assert queue.put(item, address, page) is None
    assert drained(queue) == ["a1", "b1", "a4", "a2", "a3"]
    assert len(queue) == 0


def test_when_it_is_full_the_newest_of_whoever_has_the_most_goes():
    queue: FairQueue = FairQueue(3)
    for item in ("a1", "a2", "a3"):
        queue.put(item, "a", item)
    assert queue.put("a4", "a", "a4") == "a4"
    assert queue.put("b1", "b", "b1") == "a3"
    assert queue.put("c1", "c", "c1") == "a2"
    assert queue.put("d1", "d", "d1") == "d1"  # nobody has more than one: who comes last
    assert drained(queue) == ["a1", "b1", "c1"]


def test_what_is_removed_has_no_turn():
    queue: FairQueue = FairQueue(3)
    queue.put("a1", "a", "")
    queue.put("a2", "a", "")
    queue.remove("a1")
    queue.remove("nobody's")
    assert drained(queue) == ["a2"]


CLIENTS = st.tuples(st.sampled_from("abc"), st.sampled_from("xy"))


@given(st.integers(1, 6), st.lists(st.one_of(CLIENTS, st.none())))
def test_nothing_is_lost_and_nothing_comes_twice(places: int, steps: list):
    """A step is a client that puts, or None: take."""
    queue: FairQueue = FairQueue(places)
    put, gone = 0, []
    for step in steps:
        if step is None:
            gone.append(queue.take())
        else:
            gone.append(queue.put(put, *step))
            put += 1
        assert len(queue) <= places
    gone = [item for item in gone if item is not None]
    assert sorted(gone + drained(queue)) == list(range(put))
