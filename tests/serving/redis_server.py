"""A real Redis of a test's own, that the test may stop, fill, freeze and corrupt."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import pytest
import redis

ROOT = Path(__file__).resolve().parents[2]


def program() -> str:
    """The redis-server: REDIS_SERVER, or one that is installed. Tests never pass without one."""
    finder = [str(ROOT / "scripts" / "ensure_redis"), "--find"]
    result = subprocess.run(finder, capture_output=True, text=True, check=False)
    if result.returncode:
        pytest.fail(result.stderr.strip())
    return result.stdout.strip()


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait for something that comes soon; how soon decides nothing."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.fail("it did not happen")
        time.sleep(0.01)


class RedisServer:
    """redis-server on a port of this machine; it may be stopped and started again."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"redis://127.0.0.1:{port}/0"
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = tempfile.TemporaryDirectory()

    def __enter__(self) -> RedisServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._folder.cleanup()

    def start(self, *options: str, password: str = "") -> RedisServer:
        command = [program(), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        command += ["--dir", self._folder.name, *options]
        if password:
            command += ["--requirepass", password]
        with Path(self._folder.name, "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        until(lambda: self._answers(password))
        return self

    def stop(self) -> None:
        """At once, as when its machine is switched off."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """It takes connections and questions, and answers none."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def ask(self, *words: object, password: str = "") -> object:
        with redis.Redis(port=self.port, password=password or None, socket_timeout=20) as client:
            return client.execute_command(*words)

    def names(self) -> list[bytes]:
        """Of all entries."""
        with redis.Redis(port=self.port, socket_timeout=20) as client:
            return [name for name in client.keys("*") if b":look:" not in name]

    def _signal(self, number: int) -> None:
        assert self._process is not None
        os.kill(self._process.pid, number)

    def _answers(self, password: str) -> bool:
        try:
            return self.ask("PING", password=password) is True
        except redis.RedisError:
            return False
