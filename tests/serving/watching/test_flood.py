"""A log that nobody can flood."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from dashboard.serving.flood import LINES, SECONDS, Flood


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(clock: Clock) -> Iterator[logging.Logger]:
    logger = logging.getLogger("tests.flood")
    flood = Flood(clock)
    logger.addFilter(flood)
    yield logger
    logger.removeFilter(flood)


def test_lines_of_one_kind_are_counted(log, clock, caplog) -> None:
    for number in range(100):
        log.warning("refused %s", number)
    log.warning("something else")
    clock.now = SECONDS
    log.warning("refused %s", "x")
    assert caplog.messages == [
        *(f"refused {number}" for number in range(LINES)),
        "something else",
        f"refused x ({100 - LINES} more like it)",
    ]


def test_an_exception_is_told_whole_once(log, caplog) -> None:
    def fail(text: str) -> None:
        raise RuntimeError(text)

    for number in range(10):
        try:
            fail(str(number))
        except RuntimeError:
            log.exception("Exception on %s", f"/{number}")
    assert caplog.messages == ["Exception on /0"]
    assert caplog.text.count("Traceback") == 1


def test_a_line_from_outside_is_one_short_line(log, caplog) -> None:
    log.warning("refused %s", "a\nFAKE\r\x1b[31m\u2028" + "x" * 10_000)
    (line,) = caplog.messages
    assert len(line) <= 300
    assert line.isprintable()


def test_kinds_are_forgotten(clock) -> None:
    flood = Flood(clock)
    for number in range(10_000):
        record = logging.LogRecord("x", logging.WARNING, "", 0, f"kind {number}", (), None)
        assert flood.filter(record)
    assert len(flood._seen) <= 200
