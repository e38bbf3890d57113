"""What the tests of the worker share: bare sockets, and a server of a small application."""

from __future__ import annotations

import resource
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

Connect = Callable[..., socket.socket]
Plain = Callable[..., AbstractContextManager[Connect]]

GENEROUS = 30  # seconds: for what must happen, on however busy a machine

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
HALF_HEAD = b"POST /api/scalar HTTP/1.1\r\nHost: x\r\nContent-"
HALF_BODY = b"POST /api/scalar HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nstate="


def asking(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


def answer(sock: socket.socket) -> tuple[int, bytes]:
    """Status and body of the next answer; (0, b"") when there is none and the connection ends."""
    received = b""
    while b"\r\n\r\n" not in received:
        if not (more := _received(sock)):
            return (0, b"")
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length")
    )
    while len(body) < length and (more := _received(sock)):
        body += more
    return int(head.split()[1]), body


def is_closed(sock: socket.socket) -> bool:
    """Whether the server has ended it; waits for nothing."""
    sock.setblocking(False)
    try:
        return not sock.recv(1)
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        sock.settimeout(GENEROUS)


def _received(sock: socket.socket) -> bytes:
    try:
        return sock.recv(1 << 20)
    except ConnectionError:  # ended, with something of ours unread
        return b""


@pytest.fixture
def connect(free_port: int) -> Iterator[Connect]:
    """connect(bytes to send) -> a connection to the server; all are closed at the end."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    open_ones = []

    def connection(said: bytes = b"") -> socket.socket:
        sock = socket.create_connection(("127.0.0.1", free_port), GENEROUS)
        open_ones.append(sock)
        sock.sendall(said)
        return sock

    yield connection
    for sock in open_ones:
        sock.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture
def plain(serve, free_port: int, tmp_path: Path, connect: Connect) -> Plain:
    """plain(gunicorn's arguments, variables): a server of tests.worker.plain; gives `connect`."""

    @contextmanager
    def serving(*arguments: str, **environ: str) -> Iterator[Connect]:
        environ = {"WEB_CONCURRENCY": "1", **environ}
        application = "tests.worker.plain:server"
        with serve(free_port, application, *arguments, log=tmp_path / "log", **environ):
            yield connect

    return serving
