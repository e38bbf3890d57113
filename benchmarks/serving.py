"""The real gunicorn and the real browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_compiled = tempfile.TemporaryDirectory(prefix="compiled-")
CHROMIUM_FLAGS = [
    "--no-sandbox",  # in containers, as root, Chromium's sandbox cannot be had
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """Path of the browser that the tests use too."""
    finder = [str(ROOT / "scripts" / "ensure_chromium"), sys.executable]
    return os.environ.get("CHROMIUM") or subprocess.check_output(finder, text=True).strip()


def served(*application: str) -> AbstractContextManager[str]:
    """The server with the project's settings, on a port of its own; gives its address."""
    return started([sys.executable, "-m", "dashboard", *application])


@contextmanager
def started(command: Sequence[str]) -> Iterator[str]:
    """A server on a port of its own, "{port}" in its command or PORT; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {"HOST": "127.0.0.1", "PORT": str(port), "PYTHONPATH": str(ROOT)}
    environ["DEEP_LINEAR_RATE"] = "0"  # what one client may ask is not what is measured
    # Compiled once, as in the image and after a first start, wherever the benchmarks may run.
    environ |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": _compiled.name}
    process = subprocess.Popen(
        [part.replace("{port}", str(port)) for part in command],
        cwd=ROOT,
        env={**os.environ, **environ},
        stdout=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}/"
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        process.wait()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=30).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")
