"""What is wrong with a shared cache, in a sentence that holds nothing from outside."""

from __future__ import annotations

import re
import ssl
import traceback

import redis

from words import Message

#: The first word of what Redis answers when it refuses, as in "MISCONF Redis is configured to ...".
#: The most common one, ERR, is taken off by the client library.
_CODE = re.compile(r"[A-Z]{4,20}(?= )")
_NO_CODE = "ERR"
_PASSWORD = ("NOAUTH", "WRONGPASS", "NOPERM")


class EndlessError(Exception):
    """It begins an answer and does not end it."""


class StrangeError(Exception):
    """What answers keeps nothing, or something else."""


def expected(error: Exception) -> bool:
    """Whether this is trouble with the cache, and no mistake in this program."""
    if isinstance(error, redis.RedisError | OSError | EndlessError | StrangeError):
        return True
    # The client library stumbles over what it is told: over a number, say, that is none.
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_globals["__name__"].startswith("redis.") for frame, _line in frames)


def reason(error: Exception) -> Message:
    """Why it is not used. What Redis says itself is not repeated: it may be anything."""
    said = _CODE.match(str(error))
    code = said[0] if said and isinstance(error, redis.RedisError) else _NO_CODE
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
    if isinstance(error, EndlessError):
        return Message("cache.endless")
    if _by_tls(error):
        return Message("cache.tls")
    if isinstance(error, redis.ConnectionError | OSError):
        return Message("cache.unreachable")
    if isinstance(error, redis.ResponseError):
        return Message("cache.refused", code=code)
    return Message("cache.strange")


def _by_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
