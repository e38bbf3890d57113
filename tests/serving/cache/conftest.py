"""Fixtures of the cache's tests: a Redis, and a breaker that looks again soon."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from dashboard.serving.cache import breaker
from tests.conftest import _free_port
from tests.serving.redis_server import RedisServer


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """Not started yet."""
    with RedisServer(_free_port()) as server:
        yield server


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A breaker of this process looks again after some milliseconds."""
    monkeypatch.setattr(breaker, "FIRST_WAIT", 0.02)
    monkeypatch.setattr(breaker, "LONGEST_WAIT", 0.05)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture):
    """What was logged, a line each."""
    caplog.set_level(logging.INFO)
    return lambda: [record.getMessage() for record in caplog.records]
