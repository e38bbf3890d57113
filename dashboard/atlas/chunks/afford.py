"""How many of some points can be afforded in one answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from core.integrate import OutOfTimeError, time_limit, wanted

T = TypeVar("T")

#: Seconds that some points may take at most, or a single one; and how many times fewer are tried
#: where they take longer.
AFFORDED = 1.0
_FEWER = 8


def afforded(most: int, work: Callable[[int], T]) -> tuple[int, T | None]:
    """So many of the first `most` points as can be afforded, and what `work` makes of so many.

    All or nothing of them is computed within `AFFORDED` seconds of the processor: the value of a
    point does not depend on the time that is left. None, of one point, if that one takes longer.

    Raises
    ------
    OutOfTimeError
        If nobody waits any more.
    """
    count = most
    while True:
        try:
            with time_limit(AFFORDED, whole=True):
                return count, work(count)
        except OutOfTimeError:
            wanted()
        if count == 1:
            return 1, None
        count = max(1, count // _FEWER)
