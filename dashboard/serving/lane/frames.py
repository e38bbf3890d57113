"""Messages between a server process and its own children, over a pair of sockets nobody shares."""

from __future__ import annotations

import pickle
import socket
import struct
from typing import Any, NamedTuple


class Reply(NamedTuple):
    """What became of the work with this number: "done", "stopped" or "failed"."""

    number: int
    kind: str
    value: Any


_LENGTH = struct.Struct("!Q")
_CHUNK = 1 << 16


def send(connection: socket.socket, message: Any) -> None:
    """Send one message."""
    body = pickle.dumps(message)
    connection.sendall(_LENGTH.pack(len(body)) + body)


class Inbox:
    """Messages as they arrive, whole."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._buffer = bytearray()

    def receive(self) -> Any:
        """The next message.

        Raises
        ------
        TimeoutError
            If the connection has a timeout, and it passes; what came so far is kept.
        EOFError
            If the other side has gone.
        """
        while (message := self._whole()) is None:
            part = self._connection.recv(_CHUNK)
            if not part:
                raise EOFError
            self._buffer += part
        return pickle.loads(message)

    def _whole(self) -> bytes | None:
        if len(self._buffer) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._buffer)
        end = _LENGTH.size + length
        if len(self._buffer) < end:
            return None
        message = bytes(self._buffer[_LENGTH.size : end])
        del self._buffer[:end]
        return message
