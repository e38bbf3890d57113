"""What one client may ask, counted in Redis by all who share it, and without Redis by each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient

from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.serving.cache import EXTENSION, breaker
from dashboard.serving.limits.rate import WINDOW
from tests.serving.redis_server import RedisServer, until

MOST = WINDOW * 3


@pytest.fixture
def redis_server(free_port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[RedisServer]:
    """Looked at again soon after it failed."""
    monkeypatch.setattr(breaker, "FIRST_WAIT", 0.02)
    monkeypatch.setattr(breaker, "LONGEST_WAIT", 0.05)
    with RedisServer(free_port) as server:
        yield server


def client(redis_url: str) -> FlaskClient:
    settings = Settings(redis_url=redis_url, rate=3, class_size=1)
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
    for count in range(10 * MOST):
        status = askers[count % len(askers)]()
        assert status in (400, 429)
        if status == 429:
            return count
    return 10 * MOST


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
