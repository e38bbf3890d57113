"""A limit on the time that one answer may take.

A server sets it around a whole request; a flow that runs out of it stops where it is and says so.
Without one, flows are bounded by their number of steps alone.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class OutOfTimeError(Exception):
    """The time that a limit gives is over, and what there is so far is of no use."""


class Limit:
    """The end of a block's time, within the limit around it, if there is one."""

    def __init__(self, seconds: float, around: Limit | None) -> None:
        self._end = time.monotonic() + seconds
        self._around = around

    def cancel(self) -> None:
        """No time is left, from now on: what goes on in the block stops. Any thread may say so."""
        self._end = -math.inf

    def remaining(self) -> float:
        """Seconds left; negative when they have passed."""
        here = self._end - time.monotonic()
        return min(here, self._around.remaining()) if self._around else here


_limit: ContextVar[Limit | None] = ContextVar("limit", default=None)


@contextmanager
def time_limit(seconds: float) -> Iterator[Limit]:
    """Within this block flows stop after `seconds`, or at an earlier limit around it."""
    limit = Limit(seconds, _limit.get())
    token = _limit.set(limit)
    try:
        yield limit
    finally:
        _limit.reset(token)


def remaining() -> float:
    """Seconds left; inf without a limit, negative when it has passed."""
    limit = _limit.get()
    return limit.remaining() if limit else math.inf


def check_time() -> None:
    """Raise OutOfTimeError when no time is left: for work of which a part is of no use."""
    if remaining() <= 0:
        raise OutOfTimeError
