"""A process that does slow work, one piece after the other: python -m dashboard.serving.lane.child.

Its one argument is the number of a socket that it inherits. It ends when its parent does.
"""

from __future__ import annotations

import contextlib
import os
import queue
import resource
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable

from core.integrate import OutOfTimeError, time_limit
from dashboard.parts.exchange.desk import Work
from dashboard.serving.lane.frames import Inbox, Reply, send

#: Seconds on the processor that no work may take. Answers have limits of their own, shorter ones:
#: this is for what does not heed them.
MOST = 15.0
#: Behind the quick lane, where both want a core.
_NICENESS = 10
#: Bytes of data, far above what any answer needs: a process that has lost its way ends by itself.
_MEMORY = 2 << 30


class _Child:
    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._work: queue.SimpleQueue[tuple[int, Work]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._stopped = 0  # this piece of work, and all before it: nobody waits for it
        self._running = 0
        self._stop: Callable[[], None] = lambda: None

    def run(self) -> None:
        """Work, until the parent has gone."""
        threading.Thread(target=self._listen, daemon=True).start()
        while True:
            number, work = self._work.get()
            kind, value = self._done(number, work)
            send(self._connection, Reply(number, kind, value))

    def _done(self, number: int, work: Work) -> tuple[str, object]:
        try:
            with time_limit(MOST, whole=True) as limit:
                with self._lock:
                    if number <= self._stopped:
                        return "stopped", None
                    self._running, self._stop = number, limit.cancel
                return "done", work()
        except (OutOfTimeError, MemoryError):
            return "stopped", None
        except Exception:
            return "failed", traceback.format_exc()

    def _listen(self) -> None:
        inbox = Inbox(self._connection)
        with contextlib.suppress(EOFError, OSError):
            while True:
                number, work = inbox.receive()
                if work is not None:
                    self._work.put((number, work))
                    continue
                with self._lock:
                    self._stopped = number
                    if self._running == number:
                        self._stop()
        os._exit(0)  # the parent has gone: for whom should it go on?


def main() -> None:
    """Work for whoever holds the other end of the socket."""
    # Ctrl-C at a terminal reaches everyone there: the parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICENESS)
    with contextlib.suppress(ValueError, OSError):  # a system may have no such limit
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    connection = socket.socket(fileno=int(sys.argv[1]))
    connection.setblocking(True)  # as gevent makes them, sockets never wait
    # The work comes by name: what it needs is loaded now, and not when somebody waits.
    from dashboard import factory  # noqa: F401

    _Child(connection).run()


if __name__ == "__main__":
    main()
