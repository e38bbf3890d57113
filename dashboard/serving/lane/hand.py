"""One process that works, seen from the server: it is started when needed and killed when deaf."""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
import subprocess
import sys
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dashboard.serving.lane.frames import Inbox, send

_ROOT = Path(__file__).resolve().parents[3]
_MODULE = "dashboard.leftovers"
#: Seconds between two looks at whether anybody still waits.
LOOK = 0.1
#: Seconds until a process that was told to stop is killed; in a full class it has little of a core.
GRACE = 3.0
#: Seconds after which a process counts as hung, however busy the machine: work has a limit of 15
#: seconds on the processor (child.py).
HUNG = 60.0


class StoppedError(Exception):
    """The work was stopped, as nobody waited for it, or nobody will."""


class TooMuchError(Exception):
    """The work did not end in the time, or the memory, that there is."""


class FailedError(Exception):
    """The work raised an exception: its text is the traceback."""


class BrokenError(Exception):
    """The process ended while it worked."""


class Hand:
    """Does one piece of work at a time, in a process of its own."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._connection: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._end: Callable[[], Any] = lambda: None

    def start(self) -> None:
        """Start the process, unless it runs; it loads while others go on."""
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        self._connection, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", _MODULE, str(theirs.fileno())],
                cwd=_ROOT,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self._inbox = Inbox(self._connection)
        self._end = weakref.finalize(self, _end, self._process, self._connection)

    def do(self, work: Callable[[], Any], wanted: Callable[[], bool]) -> Any:
        """What `work` returns, in the other process.

        Raises
        ------
        StoppedError, TooMuchError, FailedError, BrokenError
            It did not return. `wanted` is asked while it goes on.
        """
        number = next(self._numbers)
        try:
            self.start()
            assert self._connection is not None
            self._connection.settimeout(None)
            send(self._connection, (number, work))
            self._connection.settimeout(LOOK)
            return self._reply(number, wanted)
        except (EOFError, OSError):
            ours = self._connection is not None and self._connection.fileno() < 0
            self.close()
            # Closed here amid the work: this server ends.
            raise (StoppedError if ours else BrokenError) from None

    def _reply(self, number: int, wanted: Callable[[], bool]) -> Any:
        end, told = time.monotonic() + HUNG, False
        while True:
            try:
                reply = self._inbox.receive()
            except TimeoutError:
                late = time.monotonic() > end
                if told and late:
                    self.close()
                    raise (TooMuchError if wanted() else StoppedError) from None
                if not told and (late or not wanted()):
                    assert self._connection is not None
                    send(self._connection, (number, None))
                    told, end = True, time.monotonic() + GRACE
                continue
            if reply.kind == "done":
                return reply.value
            if reply.kind == "failed":
                raise FailedError(reply.value)
            raise TooMuchError if wanted() else StoppedError

    def close(self) -> None:
        """End the process."""
        self._end()
        self._process = self._connection = None


def _end(process: subprocess.Popen[bytes], connection: socket.socket) -> None:
    connection.close()
    with contextlib.suppress(OSError):
        process.kill()
    process.wait()
