"""How much one client may ask: so many questions a second, times the people behind its address.

Counted by limits, the library beneath flask-limiter, which itself takes a quarter of a millisecond
of each request: half of what Flask does.
"""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Callable, MutableMapping
from typing import Any

import dash
from flask import Response, request
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from dashboard.environment import Settings
from dashboard.serving import probes
from dashboard.serving.cache import EXTENSION
from dashboard.serving.cache.link import Link
from dashboard.serving.cache.shared import SharedCache
from dashboard.serving.flood import quieted
from dashboard.serving.limits.clients import client
from words import ENGLISH, Message, say

#: Seconds that are looked at together: a drag is uneven, and a page asks for much when it opens.
WINDOW = 10
#: The part of what a client may ask that a process takes ahead where counts are shared: so much may
#: be refused too early, or answered too late to be of the window that it is counted in.
AHEAD = 0.01
#: Clients that are remembered; more are forgotten before their time.
MOST_CLIENTS = 20_000
#: Seconds between two lines of the log about refusals.
NEWS = 60.0
#: Below the path prefix: files, which a browser keeps, and what machines ask about our health.
FREE = ("assets/", "bundle/", "_dash-component-suites/", "_favicon.ico", *probes.ALL)

#: In the environment of a request that has been counted.
_COUNTED = "deep_linear.counted"

Admits = Callable[[MutableMapping[str, Any]], bool]

_log = quieted(__name__)


def limit_rate(app: dash.Dash, settings: Settings) -> Admits:
    """Refuse whoever asks more than the settings allow: 429, and a second to wait.

    Returns whether the question of a WSGI environment is within that, which then counts it.
    """
    if not settings.rate:
        return lambda _environ: True
    base = app.config.routes_pathname_prefix
    free = tuple(f"{base}{path}" for path in FREE)
    most = settings.rate * settings.class_size
    limit = RateLimitItemPerSecond(most * WINDOW, WINDOW)
    shared = app.server.extensions[EXTENSION]
    counts = SharedCounts(shared.link) if isinstance(shared, SharedCache) else Counts()
    counting = SlidingWindowCounterRateLimiter(counts)
    news = _News(settings)

    def admits(environ: MutableMapping[str, Any]) -> bool:
        if counting.hit(limit, "question", client(environ.get("REMOTE_ADDR"))):
            environ[_COUNTED] = True
            return True
        return False

    @app.server.before_request  # type: ignore[untyped-decorator]  # Dash: its server is Any
    def check() -> Response | None:
        if _COUNTED in request.environ or request.path.startswith(free):
            return None
        # Whoever drags more than he may still opens a page: it could not ask again by itself.
        kind = "question" if request.path.startswith(f"{base}api/") else "page"
        who = kind, client(request.remote_addr)
        try:
            if counting.hit(limit, *who):
                return None
            wait = counting.get_window_stats(limit, *who).reset_time - time.time()
        except Exception:  # an error of ours is logged, and no reason to refuse anyone
            _log.exception("counting")
            return None
        news.tell()
        return _refusal(most, wait)

    return admits


def _refusal(most: int, wait: float) -> Response:
    """What a page shows, and when it asks again."""
    sentence = say(Message("rate.refused", most=most))
    text = json.dumps({"error": {"control": "", "sentence": sentence}})
    response = Response(text, status=429, mimetype="application/json")
    response.headers["Retry-After"] = str(min(max(1, math.ceil(wait)), WINDOW))
    response.headers["Cache-Control"] = "no-store"
    return response


class Counts(MemoryStorage):
    """Counts in this process's memory, of a bounded number of clients.

    The library's own looks through all of them a hundred times a second, in a thread that it
    starts again each time.
    """

    def __init__(self, uri: str | None = None, **options: Any) -> None:
        super().__init__(uri, **options)
        self._lock = threading.Lock()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count, and forget it after `expiry` seconds."""
        with self._lock:
            count = self.get(key) + amount
            if key not in self.expirations:
                self._make_room()
                self.expirations[key] = time.time() + expiry
            self.storage[key] = count
            return count

    def decr(self, key: str, amount: int = 1) -> int:
        """Take back what was counted."""
        with self._lock:
            self.storage[key] = max(self.get(key) - amount, 0)
            return self.storage[key]

    def _make_room(self) -> None:
        """Forget what is past; if that is too little, what was first."""
        if len(self.expirations) < 2 * MOST_CLIENTS:  # each has two windows
            return
        now = time.time()
        past = [key for key, end in self.expirations.items() if end <= now]
        for key in past or list(self.expirations)[:MOST_CLIENTS]:
            self.storage.pop(key, None)
            self.expirations.pop(key, None)


class SharedCounts(Counts):
    """Counts in Redis, of all processes and machines that share it; without it, here.

    A word with Redis for each question takes a fifth of what a step of a drag does. So a process
    takes some ahead, which are counted then, and uses them within a window.
    """

    def __init__(self, link: Link) -> None:
        super().__init__()
        self._link = link
        self._shared = RedisStorage("redis://", connection_pool=link.pool)
        self._ahead: dict[str, tuple[int, float]] = {}  # how many are left, and until when

    def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        """Count, if it is within the limit; whether it was."""
        left, end = self._ahead.get(key, (0, 0.0))
        if left >= amount and time.monotonic() < end:
            self._ahead[key] = left - amount, end
            return True
        found = self._link.ask(lambda: self._take(key, limit, expiry, amount))
        if found is None:
            return super().acquire_sliding_window_entry(key, limit, expiry, amount)
        return found

    def _take(self, key: str, limit: int, expiry: int, amount: int) -> bool:
        """Count these, and as many ahead as there may be; these alone where that is too much."""
        acquire, more = self._shared.acquire_sliding_window_entry, int(AHEAD * limit)
        if more > amount and acquire(key, limit, expiry, more):
            self._ahead.pop(key, None)
            if len(self._ahead) >= MOST_CLIENTS:
                del self._ahead[next(iter(self._ahead))]
            self._ahead[key] = more - amount, time.monotonic() + expiry
            return True
        return acquire(key, limit, expiry, amount)

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """Of the window before and the present one, counts and seconds left."""
        found = self._link.ask(lambda: self._shared.get_sliding_window(key, expiry))
        return super().get_sliding_window(key, expiry) if found is None else found


class _News:
    """Says in the log that somebody is refused, once in a while, and who can do what about it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._next = 0.0

    def tell(self) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + NEWS
        settings = self._settings
        behind = not settings.trusted_proxies and "X-Forwarded-For" in request.headers
        code = "rate.behind_proxy" if behind else "rate.crowd"
        most = settings.rate * settings.class_size
        _log.warning("%s", say(Message(code, most=most, people=settings.class_size), ENGLISH))
