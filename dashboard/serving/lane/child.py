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
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from core.integrate import OutOfTimeError, time_limit
from dashboard.parts.exchange.desk import Work
from dashboard.serving.lane.frames import Inbox, Reply, send

#: Seconds on the processor that no work may take. Answers have limits of their own, shorter ones:
#: this is for what does not heed them.
MOST = 15.0
#: By the clock on the wall limits last so many times as long: a full class leaves this process a
#: quarter of a core, and an answer shall be the same then.
_PATIENCE = 10.0
#: The share that a starved process is given: a tenth of a core which others want too.
_NICENESS = 10
#: Who has had less of the processor than the first part of a piece of work's time is starved; who
#: has had the second, no longer. What takes no longer than so many seconds tells nothing.
_STARVED, _FED, _SOON = 0.1, 0.5, 1.0
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
        # A thread cannot take its share back; so there are two, and one of them works.
        self._leftovers = ThreadPoolExecutor(1, initializer=stand_back)
        self._share = ThreadPoolExecutor(1)
        self._starved = False

    def run(self) -> None:
        """Work, until the parent has gone."""
        threading.Thread(target=self._listen, daemon=True).start()
        while True:
            number, work = self._work.get()
            place = self._share if self._starved else self._leftovers
            kind, value = place.submit(self._timed, number, work).result()
            send(self._connection, Reply(number, kind, value))

    def _timed(self, number: int, work: Work) -> tuple[str, object]:
        """The work done; and from how long it took, what the next one needs."""
        wall, cpu = time.monotonic(), time.thread_time()
        done = self._done(number, work)
        wall, cpu = time.monotonic() - wall, time.thread_time() - cpu
        self._starved = wall > _SOON and cpu < (_FED if self._starved else _STARVED) * wall
        return done

    def _done(self, number: int, work: Work) -> tuple[str, object]:
        try:
            with time_limit(MOST, whole=True, busy=_PATIENCE) as limit:
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


def stand_back() -> None:
    """Leave this thread what nobody else wants of the processor, where the system can.

    Being nice is to take a smaller share, yet in turns: who answers quickly waits for the end of
    one. An idle thread is sent away at once, and a core with no other counts as free.
    """
    if hasattr(os, "SCHED_IDLE"):  # Linux
        with contextlib.suppress(OSError):  # a container may forbid it
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


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
