"""What is worked out once, when it is first asked for."""

from __future__ import annotations

from core.once import anew, once


def test_it_is_made_when_it_is_asked_for_and_not_again() -> None:
    made: list[int] = []

    def make() -> None:
        made.append(len(made))

    get = once(make)
    assert made == []
    assert [get(), get()] == [None, None]  # None is an answer too
    assert made == [0]


def test_without_a_memory_everything_is_made() -> None:
    made: list[str] = []
    for _ in range(2):
        assert anew("question", lambda: made.append("more") or len(made), bool) == len(made)
    assert len(made) == 2
