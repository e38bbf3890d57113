"""Who waits for slow work, and whether he still does."""

from __future__ import annotations

import _socket  # the one that no library replaces: asking it never waits
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Asker:
    """One request.

    Attributes
    ----------
    address : of the client; turns are taken between addresses first.
    page : what asks, if it only ever wants its newest answer; turns are taken between pages too.
    left : whether the client has gone.
    """

    address: str
    page: str | None
    left: Callable[[], bool]


def has_left(environ: Mapping[str, Any]) -> Callable[[], bool]:
    """Whether the client of a WSGI request has closed its connection; asking takes no time."""
    connection = environ.get("gunicorn.socket") or environ.get("werkzeug.socket")
    if connection is None:
        return lambda: False

    def left() -> bool:
        number = connection.fileno()
        if number < 0:
            return True
        probe = _socket.socket(fileno=number)
        try:
            return not probe.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:  # nothing to read: it waits
            return False
        except OSError:
            return True
        finally:
            probe.detach()

    return left
