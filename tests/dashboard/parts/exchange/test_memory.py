"""Answers that are remembered: which, how many, and which leave first."""

from __future__ import annotations

from dashboard.parts.exchange.memory import Memory


def test_only_what_is_worth_it_is_kept_and_the_rest_stays() -> None:
    asked: list[int] = []

    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    memory: Memory[int, int] = Memory(2, lambda found: found != 14)
    assert [memory.recall(number, double) for number in (1, 7, 7, 1, 2, 1, 7)] == [
        2,
        14,
        14,
        2,
        4,
        2,
        14,
    ]
    assert asked == [1, 7, 7, 2, 7]
    memory.recall(3, double)  # 2 was asked for longest ago
    memory.recall(1, double)
    assert asked == [1, 7, 7, 2, 7, 3]
    memory.recall(2, double)
    assert asked[-1] == 2


def test_the_worth_may_come_with_the_question() -> None:
    memory: Memory[str, int] = Memory(2, lambda _found: False)
    assert memory.keep("odd", lambda: 3, lambda found: found % 2 == 1) == 3
    assert memory.keep("odd", lambda: 5, bool) == 3
    assert memory.keep("even", lambda: 4, lambda found: found % 2 == 1) == 4
    assert memory.keep("even", lambda: 6, bool) == 6
