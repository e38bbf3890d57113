"""A circuit breaker: leaves alone what does not work, and looks now and then."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FIRST_WAIT = 1.0  # seconds until the first look
LONGEST_WAIT = 15.0


class Breaker:
    """Closed: use it. Open: do without it, until one of those who come looks whether it is well.

    It begins open with a look due at once. What fails again soon after it was found well is left
    alone for longer, so that something that comes and goes is not talked of all day. The clock is
    one that nobody sets.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._closed = False
        self._wait = FIRST_WAIT
        self._due = self._since = clock()

    @property
    def closed(self) -> bool:
        """Whether it may be used."""
        return self._closed

    def claim(self) -> bool:
        """Whether the caller is the one to look now; it then tells what it found."""
        with self._lock:
            now = self._clock()
            if self._closed or now < self._due:
                return False
            # One who never tells does not keep the others from looking for ever.
            self._due = now + LONGEST_WAIT
            return True

    def close(self) -> float:
        """The one who looked found it well; how long it was open, in seconds."""
        with self._lock:
            now = self._clock()
            was, self._since = self._since, now
            self._closed = True
            return now - was

    def open(self) -> bool:
        """It failed one who used it; whether that is news."""
        with self._lock:
            if not self._closed:
                return False  # another found the same a moment ago
            now = self._clock()
            if now - self._since > LONGEST_WAIT:
                self._wait = FIRST_WAIT
            self._closed, self._since = False, now
            self._postpone(now)
            return True

    def still_open(self) -> None:
        """It failed the one who looked."""
        with self._lock:
            self._postpone(self._clock())

    def _postpone(self, now: float) -> None:
        self._due = now + self._wait
        self._wait = min(2 * self._wait, LONGEST_WAIT)
