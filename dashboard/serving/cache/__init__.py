"""What answers are remembered in: ready-to-send texts, by text.

`app.server.extensions["shared_cache"].report()` says how it does; see report.py.
"""

from __future__ import annotations

from flask import Flask
from flask_caching import Cache

from dashboard.serving.cache.report import Report

__all__ = ["EXTENSION", "Report", "make_cache"]

CACHE_SECONDS = 24 * 3600  # answers are pure functions of their key: age only bounds memory
EXTENSION = "shared_cache"
_PREFIX = "deep-linear-networks:"


def make_cache(server: Flask, redis_url: str | None = None, secret: str = "") -> Cache:
    """Return a cache of ready-to-send texts: in this process's memory, and shared in Redis.

    `secret` is what entries in Redis are signed with; whoever shares them has the same.

    Use ``cache.get`` and ``cache.set`` with a key that is text: ``memoize`` keys on ``repr``, and
    two long arrays that differ have the same one.
    """
    config: dict[str, object] = {
        "CACHE_TYPE": f"{__name__}.memory.MemoryCache",
        "CACHE_DEFAULT_TIMEOUT": CACHE_SECONDS,
        "CACHE_KEY_PREFIX": _PREFIX,
    }
    if redis_url:
        config |= {
            "CACHE_TYPE": f"{__name__}.shared.SharedCache",
            "CACHE_REDIS_URL": redis_url,
            "CACHE_SECRET": secret,
        }
    cache = Cache(server, config=config)
    server.extensions[EXTENSION] = server.extensions["cache"][cache]
    return cache
