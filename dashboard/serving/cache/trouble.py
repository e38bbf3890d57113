"""What is wrong with a shared cache, in a sentence that holds nothing from outside."""

from __future__ import annotations

import re
import ssl

import redis

from words import Message

#: The first word of what Redis answers when it refuses, as in "MISCONF Redis is configured to ...".
_CODE = re.compile(r"[A-Z]{2,20}(?= )")
_PASSWORD = ("NOAUTH", "WRONGPASS", "NOPERM")


class SlowError(Exception):
    """It answers, but later than it is worth."""


class StrangeError(Exception):
    """What answers keeps nothing, or something else."""


def expected(error: Exception) -> bool:
    """Whether this is trouble with the cache, and no mistake in this program."""
    return isinstance(error, redis.RedisError | OSError | SlowError | StrangeError)


def reason(error: Exception) -> Message:
    """Why it is not used. What Redis says itself is not repeated: it may be anything."""
    said = _CODE.match(str(error))
    code = said[0] if said and isinstance(error, redis.RedisError) else ""
    if code in _PASSWORD or isinstance(error, redis.AuthenticationError):
        return Message("cache.password")
    if isinstance(error, redis.exceptions.OutOfMemoryError):
        return Message("cache.full")
    if isinstance(error, redis.BusyLoadingError):
        return Message("cache.loading")
    if isinstance(error, redis.exceptions.ReadOnlyError):
        return Message("cache.read_only")
    if isinstance(error, redis.TimeoutError | TimeoutError):
        return Message("cache.silent")
    if isinstance(error, SlowError):
        return Message("cache.slow")
    if _by_tls(error):
        return Message("cache.tls")
    if isinstance(error, redis.ConnectionError | OSError):
        return Message("cache.unreachable")
    if isinstance(error, redis.ResponseError) and code:
        return Message("cache.refused", code=code)
    return Message("cache.strange")


def _by_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
