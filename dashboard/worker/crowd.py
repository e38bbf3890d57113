"""Who is connected to this worker, and who has to go when there are too many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.worker.client import Client


class Crowd:
    """Every connection, in the order in which the worker began to wait for them.

    A worker may have many, yet not any number: a file descriptor each. Nobody is turned away while
    there is someone who only holds a place.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._all: set[Client] = set()
        self._idle: dict[Client, None] = {}  # in order: between two requests, or amid headers
        self._slow: dict[Client, None] = {}  # in order: amid a body, or an answer

    def __len__(self) -> int:
        return len(self._all)

    def idle(self) -> list[Client]:
        """Those that the worker owes nothing."""
        return list(self._idle)

    def admit(self, client: Client) -> bool:
        """Take one more in; for it another may have to go. False: all are at work."""
        if len(self._all) >= self.most:
            longest = next(iter(self._idle), None) or next(iter(self._slow), None)
            if longest is None:
                return False
            self.dismiss(longest)
        self._all.add(client)
        return True

    def dismiss(self, client: Client) -> None:
        self.forget(client)
        client.hang_up()

    def forget(self, client: Client) -> None:
        self._all.discard(client)
        self._idle.pop(client, None)
        self._slow.pop(client, None)

    @contextmanager
    def waiting_for(self, client: Client, *, idle: bool) -> Iterator[None]:
        """While the worker waits for `client`."""
        queue = self._idle if idle else self._slow
        queue[client] = None
        try:
            yield
        finally:
            queue.pop(client, None)
