"""A program of a test's own behind nginx, which sees what reaches it and answers as told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK"
#: What is done with a connection whose request is there, before it is closed.
Answer = Callable[[socket.socket], None]


def fine(client: socket.socket) -> None:
    """200."""
    client.sendall(OK)


def silent(client: socket.socket) -> None:
    """Close without a word, as a process does that is killed."""


class StandIn:
    """Listens on a Unix socket; `requests` holds whole requests, in the order of their ends."""

    def __init__(self, path: Path, answer: Answer = fine) -> None:
        self.requests: list[bytes] = []
        self.begun = 0
        self._answer = answer
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(100)
        self._threads = [threading.Thread(target=self._accept)]

    def __enter__(self) -> StandIn:
        self._threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(30)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.begun += 1
            thread = threading.Thread(target=self._serve, args=(client,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        with client:
            client.settimeout(60)
            data = b""
            while not whole(data):
                more = client.recv(1 << 16)
                if not more:
                    return
                data += more
            self.requests.append(data)
            self._answer(client)


def whole(request: bytes) -> bool:
    """Whether its headers and its body are there."""
    head, end, body = request.partition(b"\r\n\r\n")
    return bool(end) and len(body) >= int(dict(headers(head)).get("content-length", "0"))


def headers(request: bytes) -> list[tuple[str, str]]:
    """Of a request: names in small letters, and values."""
    lines = request.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    pairs = [line.partition(": ") for line in lines]
    return [(name.lower(), value) for name, _, value in pairs]
