"""A limit on the time that one answer may take, and a way to stop it from outside.

A server sets it around a whole request; a flow that runs out of it stops where it is and says so.
Without one, flows are bounded by their number of steps alone. Whatever may take long asks
`remaining` between its steps, `check_time` where a part of its answer would be none, or `wanted`
where it is read off what has been followed so far.

Seconds are those of this thread on the processor, so that an answer is the same whatever else the
machine does; where a part is worth having, the clock on the wall of a very busy one ends it too
(`_BUSY`).

Of nobody who waits for the answer, or of somebody who wants all of it or nothing (`whole`), no part
is worth having: there `remaining` itself raises `OutOfTimeError`, and every loop ends.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: By the clock on the wall a limit lasts so many times as long at most, unless told otherwise.
_BUSY = 3.0


class OutOfTimeError(Exception):
    """The time is up, or nobody waits any more, and a part of the answer is worth nothing."""


class Limit:
    """One limit, within the limits around it.

    Parameters
    ----------
    seconds : float
        From now on.
    whole : bool
        Whether a part of the answer is worth nothing.
    outer : Limit or None
        The limit around it.
    busy : float or None
        How many times as long it lasts by the clock on the wall; else as the limit around it.
    """

    __slots__ = ("_busy", "_cpu", "_outer", "_wall", "_whole")

    def __init__(
        self, seconds: float, *, whole: bool, outer: Limit | None, busy: float | None = None
    ) -> None:
        self._busy: float = busy or (outer._busy if outer else _BUSY)
        self._cpu = time.thread_time() + seconds
        self._wall = time.monotonic() + self._busy * seconds
        self._whole = whole
        self._outer = outer

    def cancel(self) -> None:
        """Stop the work within: `remaining` raises there. From any thread or signal handler."""
        self._whole = True
        self._cpu = -math.inf

    def remaining(self) -> float:
        """Seconds left of this limit and of those around it that leave a part of the answer.

        Work shares what is left out among its parts: a limit that wants the whole has no say in
        that, so that within it everything comes out as it does without.

        Raises
        ------
        OutOfTimeError
            If one of them has passed that wants the whole answer.
        """
        cpu, wall = time.thread_time(), time.monotonic()
        left = math.inf
        limit: Limit | None = self
        while limit is not None:
            if not limit._whole:
                left = min(left, limit._cpu - cpu, (limit._wall - wall) / limit._busy)
            elif limit._cpu <= cpu:
                raise OutOfTimeError
            limit = limit._outer
        return left


_limit: ContextVar[Limit | None] = ContextVar("limit", default=None)


@contextmanager
def time_limit(
    seconds: float = math.inf, *, whole: bool = False, busy: float | None = None
) -> Iterator[Limit]:
    """Within this block flows stop after `seconds`, or at an earlier limit around it.

    Parameters
    ----------
    seconds : float
    whole : bool
        Whether to raise `OutOfTimeError` then, where a part of the answer is worth nothing.
    busy : float, optional
        By the clock on the wall limits from here on last so many times as long at most; by itself
        three times. Work that stands back for other work has more patience.

    Yields
    ------
    Limit
        Its `cancel` stops the work from outside.
    """
    limit = Limit(seconds, whole=whole, outer=_limit.get(), busy=busy)
    token = _limit.set(limit)
    try:
        yield limit
    finally:
        _limit.reset(token)


def remaining() -> float:
    """Seconds left; inf without a limit, negative when it has passed.

    Raises
    ------
    OutOfTimeError
        If a part of the answer is worth nothing.
    """
    limit = _limit.get()
    return math.inf if limit is None else limit.remaining()


def wanted() -> None:
    """Ask, in work that is done to its end however late it is, whether anybody waits for it.

    Raises
    ------
    OutOfTimeError
        If nobody does.
    """
    remaining()


def check_time() -> None:
    """Ask where a part of what is being computed would be worth nothing.

    Raises
    ------
    OutOfTimeError
        If the time is up.
    """
    if remaining() <= 0.0:
        raise OutOfTimeError
