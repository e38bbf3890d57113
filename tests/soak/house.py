"""The server as a class meets it: its processes, started, counted and stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STUDENTS = 40


@dataclass(frozen=True)
class Size:
    """What all processes of a server hold together."""

    processes: int
    threads: int
    files: int
    megabytes: float

    def __str__(self) -> str:
        return (
            f"{self.processes} processes, {self.threads} threads, {self.files} open files, "
            f"{self.megabytes:.0f} MB"
        )


class House:
    """A running server, its address without a slash at the end, and its log."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process, self.log = process, log
        self.address = f"http://127.0.0.1:{port}"

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.address + path, timeout=60) as reply:
            return bytes(reply.read())

    def workers(self) -> list[int]:
        """The processes that answer."""
        return _children(self.process.pid)

    def kill_a_worker(self) -> None:
        """One of them, as the system does for want of memory."""
        with suppress(ProcessLookupError, IndexError):
            os.kill(self.workers()[0], signal.SIGKILL)

    def size(self) -> Size:
        """Of the master, its workers, and the processes of their slow lanes."""
        found = [seen for pid in self._everyone() if (seen := _one(pid))]
        return Size(len(found), *(sum(column) for column in zip(*found, strict=True)))

    def worked(self) -> float:
        """Seconds of the processor that all of them have had."""
        return sum(map(_worked, self._everyone()))

    def _everyone(self) -> list[int]:
        everyone = [self.process.pid]
        for pid in everyone:
            everyone += _children(pid)
        return everyone


def _children(pid: int) -> list[int]:
    try:
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    except OSError:
        return []


def _one(pid: int) -> tuple[int, int, float] | None:
    """Threads, files and megabytes of a process; shared memory is divided among its users."""
    place = Path(f"/proc/{pid}")
    try:
        threads = len(list((place / "task").iterdir()))
        files = len(list((place / "fd").iterdir()))
        lines = (place / "smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    (pss,) = [line.split()[1] for line in lines if line.startswith("Pss:")]
    return threads, files, int(pss) / 1024


def _worked(pid: int) -> float:
    try:
        entries = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, entries[11:13])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def house(log: Path, *application: str, **settings: str) -> Iterator[House]:
    """Two workers, for a class behind one address; of our program, or of another."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = {"HOST": "127.0.0.1", "PORT": str(port), "CLASS": str(STUDENTS + 2), **settings}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboard", *application],
            cwd=ROOT, env={**os.environ, **given}, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    found = House(process, port, log)
    try:
        _wait(found)
        yield found
    finally:
        process.terminate()
        process.wait(30)


def _wait(house: House) -> None:
    end = time.monotonic() + 120
    while house.process.poll() is None and time.monotonic() < end:
        with suppress(OSError):
            house.get("/healthz")
            return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{house.log.read_text(errors='replace')}")
