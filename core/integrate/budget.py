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

_deadline: ContextVar[float] = ContextVar("deadline", default=math.inf)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Within this block flows stop after `seconds`, or at an earlier limit around it."""
    token = _deadline.set(min(_deadline.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _deadline.reset(token)


def remaining() -> float:
    """Seconds left; inf without a limit, negative when it has passed."""
    return _deadline.get() - time.monotonic()
