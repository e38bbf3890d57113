"""The worker process: a greenlet for each connection, all in one thread."""

from __future__ import annotations

import os
import resource
import signal
from time import monotonic
from types import FrameType
from typing import Any

import gevent
from gevent import monkey, socket
from gevent.event import Event
from gunicorn.http import get_parser
from gunicorn.http.errors import NoMoreData
from gunicorn.util import write_error
from gunicorn.workers.ggevent import GeventWorker

from dashboard.worker.client import Client
from dashboard.worker.crowd import Crowd
from words import Message, say

FILES_KEPT = 200  # file descriptors that are not connections: modules, logs, pipes, other servers
BEAT_SECONDS = 1.0  # gunicorn's master takes a worker for hung that is silent for its `timeout`


class Worker(GeventWorker):
    """gevent, in which slow and silent clients cost next to nothing.

    A thread for each would do too, but for how few threads a process may have: sixteen silent
    connections stopped two workers of eight threads. A greenlet is some 10 kB. Greenlets take turns
    only where one waits, so two computations never take the interpreter from each other.
    """

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
        self._crowd = Crowd(min(self.cfg.worker_connections, _files() - FILES_KEPT))
        accepting = [gevent.spawn(self._accept, listener) for listener in self.sockets]
        while self.alive:
            self.notify()
            self._end.wait(BEAT_SECONDS)
        gevent.killall(accepting)
        self._finish()

    def _finish(self) -> None:
        """Let running requests end; everyone else goes at once."""
        for listener in self.sockets:
            listener.close()
        end = monotonic() + self.cfg.graceful_timeout - 1  # before the master kills it
        while len(self._crowd) and monotonic() < end:
            for client in self._crowd.idle():
                if not client.has_sent():
                    self._crowd.dismiss(client)
            self.notify()
            gevent.sleep(0.05)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                accepted, address = listener.accept()
            except OSError:  # the client was faster, or there are no files left
                gevent.sleep(0.05)
                continue
            client = Client(accepted, self._crowd, self.cfg.keepalive)
            if self._crowd.admit(client):
                gevent.spawn(self._serve, listener.getsockname(), client, address)
            else:
                client.close()
            gevent.sleep(0)  # others go on, and another worker may take the next

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
                self.handle_request(listener, request, client, address)
                gevent.sleep(0)  # whoever asks without a pause waits for everyone else
        except (StopIteration, NoMoreData):
            pass
        except TimeoutError:
            if request is None and client.spoken:
                write_error(client, 408, "Request Timeout", say(Message("worker.late")))
        except OSError:
            pass  # the client has gone
        except (Exception, SystemExit) as error:
            self.handle_error(request, client, address, error)
        finally:
            self._crowd.forget(client)
            client.close()


def _files() -> int:
    """How many files this process may have open: as many as it may allow itself."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard if hard != resource.RLIM_INFINITY else 1 << 20
