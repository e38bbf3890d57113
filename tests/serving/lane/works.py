"""Work for a child process, which finds it by its name."""

from __future__ import annotations

import os
import time
from pathlib import Path

from core.integrate import check_time
from dashboard.parts.exchange.desk import Made


def answer(text: str) -> Made:
    """Quick."""
    return Made(text.encode())


def pid() -> Made:
    """Which process it is."""
    return Made(str(os.getpid()).encode())


def wait_for(path: str, started: str = "") -> Made:
    """Goes on until there is a file of this name, or nobody waits any more."""
    if started:
        Path(started).touch()
    while not Path(path).exists():
        check_time()
        time.sleep(0.01)
    return Made(path.encode())


def deaf(started: str) -> Made:
    """Heeds nothing."""
    Path(started).touch()
    while True:
        time.sleep(0.1)


def fail() -> Made:
    """A fault of the program."""
    raise ZeroDivisionError("a fault of the program")


def die() -> Made:
    """As a process that the system kills for want of memory."""
    os._exit(9)


def greedy() -> Made:
    """Wants more memory than any answer."""
    return Made(str(len(bytearray(8 << 30))).encode())
