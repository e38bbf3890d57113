"""The real server with a real Redis that comes, goes, hangs, lies and is full: no answer fails."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import pytest

from dashboard.environment import Settings
from dashboard.factory import create_app
from tests.conftest import Serve
from tests.serving.redis_server import RedisServer, until

ROOT = Path(__file__).resolve().parents[3]
SECRET = "the secret of a lab"
WORKERS = 2
PATIENCE = 120  # seconds; a limit on a machine that has much else to do, no expectation


def path(number: int) -> str:
    """A question that was not asked before, if the number is a new one, and worth to be shared."""
    return f"/api/scalar?{urlencode({'state': f'w={1 + number / 997:.6f}' + 50 * ',0.99'})}"


@pytest.fixture(scope="module")
def truth() -> Callable[[int], bytes]:
    """What is answered without a Redis."""
    client = create_app(Settings()).server.test_client()
    return lambda number: client.get(path(number)).data


class Class:
    """Students who ask new questions all the time, and what they were answered."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._numbers = count()
        self.answers: dict[int, bytes] = {}
        self.failures: list[str] = []
        self._over = threading.Event()

    def ask(self, number: int) -> bytes:
        # A connection of its own each: so both workers have their share.
        where = f"http://127.0.0.1:{self._port}{path(number)}"
        with urllib.request.urlopen(where, timeout=PATIENCE) as it:
            assert it.status == 200
            return bytes(it.read())

    @contextmanager
    def asking(self, students: int = 3) -> Iterator[None]:
        def student() -> None:
            while not self._over.is_set():
                number = next(self._numbers)
                try:
                    self.answers[number] = self.ask(number)
                except Exception as error:
                    self.failures.append(repr(error))

        threads = [threading.Thread(target=student) for _ in range(students)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def more(self, answers: int = 40) -> None:
        """Wait until so many more are answered, or one is not."""
        wanted = len(self.answers) + answers
        until(lambda: len(self.answers) >= wanted or self.failures, PATIENCE)

    def verify(self, truth: Callable[[int], bytes]) -> None:
        assert self.failures == []
        assert len(self.answers) > 100
        for number in list(self.answers)[::10]:
            assert self.answers[number] == truth(number)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


def said(log: Path, words: str) -> int:
    """How often the log says so."""
    return log.read_text().count(words)


@pytest.fixture
def lab(serve: Serve, free_port: int, log: Path, redis_server: RedisServer):
    """lab(): the server with two workers and Redis, and those who ask it."""

    @contextmanager
    def start(**environ: str) -> Iterator[Class]:
        wanted = {
            "WEB_CONCURRENCY": str(WORKERS),
            "DEEP_LINEAR_REDIS_URL": redis_server.url,
            "DEEP_LINEAR_CACHE_SECRET": SECRET,
            "DEEP_LINEAR_RATE": "0",
        }
        with serve(free_port, log=log, **{**wanted, **environ}):
            yield Class(free_port)

    return start


def stop(redis_server: RedisServer) -> None:
    redis_server.stop()


def start(redis_server: RedisServer) -> None:
    redis_server.start()


def freeze(redis_server: RedisServer) -> None:
    redis_server.freeze()


def thaw(redis_server: RedisServer) -> None:
    redis_server.thaw()


def fill(redis_server: RedisServer) -> None:
    redis_server.ask("CONFIG", "SET", "maxmemory-policy", "noeviction")
    redis_server.ask("CONFIG", "SET", "maxmemory", "1")


def empty(redis_server: RedisServer) -> None:
    redis_server.ask("CONFIG", "SET", "maxmemory", "0")


@pytest.mark.parametrize(
    "fault, cure, why",
    [
        (stop, start, "Redis cannot be reached."),
        (freeze, thaw, "Redis does not answer in time."),
        (fill, empty, "Redis is full."),
    ],
    ids=["stopped", "frozen", "full"],
)
def test_redis_in_trouble_under_requests(lab, redis_server, log, truth, fault, cure, why):
    redis_server.start()
    with lab() as students, students.asking():
        students.more()
        until(redis_server.names)
        fault(redis_server)
        students.more()
        until(lambda: said(log, "is left alone") >= WORKERS)
        students.more()
        cure(redis_server)
        until(lambda: said(log, "is used again") >= WORKERS)
        before = len(redis_server.names())
        students.more()
        until(lambda: len(redis_server.names()) > before)
    students.verify(truth)
    assert said(log, "Traceback") == 0
    # Once in each worker, or twice when the machine had something else to do.
    assert WORKERS <= said(log, "is left alone") <= 2 * WORKERS
    assert said(log, why) > 0


def test_redis_absent_at_the_start_and_there_later(lab, redis_server, log, truth):
    with lab() as students, students.asking():
        students.more()
        until(lambda: said(log, "is left alone") >= WORKERS)
        redis_server.start()
        until(lambda: said(log, "is used again") >= WORKERS)
        students.more()
        until(redis_server.names)
    students.verify(truth)
    assert said(log, "Redis cannot be reached.") > 0


def test_a_wrong_password_is_said_and_not_shown(lab, redis_server, log, truth):
    redis_server.start(password="right")
    url = f"redis://:hunter2@127.0.0.1:{redis_server.port}"
    with lab(DEEP_LINEAR_REDIS_URL=url) as students, students.asking():
        students.more(101)
        until(lambda: said(log, "is left alone") >= WORKERS)
    students.verify(truth)
    assert said(log, "a password or a right is missing or wrong") > 0
    assert "hunter2" not in log.read_text()


class Bomb:
    def __init__(self, place: str) -> None:
        self._place = place

    def __reduce__(self):
        return (os.mkdir, (self._place,))


def test_corrupted_and_hostile_entries_are_answered_right(lab, redis_server, log, truth, tmp_path):
    """All entries of a first server are overwritten; a second one reads what is there."""
    redis_server.start()
    numbers = range(21)
    with lab() as students:
        for number in numbers:
            students.ask(number)
        until(lambda: len(redis_server.names()) > len(numbers) // 2)
    names = redis_server.names()
    values = [redis_server.ask("GET", name) for name in names]
    bomb = tmp_path / "bomb"
    pickled = pickle.dumps(Bomb(str(bomb)))
    for i, name in enumerate(names):
        command = [
            ["SET", name, b"garbage"],
            ["SET", name, b'{"query": "w=9,9"}'],
            ["SET", name, pickled],
            ["SET", name, b"!" + pickled],
            ["SET", name, values[i - 1]],  # another entry's
            ["SET", name, values[i][:-1]],
            ["SETRANGE", name, 0, b"\0"],
        ][i % 7]
        redis_server.ask(*command)
    redis_server.ask("DEL", names[-1])
    redis_server.ask("LPUSH", names[-1], b"a list")
    with lab() as students:
        # More than once, as only its own answers are in a worker's memory.
        for number in [*numbers, *numbers]:
            assert students.ask(number) == truth(number)
    assert not bomb.exists()
    assert 1 <= said(log, "entries that this program has not written") <= WORKERS
    assert said(log, "Traceback") == 0


def test_workers_share_without_a_secret_and_later_starts_do_not(lab, redis_server, log):
    """The master makes one before it forks."""
    redis_server.start()
    numbers, entries = range(20), [0]
    for _start in range(2):
        with lab(DEEP_LINEAR_CACHE_SECRET="") as students:
            for number in [*numbers] * 4:  # of both workers, most likely
                students.ask(number)
        entries.append(len(redis_server.names()))
        assert 0 < entries[-1] - entries[-2] <= len(numbers)
    assert said(log, "entries that") == 0


@pytest.mark.parametrize("command", [["-m", "gunicorn"], ["app.py"]], ids=["gunicorn", "app"])
@pytest.mark.parametrize("url", ["redis://:hunter2@cache:port", "http://:hunter2@cache", "hunter2"])
def test_a_bad_address_ends_the_start_with_one_sentence(command, url):
    result = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, "CACHE_REDIS_URL": url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert re.fullmatch(r"CACHE_REDIS_URL [^\n]+\.\n", result.stderr)
    assert "hunter2" not in result.stderr
