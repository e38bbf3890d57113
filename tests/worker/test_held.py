"""The headers of an answer are sent with what follows them, and without when nothing does."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from dashboard.worker.client import TOGETHER, Client
from dashboard.worker.crowd import Crowd

HEAD = b"HTTP/1.1 200 OK\r\n\r\n"


@pytest.fixture
def ends() -> Iterator[tuple[Client, socket.socket]]:
    """The worker's end of a connection, amid a request, and the client's."""
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    with theirs, Client(ours, Crowd(10), 60.0) as client:
        client.await_body()
        yield client, theirs


def received(theirs: socket.socket) -> bytes:
    """What is there to read now."""
    try:
        return theirs.recv(1 << 20)
    except BlockingIOError:
        return b""


def test_they_wait_for_the_body(ends) -> None:
    client, theirs = ends
    client.sendall(HEAD)
    assert received(theirs) == b""
    client.sendall(b"the body")
    assert received(theirs) == HEAD + b"the body"
    client.sendall(b", and more of it")
    assert received(theirs) == b", and more of it"


def test_they_do_not_wait_where_nothing_follows(ends) -> None:
    client, theirs = ends
    client.sendall(HEAD)
    client.send_held()
    assert received(theirs) == HEAD
    client.send_held()
    assert received(theirs) == b""


def test_a_file_and_what_is_long_come_after_them(ends) -> None:
    client, theirs = ends
    client.sendall(HEAD)
    client.send(b"as sendfile does")
    assert received(theirs) == HEAD + b"as sendfile does"
    client.await_body()
    client.sendall(HEAD)
    long = b"x" * (TOGETHER + 1)
    client._crowd = _Reading(theirs)  # type: ignore[assignment]
    client.sendall(long)
    assert client._crowd.read + received(theirs) == HEAD + long


def test_an_answer_to_what_is_no_request_is_sent_at_once(ends) -> None:
    client, theirs = ends
    client.send_held()  # none was begun
    client.await_request()
    client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    assert received(theirs) == b"HTTP/1.1 400 Bad Request\r\n\r\n"


class _Reading(Crowd):
    """Reads at the other end while the worker waits for it."""

    def __init__(self, theirs: socket.socket) -> None:
        super().__init__(10)
        self._theirs, self.read = theirs, b""

    def waiting_for(self, client: Client, *, idle: bool):  # type: ignore[override]
        self.read += received(self._theirs)
        return super().waiting_for(client, idle=idle)
