"""The worker process: a greenlet for each connection, all in one thread."""

from __future__ import annotations

import mmap
import os
import resource
import signal
from http import HTTPStatus
from time import monotonic
from types import FrameType
from typing import Any

import gevent
from gevent import monkey, select, socket
from gevent.event import Event
from gunicorn.glogging import Logger
from gunicorn.http import get_parser
from gunicorn.http.errors import NoMoreData
from gunicorn.util import write_error
from gunicorn.workers.ggevent import GeventWorker

from dashboard.worker.client import Client
from dashboard.worker.crowd import Crowd
from dashboard.worker.faults import Guarded, status_of
from dashboard.worker.garbage import settle
from dashboard.worker.shares import BEAT_SECONDS, Shares, table
from words import Message, say

FILES_KEPT = 200  # file descriptors that are not connections: modules, logs, pipes, other servers
# A connection is left so long to a worker with fewer clients, who may be at work just now.
YIELD_SECONDS = 0.01
AT_ONCE = 4  # connections taken in one turn, whoever has fewer


class Log(Logger):
    """gunicorn's, without its line a request, which it would put together to write it nowhere."""

    access_log_enabled = False  # what it would say is said by dashboard/serving/logs.py


class Worker(GeventWorker):
    """gevent, in which slow and silent clients cost next to nothing.

    A thread for each would do too, but for how few threads a process may have: sixteen silent
    connections stopped two workers of eight threads. A greenlet is some 10 kB. Greenlets take turns
    only where one waits, so two computations never take the interpreter from each other.
    """

    _table: mmap.mmap | None = None  # that all workers of one master share

    def __init__(self, *of_gunicorn: Any) -> None:
        super().__init__(*of_gunicorn)  # in the master still
        if Worker._table is None:
            Worker._table = table(4 * self.cfg.workers)
        self._memory = Worker._table

    @classmethod
    def setup(cls) -> None:
        """Called in the master, before it loads the app when it does (`--preload`).

        From here on locks, sleeps and sockets make their greenlet alone wait, in whatever is loaded
        later. The master itself forks, and hears of the end of its children, as always.
        """
        monkey.patch_all(os=False, signal=False)

    def patch(self) -> None:
        """After the fork: what `setup` left to the master, and its sockets."""
        monkey.patch_os()
        monkey.patch_signal()
        self._end = Event()
        self._shares = Shares(self._memory, self.age)
        self.sockets = [
            socket.socket(listener.family, listener.type, fileno=listener.detach())
            for listener in self.sockets
        ]

    def init_signals(self) -> None:
        super().init_signals()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the master passes it on, as SIGQUIT

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        """Stop at once: Ctrl-C. There is nothing to save, and no lock to take."""
        os._exit(0)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop when all that is asked is answered: SIGTERM."""
        if not self.booted:
            os._exit(0)
        self.alive = False
        self._end.set()

    def run(self) -> None:
        settle()
        self._crowd = Crowd(min(self.cfg.worker_connections, files() - FILES_KEPT))
        accepting = [gevent.spawn(self._accept, listener) for listener in self.sockets]
        while self.alive:
            self.notify()
            self._shares.tell()
            self._end.wait(BEAT_SECONDS)
        gevent.killall(accepting)
        self._finish()

    def _finish(self) -> None:
        """Let running requests end; everyone else goes at once."""
        self._shares.retire()
        for listener in self.sockets:
            while self._take(listener):
                pass  # they came in time
            listener.close()
        end = monotonic() + self.cfg.graceful_timeout - 1  # before the master kills it
        while len(self._crowd) and monotonic() < end:
            for client in self._crowd.idle():
                if not client.has_sent():
                    self._crowd.dismiss(client)
            self.notify()
            gevent.sleep(0.05)

    def _accept(self, listener: socket.socket) -> None:
        listener.setblocking(False)
        while True:
            socket.wait_read(listener.fileno())
            self._leave_to_others(listener)
            # A class comes all at once, and between two turns of this greenlet everyone else has
            # one: so it takes what makes this worker as full as the others, not one of them.
            for _ in range(max(AT_ONCE, -self._shares.excess())):
                if not self._take(listener):
                    break
            gevent.sleep(0)  # others go on, and another worker may take the next

    def _take(self, listener: socket.socket) -> bool:
        """Begin to serve the next connection that waits; False if there is none."""
        try:
            accepted, address = listener.accept()
        except BlockingIOError:
            return False  # another worker was faster
        except OSError:  # the client was faster, or there are no files left
            gevent.sleep(0.05)
            return False
        accepted.setblocking(True)
        client = Client(accepted, self._crowd, self.cfg.keepalive)
        self._shares.asks(client)
        if self._crowd.admit(client):
            gevent.spawn(self._serve, listener.getsockname(), client, address)
        else:
            client.close()
        return True

    def _leave_to_others(self, listener: socket.socket) -> None:
        """Let a worker with fewer clients take the connection that waits, if it does so soon."""
        end = monotonic() + YIELD_SECONDS
        while self._shares.excess() > 0 and monotonic() < end:
            gevent.sleep(YIELD_SECONDS / 10)
            if not select.select([listener], [], [], 0)[0]:
                return

    def _serve(self, listener: Any, client: Client, address: Any) -> None:
        """Answer the requests of one connection until either side has had enough."""
        request = None
        try:
            requests = get_parser(self.cfg, client, address)
            while True:
                client.await_request()
                request = None
                request = next(requests)
                client.await_body()
                body: Any = request.body
                body.reader = Guarded(body.reader)
                self._shares.asks(client)
                if self._shares.sends_away(client):
                    request.force_close()
                try:
                    self.handle_request(listener, request, client, address)
                finally:
                    client.send_held()
                gevent.sleep(0)  # whoever asks without a pause waits for everyone else
        except (StopIteration, NoMoreData):
            pass
        except TimeoutError:
            if request is None and client.spoken:
                self._refuse(client, HTTPStatus.REQUEST_TIMEOUT, say(Message("worker.late")))
        except OSError:
            pass  # the client has gone
        except (Exception, SystemExit) as error:
            self.handle_error(request, client, address, error)
        finally:
            self._shares.leaves(client)
            self._crowd.forget(client)
            client.close()

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """A client's error is a line, and only at level info: there may be any number of them."""
        status = status_of(exc, read=req is not None)
        if status is None:
            super().handle_error(req, client, addr, exc)
            return
        self.log.info("refused: %d %s", status, type(exc).__name__)
        self._refuse(client, status)

    def _refuse(self, client: Client, status: HTTPStatus, why: str = "") -> None:
        write_error(client, status, status.phrase, why)
        client.part()


def files() -> int:
    """How many files this process may have open: as many as it may allow itself."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard if hard != resource.RLIM_INFINITY else 1 << 20
