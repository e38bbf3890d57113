"""A connection that knows how long to wait for whoever is at its other end."""

from __future__ import annotations

import contextlib
import socket as plain
from time import monotonic
from typing import Any

from gevent import socket

from dashboard.worker.crowd import Crowd

HEAD_SECONDS = 10.0  # from the first byte of a request to the end of its headers
PAUSE_SECONDS = 10.0  # without one byte more, of a body that comes or an answer that goes
# For a whole body, and a whole answer: the longest of either, some MB, at 10 kB a second. Who sends
# a byte every nine seconds is sent away then.
TRANSFER_SECONDS = 300.0
PARTING_SECONDS = 2.0
TOGETHER = 1 << 17  # bytes of an answer that are sent with its headers; to copy more takes longer


class Client(socket.socket):
    """A client's socket: reading and writing end with TimeoutError when it is too slow.

    Attributes
    ----------
    spoken : something of a request has come, but not its end.
    """

    _sock: plain.socket  # gevent's: the one below, that never waits

    def __init__(self, accepted: socket.socket, crowd: Crowd, idle_seconds: float) -> None:
        super().__init__(accepted.family, accepted.type, accepted.proto, fileno=accepted.detach())
        self._crowd = crowd
        self._idle_seconds = idle_seconds
        self._held: bytes | None = None  # an answer's headers; None: nothing is held back
        self.await_request()

    def await_request(self) -> None:
        """What is read next is a request's first line and headers."""
        self.spoken = False
        self._in_head = True
        self._until = monotonic() + self._idle_seconds

    def await_body(self) -> None:
        """What is read next is a request's body; what is written, its answer."""
        self._in_head = False
        self._until = monotonic() + TRANSFER_SECONDS
        self._held = b""

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Wait for what comes next; b"" is the end."""
        if flags:  # a look whether there is something
            return super().recv(size, flags)
        left = self._until - monotonic()
        self.settimeout(max(left if self._in_head else min(left, PAUSE_SECONDS), 0.001))
        with self._crowd.waiting_for(self, idle=self._in_head):
            data = super().recv(size)
        if self._in_head and not self.spoken:
            self.spoken = True
            self._until = monotonic() + HEAD_SECONDS
        return data

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send all of it, as long as the client takes something now and then.

        gevent's own gives the whole of it the time that it has for one step. gunicorn sends the
        headers of an answer first: they wait for what follows, so that either side is at work once.
        """
        if self._held == b"":
            self._held = bytes(data)
            return
        if self._held and len(data) <= TOGETHER:
            data, self._held = self._held + data, None
        self.send_held()
        rest = memoryview(data)
        while rest:
            rest = rest[self.send(rest, flags) :]

    def send_held(self) -> None:
        """Nothing follows the headers, or nothing that has to come with them."""
        held, self._held = self._held, None
        if held:
            self.sendall(held)

    def send(self, data: Any, flags: int = 0) -> int:
        """Send some of it, and return how much; `sendfile` sends by this too."""
        self.send_held()
        if self.gettimeout() != 0:  # gunicorn sends an error without waiting for anyone
            left = self._until - monotonic()
            self.settimeout(max(min(left, PAUSE_SECONDS), 0.001))
        with self._crowd.waiting_for(self, idle=False):
            return super().send(data, flags)

    def has_sent(self) -> bool:
        """Whether something has come that nobody has read."""
        try:
            return bool(self._sock.recv(1, plain.MSG_PEEK | plain.MSG_DONTWAIT))
        except OSError:
            return False

    def part(self) -> None:
        """End the connection when the client has had time to read the last answer.

        Closed with something unread, it would be reset, and the answer lost on the way.
        """
        with contextlib.suppress(OSError):
            self.shutdown(plain.SHUT_WR)
            self._in_head, self._until = False, monotonic() + PARTING_SECONDS
            while self.recv(65536):
                pass

    def hang_up(self) -> None:
        """End the connection; whoever reads or writes here is woken, and closes it."""
        with contextlib.suppress(OSError):  # the client was faster
            self.shutdown(plain.SHUT_RDWR)
