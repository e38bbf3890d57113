"""The configuration of deploy/nginx in a real nginx, before real programs or stand-ins."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy" / "nginx"
PREFIX = "/lab/"


class Front(NamedTuple):
    """A running nginx.

    Attributes
    ----------
    port : the one that is published.
    inside : those that are not, of the first and the second program.
    log : file with all that it writes.
    """

    port: int
    inside: tuple[int, int]
    log: Path


Fronts = Callable[..., AbstractContextManager[Front]]


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait for something that comes soon; how soon decides nothing."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@pytest.fixture(scope="session")
def nginx() -> str:
    """The program: NGINX_PROGRAM, or one that is installed. Tests never pass without one."""
    finder = [str(ROOT / "scripts" / "ensure_nginx"), "--find"]
    result = subprocess.run(finder, capture_output=True, text=True, check=False)
    if result.returncode:
        pytest.fail(result.stderr.strip())
    return result.stdout.strip()


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder with a short name: the path of a Unix socket has 107 bytes at most."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def here(text: str, room: Path, ports: list[int]) -> str:
    """The configuration, for this machine: other ports, and `room` for the folders it names."""
    for listed, port in zip(("8080", "8081", "8082"), ports, strict=True):
        text, changed = re.subn(rf"listen {listed};", f"listen 127.0.0.1:{port};", text)
        assert changed == 1
    return re.sub(r"/run/dashboard/|/tmp/", f"{room}/", text).replace("/dev/stdout", "stderr")


@contextmanager
def _front(nginx: str, room: Path, ports: list[int], kind: str = "direct") -> Iterator[Front]:
    folder = room / kind
    folder.mkdir()
    text = here((DEPLOY / "nginx.conf").read_text(), room, ports)
    # Only a file can be written to with a format of one's own.
    text = text.replace("access_log stderr", f"access_log {folder}/log")
    text = text.replace(f"pid {room}", f"pid {folder}")
    (folder / "nginx.conf").write_text(text)
    (folder / "front.conf").write_text((DEPLOY / f"{kind}.conf").read_text())
    command = [nginx, "-c", str(folder / "nginx.conf")]
    if os.geteuid() == 0:
        command += ["-g", "user root;"]  # else its processes may not enter the room
    log = folder / "log"
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        until(lambda: process.poll() is not None or _answers(ports[1]))
        assert process.poll() is None, log.read_text()
        yield Front(ports[0], (ports[1], ports[2]), log)
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def front(nginx: str, room: Path, free_ports: Callable[[int], list[int]]) -> Fronts:
    """front(kind="direct"): a context manager that runs nginx, its sockets in `room`."""
    return lambda kind="direct": _front(nginx, room, free_ports(3), kind)


class Program:
    """A replica of the program, as compose.yaml starts it."""

    def __init__(self, path: Path, **settings: str) -> None:
        self._path, self._settings = path, settings
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environ = {
            "DEEP_LINEAR_SOCKET": str(self._path),
            "DEEP_LINEAR_TRUSTED_PROXIES": "1",
            "DEEP_LINEAR_TRUSTED_HOSTS": "lab.example 127.0.0.1",
            "DEEP_LINEAR_WORKERS": "1",
            "DEEP_LINEAR_PREFIX": PREFIX,
            "DEEP_LINEAR_RATE": "0",
            **self._settings,
        }
        with self._path.with_suffix(".log").open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "dashboard"],
                cwd=ROOT,
                env=os.environ | environ,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        until(self._answers)

    def _answers(self) -> bool:
        assert self._process
        assert self._process.poll() is None, self._path.with_suffix(".log").read_text()
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(str(self._path))
                client.sendall(f"GET {PREFIX}healthz HTTP/1.0\r\nHost: x\r\n\r\n".encode())
                return b" 200 " in client.recv(100)
            except OSError:
                return False

    def kill(self) -> None:
        """Master and worker at once, as a machine that takes the container away."""
        assert self._process
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(20)

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(30)


@pytest.fixture
def programs(room: Path) -> Iterator[list[Program]]:
    """Both replicas, not started yet."""
    both = [Program(room / f"{number}.sock") for number in (1, 2)]
    yield both
    for program in both:
        program.stop()
