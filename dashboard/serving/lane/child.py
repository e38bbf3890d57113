"""What a process does that does slow work (`dashboard.leftovers`): one piece after the other.

It ends when its parent does.
"""

from __future__ import annotations

import contextlib
import os
import queue
import resource
import socket
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
#: Who has had less of the processor than the first part of a piece of work's time is starved; who
#: has had the second, no longer. What takes no longer than so many seconds tells nothing.
_STARVED, _FED, _SOON = 0.1, 0.5, 1.0
#: Bytes of data, far above what any answer needs: a process that has lost its way ends by itself.
_MEMORY = 2 << 30


class _Child:
    def __init__(
        self,
        connection: socket.socket,
        leftovers: ThreadPoolExecutor,
        share: ThreadPoolExecutor,
        starved: bool,
    ) -> None:
        self._connection = connection
        self._work: queue.SimpleQueue[tuple[int, Work]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._stopped = 0  # this piece of work, and all before it: nobody waits for it
        self._running = 0
        self._stop: Callable[[], None] = lambda: None
        self._leftovers, self._share, self._starved = leftovers, share, starved

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


def work(
    number: int, leftovers: ThreadPoolExecutor, share: ThreadPoolExecutor, starved: bool
) -> None:
    """Work for whoever holds the other end of this socket.

    In one of two threads: of that which takes what others leave of the processor, or, when it is
    starved, of that which has a share.
    """
    with contextlib.suppress(ValueError, OSError):  # a system may have no such limit
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    connection = socket.socket(fileno=number)
    connection.setblocking(True)  # as gevent makes them, sockets never wait
    _Child(connection, leftovers, share, starved).run()
