"""What answers are remembered in: ready-to-send strings, by text."""

from __future__ import annotations

from flask import Flask
from flask_caching import Cache

CACHE_ENTRIES = 500  # per worker; the oldest leave first
CACHE_SECONDS = 24 * 3600  # answers are pure functions of their key: age only bounds memory


def make_cache(server: Flask, redis_url: str | None = None) -> Cache:
    """Return a cache of ready-to-send strings: in each worker's memory, or one shared in Redis.

    Use ``cache.get`` and ``cache.set`` with a key that is text: ``memoize`` keys on ``repr``, and
    two long arrays that differ have the same one.
    """
    config: dict[str, object] = {
        "CACHE_TYPE": "SimpleCache",
        "CACHE_THRESHOLD": CACHE_ENTRIES,
        "CACHE_DEFAULT_TIMEOUT": CACHE_SECONDS,
        "CACHE_KEY_PREFIX": "deep-linear-networks:",
    }
    if redis_url:
        config |= {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": redis_url}
    return Cache(server, config=config)
