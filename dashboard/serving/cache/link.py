"""Redis, asked in such a way that no answer fails or waits for it."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from dashboard.environment import RedisAddress
from dashboard.serving.cache.breaker import LONGEST_WAIT, Breaker
from dashboard.serving.cache.report import State
from dashboard.serving.cache.trouble import EndlessError, StrangeError, expected, reason
from words import ENGLISH, Message, say

T = TypeVar("T")
log = logging.getLogger(__name__)

#: The longest wait for a word of Redis, in seconds. A word that has come is read even when this
#: process finds no time for it, so a busy machine does not make Redis look slow.
PATIENCE = 0.2
#: After so many seconds a conversation of many words is cut off by whoever comes by.
LONGEST = 5.0
#: Conversations at a time, each on a connection of its own.
CONVERSATIONS = 16
#: Stands for what is there and is none of ours.
FOREIGN = b"\0"


class Link:
    """A connection to Redis that is used while it works, and left alone while it does not.

    Whoever asks gets an answer, or None at once. When a conversation fails, the breaker opens:
    Redis is not asked again until a thread of its own, which nobody waits for, has connected,
    written and read. So addresses that are looked up for ever, TLS and passwords are that thread's
    business, and the one who finds Redis gone has waited `PATIENCE`. Trouble that the first look
    does not find any more is counted; other trouble is told once, and so is its end. Safe in
    threads and in greenlets: where they are patched, those wait alike.
    """

    def __init__(self, address: RedisAddress, prefix: str) -> None:
        self._client = _client(address)
        self._prefix = prefix
        self._breaker = Breaker()
        self._room = threading.BoundedSemaphore(CONVERSATIONS)
        self._lock = threading.Lock()
        self._talks: dict[object, float] = {}  # since when
        self._looker: threading.Thread | None = None
        self._reason: Message | None = None
        self._told = self._bug_logged = False
        self.counts: Counter[str] = Counter()

    @property
    def state(self) -> State:
        """Whether it is used. To ask is to come by: it also looks when a look is due."""
        self._come_by()
        if self._breaker.closed:
            return "ok"
        return "untried" if self._reason is None else "open"

    @property
    def reason(self) -> str | None:
        """Why it is not used."""
        found = self._reason
        return None if found is None else say(found, ENGLISH)

    def read(self, name: str, most: int) -> bytes | None:
        """What is stored under a name, of a longer value the beginning; None is nothing."""
        return self._talk(lambda: self._read(self._prefix + name, most)) or None

    def write(self, name: str, data: bytes, seconds: int) -> bool:
        """Store under a name for a while; whatever was there before, of whatever type, is gone."""
        return (
            self._talk(lambda: bool(self._client.set(self._prefix + name, data, ex=seconds)))
            or False
        )

    def delete(self, name: str) -> bool:
        """Whether there was something under a name."""
        return bool(self._talk(lambda: self._client.delete(self._prefix + name)))

    @property
    def pool(self) -> redis.ConnectionPool:
        """The connections, for what is asked within `ask` alone."""
        return self._client.connection_pool

    def ask(self, ask: Callable[[], T]) -> T | None:
        """What else is asked of Redis; None if it is left alone, or fails."""
        return self._talk(ask)

    def _read(self, name: str, most: int) -> bytes:
        try:
            # Not GET: whatever someone has put there, this process takes no more than it can bear.
            found: Any = self._client.getrange(name, 0, most)
        except redis.ResponseError as error:
            if str(error).startswith("WRONGTYPE"):
                return FOREIGN  # the fault of this entry, not of Redis
            raise
        if not isinstance(found, bytes):
            raise StrangeError
        return found

    def _talk(self, ask: Callable[[], T]) -> T | None:
        self._come_by()
        if not (self._breaker.closed and self._room.acquire(timeout=PATIENCE)):
            self._count("skipped")
            return None
        try:
            if not self._breaker.closed:  # it failed another while this one stood in line
                self._count("skipped")
                return None
            return self._bounded(ask)
        except Exception as error:  # whatever it is, the answer is computed without
            self._count("errors")
            self._fail(error)
            return None
        finally:
            self._room.release()

    def _bounded(self, ask: Callable[[], T]) -> T:
        """What it says, unless it is cut off."""
        talk = object()
        self._talks[talk] = time.monotonic()
        try:
            return ask()
        except Exception:
            if talk not in self._talks:
                raise EndlessError from None
            raise
        finally:
            self._talks.pop(talk, None)

    # -- looking whether it is well ------------------------------------------------------------

    def _come_by(self) -> None:
        late = time.monotonic() - LONGEST
        overdue = [talk for talk, since in list(self._talks.items()) if since < late]
        if overdue:  # a word that comes letter by letter is never late, and never ends
            for talk in overdue:
                self._talks.pop(talk, None)
            self._fail(EndlessError())
            self._client.connection_pool.disconnect()  # which wakes those who wait
        if self._breaker.claim():
            self._start_looking()

    def _start_looking(self) -> None:
        if self._looker is not None and self._looker.is_alive():
            return
        self._looker = threading.Thread(target=self._look, name="shared-cache", daemon=True)
        try:
            self._looker.start()
        except RuntimeError:  # no more threads: another time
            self._looker = None
            self._breaker.still_open()

    def _fail(self, error: Exception) -> None:
        if self._breaker.open():
            self._note(error)

    def _look(self) -> None:
        try:
            self._try_out()
        except Exception as error:
            self._breaker.still_open()
            self._note(error)
            if not self._told:
                self._told = True
                why = reason(error)
                log.warning(say(Message("cache.left", why=why, seconds=LONGEST_WAIT), ENGLISH))
            return
        told, self._told, self._reason = self._told, False, None
        seconds = self._breaker.close()
        if told:
            log.warning(say(Message("cache.again", seconds=round(seconds)), ENGLISH))

    def _try_out(self) -> None:
        """Write, and read the same. It may be full, so that it takes nothing more."""
        name = f"{self._prefix}look:{secrets.token_hex(8)}"
        self._bounded(lambda: self._client.set(name, name, ex=10))
        if self._bounded(lambda: self._read(name, 100)) != name.encode():
            raise StrangeError

    def _note(self, error: Exception) -> None:
        """Remember why; start again with new connections."""
        # Connections that others hold are closed by those.
        self._client.connection_pool.disconnect(inuse_connections=False)
        self._reason = reason(error)
        if not expected(error) and not self._bug_logged:  # a mistake of ours: all of it, once
            self._bug_logged = True
            log.error(say(Message("cache.bug"), ENGLISH), exc_info=error)

    def _count(self, what: str) -> None:
        with self._lock:
            self.counts[what] += 1


def _client(address: RedisAddress) -> redis.Redis:
    """Connects when it is first asked; never tries twice."""
    options: dict[str, Any] = {
        "db": address.database,
        "username": address.username,
        "password": address.password,
        "socket_timeout": PATIENCE,
        "socket_connect_timeout": PATIENCE,
        "retry": Retry(NoBackoff(), 0),
        "protocol": 2,  # every Redis speaks it, and it takes no greeting
        "driver_info": None,
    }
    kind: type[redis.Connection] | type[redis.UnixDomainSocketConnection] = redis.Connection
    if address.path is not None:
        kind = redis.UnixDomainSocketConnection
        options["path"] = address.path
    else:
        options |= {"host": address.host, "port": address.port}
    if address.tls:
        kind = redis.SSLConnection
        options["ssl_ca_certs"] = address.ca_file
        if not address.verified:
            options |= {"ssl_cert_reqs": "none", "ssl_check_hostname": False}
    pool = redis.ConnectionPool(connection_class=kind, max_connections=CONVERSATIONS + 1, **options)
    return redis.Redis(connection_pool=pool)
