"""A value that is worked out when it is first asked for, and one that may be there already."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Protocol, TypeVar

Found = TypeVar("Found")


def once(make: Callable[[], Found]) -> Callable[[], Found]:
    """`make`, called once at most.

    `functools.cache` does it too, in ten times the time: a solution has many values that nobody
    asks for.
    """
    found: list[Found] = []

    def get() -> Found:
        if not found:
            found.append(make())
        return found[0]

    return get


class Recall(Protocol):
    """Somebody's memory of what has been worked out before."""

    def __call__(
        self, question: Hashable, make: Callable[[], Found], lasting: Callable[[Found], bool], /
    ) -> Found:
        """The answer to a question, made unless it is there; kept if it is `lasting`."""


def anew(
    _question: Hashable, make: Callable[[], Found], _lasting: Callable[[Found], bool]
) -> Found:
    """No memory."""
    return make()
