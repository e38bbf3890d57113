"""Work for a child process, which finds it by its name."""

from __future__ import annotations

import os
import time
from pathlib import Path

from core.integrate import check_time, remaining, time_limit
from dashboard.parts.exchange.desk import Made


def answer(text: str) -> Made:
    """Quick."""
    return Made(text.encode())


def pid() -> Made:
    """Which process it is."""
    return Made(str(os.getpid()).encode())


def place() -> Made:
    """How the thread that works is scheduled, and how nice it is."""
    return Made(f"{os.sched_getscheduler(0)} {os.nice(0)}".encode())


def starve(seconds: float) -> Made:
    """Takes so long, and has next to nothing of the processor."""
    time.sleep(seconds)
    return Made(b"at last")


def patience() -> Made:
    """Whether a limit of a hundred seconds has something left after five hundred on the wall."""
    now = time.monotonic
    with time_limit(100.0):
        time.monotonic = lambda: now() + 500.0
        try:
            return Made(str(remaining() > 0.0).encode())
        finally:
            time.monotonic = now


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
