"""The cache of a process that shares one with others in Redis: its own memory first."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask
from flask_caching.backends.base import BaseCache

from dashboard.environment import read_address
from dashboard.serving.cache import memory
from dashboard.serving.cache.link import Link
from dashboard.serving.cache.memory import Cost, MemoryCache, dear
from dashboard.serving.cache.report import Report
from dashboard.serving.cache.sealed import OVERHEAD, Seal
from words import ENGLISH, Message, say

log = logging.getLogger(__name__)

#: Of one value in Redis; what is longer is not read whole.
MOST_BYTES = memory.MOST_TEXT_BYTES + OVERHEAD
#: Seconds of the processor; a text that takes less to make is made anew by each process. To ask
#: Redis and to tell it takes one, and of what is quick to make another process has seldom made the
#: same: steps of a drag, each asked for once.
WORTH = 0.01


class SharedCache(MemoryCache):
    """Texts in memory and, sealed, in Redis if they are worth it. It never raises, nor waits long.

    An entry of Redis that does not verify is as good as none, and is written again.
    """

    def __init__(self, link: Link, seal: Seal, default_timeout: int = 300, **options: Any) -> None:
        super().__init__(default_timeout=default_timeout, **options)
        self.link, self._seal = link, seal
        self._foreign_logged = False

    @classmethod
    def factory(
        cls, app: Flask, config: dict[str, Any], args: list[Any], kwargs: dict[str, Any]
    ) -> BaseCache:
        """As flask-caching makes it, from its configuration."""
        address = read_address("CACHE_REDIS_URL", config["CACHE_REDIS_URL"])
        link = Link(address, config["CACHE_KEY_PREFIX"])
        return cls(link, Seal(config["CACHE_SECRET"]), *args, **kwargs)

    def get(self, key: str, cost: Cost = dear) -> bytes | None:
        """The text, or None; to make it takes about `cost()` seconds."""
        text = self.texts.get(key)
        if text is not None:
            self._count("hits")
            return text
        if cost() > WORTH:
            text = self._fetched(self._seal.name(key))
        self._count("misses" if text is None else "shared_hits")
        if text is not None:
            self.texts.set(key, text)
        return text

    def set(self, key: str, value: bytes, timeout: Any = None, *, cost: Cost = dear) -> bool:
        """Whether the text is kept here; that Redis keeps it too is not promised."""
        if not super().set(key, value, timeout):
            return False
        if cost() <= WORTH:
            return True
        name = self._seal.name(key)
        self.link.write(name, self._seal.seal(name, value), int(timeout or self.default_timeout))
        return True

    def has(self, key: str) -> bool:
        """Whether there is a text."""
        return self.get(key) is not None

    def delete(self, key: str) -> bool:
        """Whether there was a text. (`clear` forgets those in memory alone; the others age.)"""
        there = self.link.delete(self._seal.name(key))
        return super().delete(key) or there

    def report(self) -> Report:
        """How it does, and Redis."""
        mine, shared = super().report(), self.link.state
        counts = {**mine.counts, **self.link.counts}
        reason = self.link.reason if shared == "open" else None
        return Report(shared, reason, counts, mine.entries, mine.bytes)

    def _fetched(self, name: str) -> bytes | None:
        data = self.link.read(name, MOST_BYTES)
        if data is None:
            return None
        text = self._seal.unseal(name, data)
        if text is None:
            self._count("rejected")
            if not self._foreign_logged:
                self._foreign_logged = True
                log.warning(say(Message("cache.foreign"), ENGLISH))
        return text
