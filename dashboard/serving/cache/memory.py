"""Texts in this process's own memory, bounded by their number, their bytes and their age.

They are kept as they are sent, in UTF-8. As Python has them a single letter like 𝓛 makes four bytes
of each character, and whoever sends it writes them anew.
"""

from __future__ import annotations

import math
import sys
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Flask
from flask_caching.backends.base import BaseCache

from dashboard.serving.cache.report import Report

MOST_ENTRIES = 500
#: All texts of a process together, as they lie in its memory.
MOST_BYTES = 32_000_000
#: Of one text; a longer one would push out dozens of others.
MOST_TEXT_BYTES = 2_000_000
_ENTRY_BYTES = 200  # what an entry takes besides its key and its text, about

#: Seconds that it takes to make a text, asked for where it matters.
Cost = Callable[[], float]


def dear() -> float:
    """Of a text of which nobody says: it is kept wherever texts are."""
    return math.inf


class _Entry(NamedTuple):
    text: bytes
    size: int
    ends: float


class Texts:
    """Texts by key; the one that was not asked for the longest leaves first."""

    def __init__(
        self,
        seconds: float,
        most_entries: int = MOST_ENTRIES,
        most_bytes: int = MOST_BYTES,
        most_text_bytes: int = MOST_TEXT_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds, self._clock = seconds, clock
        self._most_entries, self._most_bytes = most_entries, most_bytes
        self._most_text_bytes = most_text_bytes
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str) -> bytes | None:
        """The text, if it is there and not too old."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            if self._clock() >= entry.ends:
                self._drop(key)
                return None
            self._entries.move_to_end(key)
            return entry.text

    def set(self, key: str, text: bytes, seconds: float | None = None) -> bool:
        """Keep a text, unless it is too long; 0 seconds are for ever."""
        size = sys.getsizeof(text)
        if size > self._most_text_bytes:
            return False
        size += sys.getsizeof(key) + _ENTRY_BYTES
        lasts = self._seconds if seconds is None else seconds
        with self._lock:
            self._drop(key)
            ends = self._clock() + lasts if lasts else float("inf")
            self._entries[key] = _Entry(text, size, ends)
            self.bytes += size
            while len(self._entries) > self._most_entries or self.bytes > self._most_bytes:
                self._drop(next(iter(self._entries)))
        return True

    def delete(self, key: str) -> bool:
        """Forget a text; whether there was one."""
        with self._lock:
            return self._drop(key)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._entries.clear()
            self.bytes = 0

    def _drop(self, key: str) -> bool:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self.bytes -= entry.size
        return entry is not None


class MemoryCache(BaseCache):
    """The cache of a process that shares none: texts alone, never pickled nor copied."""

    def __init__(self, default_timeout: int = 300, **options: Any) -> None:
        super().__init__(default_timeout=default_timeout, **options)
        self.texts = Texts(default_timeout)
        self._counts: Counter[str] = Counter()
        self._counting = threading.Lock()

    @classmethod
    def factory(
        cls, app: Flask, config: dict[str, Any], args: list[Any], kwargs: dict[str, Any]
    ) -> BaseCache:
        """As flask-caching makes it, from its configuration."""
        return cls(*args, **kwargs)

    def get(self, key: str, cost: Cost = dear) -> bytes | None:
        """The text, or None; to make it takes about `cost()` seconds."""
        text = self.texts.get(key)
        self._count("misses" if text is None else "hits")
        return text

    def set(self, key: str, value: bytes, timeout: Any = None, *, cost: Cost = dear) -> bool:
        """Whether the text is kept; to make it took about `cost()` seconds."""
        _check(value)
        kept = self.texts.set(key, value, timeout)
        if not kept:
            self._count("too_long")
        return kept

    def add(self, key: str, value: bytes, timeout: Any = None) -> bool:
        """Keep a text unless there is one."""
        return not self.has(key) and self.set(key, value, timeout)

    def has(self, key: str) -> bool:
        """Whether there is a text."""
        return self.texts.get(key) is not None

    def delete(self, key: str) -> bool:
        """Whether there was a text."""
        return self.texts.delete(key)

    def clear(self) -> bool:
        """Forget all texts of this process."""
        self.texts.clear()
        return True

    def report(self) -> Report:
        """How it does."""
        with self._counting:
            counts = dict(self._counts)
        return Report("none", None, counts, len(self.texts), self.texts.bytes)

    def _count(self, what: str) -> None:
        with self._counting:
            self._counts[what] += 1


def _check(value: object) -> None:
    if not isinstance(value, bytes):
        raise TypeError(type(value))  # what else would have to be pickled
