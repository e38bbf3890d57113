"""Both lanes in the real server: who waits for what, whatever is slow."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.conftest import _free_port, _serve

PATIENCE = 60.0  # seconds, for a loaded machine


class Server:
    """One worker, one slow process, two places."""

    def __init__(self, port: int, process: subprocess.Popen, log: Path) -> None:
        self.port, self.process, self.log = port, process, log

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def get(self, path: str) -> tuple[int, str]:
        with closing(self.connect()) as connection:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()

    def lane(self) -> dict[str, int]:
        return json.loads(self.get("/lane")[1])

    def children(self) -> list[int]:
        """Processes of the slow lane."""
        found = subprocess.run(
            ["pgrep", "-f", "dashboard.leftovers", "-P", *self.workers()],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return [int(line) for line in found.stdout.split()]

    def workers(self) -> list[str]:
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return found.stdout.split()


class Question(threading.Thread):
    """Slow work that ends when its door is there."""

    def __init__(self, server: Server, folder: Path, name: str) -> None:
        super().__init__(daemon=True)
        self.door, self.started = folder / f"{name}.door", folder / f"{name}.started"
        self.path = f"/wait?{urlencode({'door': self.door, 'started': self.started})}"
        self.server, self.connection = server, server.connect()
        self.found: tuple[int, str] | None = None
        self.start()

    def run(self) -> None:
        with suppress(OSError, http.client.HTTPException), closing(self.connection):
            self.connection.request("GET", self.path)
            response = self.connection.getresponse()
            self.found = response.status, response.read().decode()

    def leave(self) -> None:
        self.connection.sock.shutdown(socket.SHUT_RDWR)


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    port, log = _free_port(), tmp_path_factory.mktemp("lane") / "log"
    settings = {"WEB_CONCURRENCY": "1", "DEEP_LINEAR_SLOW_PLACES": "2"}
    with _serve(port, "tests.serving.lane.served:server", log=log, **settings) as process:
        found = Server(port, process, log)
        found.get("/healthz")
        yield found


def test_quick_answers_and_health_pass_what_is_slow(server: Server, tmp_path: Path):
    slow = Question(server, tmp_path, "slow")
    until(slow.started.exists)
    waiting = [Question(server, tmp_path, f"waiting {i}") for i in range(2)]
    until(lambda: server.lane()["waiting"] == 2)
    assert server.get("/healthz")[0] == 200
    assert server.get("/api/scalar?state=w%3D0.5%2C0.5")[0] == 200
    assert slow.found is None
    assert all(question.found is None for question in waiting)
    # No place any more: said at once, while all the others still wait.
    status, text = server.get(f"/wait?{urlencode({'door': tmp_path / 'no place'})}")
    assert status == 503
    assert json.loads(text)["error"]["sentence"]
    questions = (slow, *waiting)
    # All doors at once: of two that came together either may be the first.
    for question in questions:
        question.door.touch()
    for question in questions:
        question.join(PATIENCE)
        assert question.found == (200, str(question.door))


def test_work_stops_when_its_client_closes_the_connection(server: Server, tmp_path: Path):
    before = server.lane()["stopped"]
    slow, waiting = Question(server, tmp_path, "left"), None
    until(slow.started.exists)
    waiting = Question(server, tmp_path, "left too")
    until(lambda: server.lane()["waiting"] == 1)
    waiting.leave()
    until(lambda: server.lane()["waiting"] == 0)
    slow.leave()
    until(lambda: server.lane()["stopped"] == before + 1)
    assert not waiting.started.exists()


def test_a_slow_process_that_is_killed_has_a_successor(server: Server, tmp_path: Path):
    slow = Question(server, tmp_path, "killed")
    until(slow.started.exists)
    (child,) = server.children()
    os.kill(child, signal.SIGKILL)
    slow.join(PATIENCE)
    assert slow.found is not None
    assert slow.found[0] == 503
    after = Question(server, tmp_path, "after")
    after.door.touch()
    after.join(PATIENCE)
    assert after.found == (200, str(after.door))
    assert server.children() != [child]


def test_slow_processes_end_with_their_worker(server: Server, tmp_path: Path):
    slow = Question(server, tmp_path, "orphan")
    until(slow.started.exists)
    (child,) = server.children()
    (worker,) = server.workers()
    os.kill(int(worker), signal.SIGKILL)
    until(lambda: not Path(f"/proc/{child}").exists())
    until(lambda: _answers(server))
    assert "Traceback" not in server.log.read_text()


def _answers(server: Server) -> bool:
    with suppress(OSError, http.client.HTTPException):
        return server.get("/healthz")[0] == 200
    return False


def test_a_server_that_ends_amid_slow_work_says_nothing_of_it(tmp_path: Path):
    """Who waits is told to come back, by whatever answers then."""
    port, log = _free_port(), tmp_path / "log"
    with _serve(port, "tests.serving.lane.served:server", log=log, WEB_CONCURRENCY="1") as process:
        server = Server(port, process, log)
        slow = [Question(server, tmp_path, f"unfinished {i}") for i in range(2)]
        until(lambda: any(question.started.exists() for question in slow))
        process.terminate()
        assert process.wait(PATIENCE) == 0
    assert "came to nothing" not in log.read_text()
