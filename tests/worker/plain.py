"""A small application: the worker's own manners, and nothing else. With the patience of a test."""

from __future__ import annotations

import gc
import itertools
import os
import time
import weakref
from collections.abc import Iterable
from typing import Any

from dashboard.worker import client

client.HEAD_SECONDS = client.PAUSE_SECONDS = 1.0
client.TRANSFER_SECONDS = float(os.environ.get("TRANSFER_SECONDS", "60"))
client.PARTING_SECONDS = 0.5

LARGE = 20_000_000
WAITS = {"/slow": 1.5, "/endless": 600.0}  # seconds
_count = itertools.count(1)


class _Knot:
    """A cycle: only the collector finds that nobody has it."""

    def __init__(self) -> None:
        self.itself = self


def _tidied() -> str:
    """How many objects are here to stay, and whether the collector comes by itself for others."""
    knot = weakref.ref(_Knot())
    kept: list[object] = []
    while knot() is not None and len(kept) < 100_000:
        kept.append([])
    return f"{gc.get_freeze_count()} {knot() is None}"


MADE = {"/large": lambda: b"x" * LARGE, "/tidied": lambda: _tidied().encode()}


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
    answer = f"{os.getpid()} {size} {next(_count)}".encode()
    if path in MADE:
        answer = MADE[path]()
    start("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]
