"""A log that nobody can flood: what repeats itself is counted."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

#: Of one kind in so many seconds, so many lines; of one exception, a single traceback.
SECONDS = 60.0
LINES = 5
#: Kinds that are remembered.
_KINDS = 200
#: Characters of a line that came from outside.
_LONGEST = 300


def quieted(name: str) -> logging.Logger:
    """The logger of this name, which from now on does not repeat itself."""
    logger = logging.getLogger(name)
    for kept in [kept for kept in logger.filters if isinstance(kept, Flood)]:
        logger.removeFilter(kept)  # of another app in this process
    logger.addFilter(Flood())
    return logger


@dataclass
class _Seen:
    since: float
    count: int = 0


class Flood(logging.Filter):
    """Lets the first lines of a kind through, and says of the next how many were like it.

    A kind is a template, whatever stands in it, or an exception and the place that raised it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._seen: OrderedDict[object, _Seen] = OrderedDict()

    def forget(self) -> None:
        """As if nothing had been written yet."""
        self._seen.clear()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line is written."""
        kind, most = _kind(record)
        now = self._clock()
        seen = self._seen.get(kind)
        hushed = 0
        if seen is None or now - seen.since >= SECONDS:
            hushed = max(0, seen.count - most) if seen else 0
            seen = self._seen[kind] = _Seen(now)
            if len(self._seen) > _KINDS:
                self._seen.popitem(last=False)
        seen.count += 1
        if seen.count > most:
            return False
        line = record.getMessage()
        line = "".join(letter if letter.isprintable() else "?" for letter in line[:_LONGEST])
        record.msg, record.args = f"{line} ({hushed} more like it)" if hushed else line, ()
        return True


def _kind(record: logging.LogRecord) -> tuple[object, int]:
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return (record.levelno, record.msg), LINES
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    at = (place.tb_frame.f_code.co_filename, place.tb_lineno) if place else None
    return (type(error), at), 1
