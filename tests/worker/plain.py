"""A small application: the worker's own manners, and nothing else. With the patience of a test."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterable
from typing import Any

from dashboard.worker import client

client.HEAD_SECONDS = client.PAUSE_SECONDS = 1.0
client.TRANSFER_SECONDS = float(os.environ.get("TRANSFER_SECONDS", "60"))
client.PARTING_SECONDS = 0.5

LARGE = 20_000_000
WAITS = {"/slow": 1.5, "/endless": 600.0}  # seconds
_count = itertools.count(1)


def server(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    """/ tells the process, how long the body was, and the how manieth answer this is."""
    path = environ["PATH_INFO"]
    if path == "/fail":
        raise RuntimeError("a mistake of the application's own")
    try:
        size = len(environ["wsgi.input"].read())
    except OSError as error:
        start("400 Bad Request", [("Content-Length", "0")])
        environ["wsgi.errors"].write(f"cut off: {type(error).__name__}\n")
        return [b""]
    if path in WAITS:  # as a greenlet does that waits for the slow lane
        time.sleep(WAITS[path])
    answer = b"x" * LARGE if path == "/large" else f"{os.getpid()} {size} {next(_count)}".encode()
    start("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]
