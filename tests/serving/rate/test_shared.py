"""What one client may ask, counted in Redis by all who share it, and without Redis by each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
import redis
from flask.testing import FlaskClient

from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.serving.cache import EXTENSION, breaker
from dashboard.serving.limits.rate import AHEAD, WINDOW
from tests.serving.redis_server import RedisServer, until

MOST = WINDOW * 3


@pytest.fixture
def redis_server(free_port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[RedisServer]:
    """Looked at again soon after it failed."""
    monkeypatch.setattr(breaker, "FIRST_WAIT", 0.02)
    monkeypatch.setattr(breaker, "LONGEST_WAIT", 0.05)
    with RedisServer(free_port) as server:
        yield server


def client(redis_url: str, people: int = 1) -> FlaskClient:
    settings = Settings(redis_url=redis_url, rate=3, class_size=people)
    return create_app(settings).server.test_client()


def state(one: FlaskClient) -> str:
    return one.application.extensions[EXTENSION].report().shared


def asker(one: FlaskClient, address: str) -> Callable[[], int]:
    def ask() -> int:
        with one.get("/api/code.svg", environ_base={"REMOTE_ADDR": address}) as response:
            return response.status_code

    return ask


def allowed(*askers: Callable[[], int]) -> int:
    """How many questions are answered, in turns, until one is not."""
    for count in range(100 * MOST):
        status = askers[count % len(askers)]()
        assert status in (400, 429)
        if status == 429:
            return count
    return 100 * MOST


def test_two_servers_count_as_one(redis_server: RedisServer) -> None:
    redis_server.start()
    both = [client(redis_server.url), client(redis_server.url)]
    for one in both:
        until(lambda one=one: state(one) == "ok")
    count = allowed(*(asker(one, "192.0.2.1") for one in both))
    assert MOST <= count < 2 * MOST  # a slow machine goes on while it counts
    refused = both[0].get("/api/code.svg", environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert 1 <= int(refused.headers.get("Retry-After", 1)) <= WINDOW
    assert allowed(asker(both[1], "192.0.2.2")) >= MOST


def test_what_a_class_may_ask_is_taken_ahead_a_hundredth_at_a_time(
    redis_server: RedisServer,
) -> None:
    people = 40
    most = MOST * people
    ahead = int(AHEAD * most)
    redis_server.start()
    both = [client(redis_server.url, people), client(redis_server.url, people)]
    for one in both:
        until(lambda one=one: state(one) == "ok")
    first, second = (asker(one, "192.0.2.1") for one in both)
    assert asker(both[0], "192.0.2.2")() == 400  # the first of all teaches Redis how to count
    redis_server.ask("CONFIG", "RESETSTAT")
    assert [first() for _ in range(ahead)] == [400] * ahead
    assert conversations(redis_server) == 1
    assert second() == 400
    assert conversations(redis_server) == 2
    # What the second one holds it may be the only one to use: so much is refused too early.
    count = ahead + 1 + allowed(first)
    assert most - ahead < count < 2 * most  # a slow machine goes on while it counts
    held = allowed(second)
    assert ahead - 1 <= held < most


def test_what_was_taken_ahead_is_used_within_a_window(redis_server, monkeypatch) -> None:
    redis_server.start()
    one = client(redis_server.url, 60)
    until(lambda: state(one) == "ok")
    ask, now = asker(one, "192.0.2.1"), time.monotonic
    assert asker(one, "192.0.2.2")() == 400
    redis_server.ask("CONFIG", "RESETSTAT")
    assert {ask(), ask()} == {400}
    assert conversations(redis_server) == 1
    monkeypatch.setattr(time, "monotonic", lambda: now() + WINDOW)
    assert ask() == 400
    assert conversations(redis_server) == 2


def conversations(redis_server: RedisServer) -> int:
    """How often Redis was asked to count."""
    with redis.Redis(port=redis_server.port, socket_timeout=20) as connection:
        found = connection.info("commandstats")
    return sum(found.get(f"cmdstat_{name}", {}).get("calls", 0) for name in ("eval", "evalsha"))


@pytest.mark.parametrize("trouble", ["stop", "freeze"])
def test_without_redis_each_counts_for_itself(redis_server: RedisServer, trouble: str) -> None:
    redis_server.start()
    one = client(redis_server.url)
    until(lambda: state(one) == "ok")
    assert asker(one, "192.0.2.1")() == 400
    getattr(redis_server, trouble)()
    count = allowed(asker(one, "192.0.2.1"))
    assert MOST <= count < 2 * MOST
    assert state(one) == "open"
    assert allowed(asker(one, "192.0.2.2")) >= MOST
    if trouble == "freeze":
        redis_server.thaw()
    else:
        redis_server.start()
    until(lambda: state(one) == "ok")
    assert asker(one, "192.0.2.3")() == 400


def test_no_redis_at_the_start(redis_server: RedisServer) -> None:
    one = client(redis_server.url)
    assert MOST <= allowed(asker(one, "192.0.2.1")) < 2 * MOST


def test_something_else_in_redis(redis_server: RedisServer) -> None:
    """A key of another type, where a count should be."""
    redis_server.start()
    one = client(redis_server.url)
    until(lambda: state(one) == "ok")
    ask = asker(one, "192.0.2.1")
    assert ask() == 400
    keys = redis_server.ask("KEYS", "LIMITS*")
    assert keys
    for key in keys:
        redis_server.ask("DEL", key)
        redis_server.ask("RPUSH", key, "mine")
    assert ask() == 400
    assert allowed(ask) >= MOST - 1
