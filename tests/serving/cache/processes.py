"""The cache as a process of its own would have it, with nothing in memory."""

from __future__ import annotations

from flask import Flask

from dashboard.serving.cache import EXTENSION, make_cache
from dashboard.serving.cache.shared import SharedCache
from tests.serving.redis_server import until

SECRET = "the secret of a lab"


def made(url: str, secret: str = SECRET) -> SharedCache:
    """Redis was not asked for anything yet."""
    server = Flask("test")
    make_cache(server, url, secret)
    found = server.extensions[EXTENSION]
    assert isinstance(found, SharedCache)
    return found


def ready(url: str, secret: str = SECRET) -> SharedCache:
    found = made(url, secret)
    until(lambda: found.report().shared == "ok")
    return found
