"""python -m dashboard.alive: status 0 if the server of these settings answers. For a container."""

from __future__ import annotations

import signal
import socket
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from dashboard import environment
from words import Message, say

#: For all of it. A time limit of a socket is for each of its steps, and a server that sends one
#: letter a second would keep it for ever; an alarm ends this process whatever it waits for.
SECONDS = 5


class _UnixConnection(HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost")
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self._path)


def main() -> int:
    """Ask for the health, and say why not if there is none."""
    signal.alarm(SECONDS)
    settings = environment.read()
    address = urlsplit(environment.url(settings.host, settings.port, settings.prefix))
    path = f"{settings.prefix}healthz"
    if settings.socket:
        connection: HTTPConnection = _UnixConnection(settings.socket)
    else:
        connection = HTTPConnection(address.hostname or "", settings.port)
    try:
        connection.request("GET", path)
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        where = settings.socket or address.netloc
        return _no(Message("alive.no_answer", where=where, why=str(error)))
    return 0 if status == 200 else _no(Message("alive.status", path=path, status=status))


def _no(why: Message) -> int:
    sys.stderr.write(f"{say(why)}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
