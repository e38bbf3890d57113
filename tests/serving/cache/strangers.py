"""Servers that stand where Redis is thought to be, and are not as they should be."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

#: What one does with a connection, until it returns.
Manner = Callable[[socket.socket], None]


@contextlib.contextmanager
def stranger(manner: Manner) -> Iterator[int]:
    """The port of a server that treats each connection in this manner."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            manner(connection)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)  # which ends accept()
    listener.close()
    thread.join()


def says(reply: bytes) -> Manner:
    """Answers everything with the same."""

    def manner(connection: socket.socket) -> None:
        while connection.recv(65536):
            connection.sendall(reply)

    return manner


def hangs_up(connection: socket.socket) -> None:
    connection.recv(1)


def is_silent(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


def drips(connection: socket.socket) -> None:
    """Begins an answer that never ends, a letter at a time, none of which is late."""
    connection.recv(65536)
    drip(connection)


def drip(connection: socket.socket) -> None:
    connection.sendall(b"$1000000\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.005)


class Wire:
    """A manner: everything goes to a Redis and back, late by `late` seconds, or not at all."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.late = 0.0
        self.dripping = False

    def __call__(self, connection: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self._port)) as redis:
            while asked := connection.recv(65536):
                redis.sendall(asked)
                said = redis.recv(65536)
                if self.dripping:
                    drip(connection)
                time.sleep(self.late)
                connection.sendall(said)
