"""Two lanes for the work of answers: quick work where the request is, slow work in processes.

Quick answers never stand behind slow ones. Work that is estimated above `QUICK` seconds, or that
turns out to be, is done by processes of its own, in turns between those who ask; what does not
fit in the queue is told at once when to come back, and work that nobody waits for is stopped.
"""

from __future__ import annotations

import threading

from flask import Flask, g, request

from core.integrate import OutOfTimeError, time_limit
from dashboard.parts.exchange.desk import Made, Work
from dashboard.parts.exchange.entries import entries
from dashboard.serving.lane.client import Asker, has_left
from dashboard.serving.lane.slow import SlowLane
from dashboard.serving.limits import clients

EXTENSION = "lanes"
#: Seconds. At 60 frames a second six are lost; nobody else waits longer for a quick answer.
QUICK = 0.1


class TwoLanes:
    """The lanes of one server process."""

    def __init__(self, processes: int, places: int) -> None:
        self.slow = SlowLane(processes, places)
        # Two threads that compute in one process only take the interpreter from each other.
        self._one_at_a_time = threading.Lock()

    def do(self, key: str, work: Work, cost: float) -> Made:
        """The answer of `work`: here if it is quick, or else in the slow lane."""
        g.lane = "quick"
        made = self.quick(work, cost)
        if made:
            return made
        g.lane = "slow"
        return self.slow.ask(key, work, asker())

    def quick(self, work: Work, cost: float) -> Made | None:
        """The answer of `work` if it is quick."""
        if cost > QUICK and self.slow.processes:
            return None
        with self._one_at_a_time:
            return self._here(work)

    def _here(self, work: Work) -> Made | None:
        """An answer, or None if it takes longer than `QUICK`."""
        if not self.slow.processes:
            return work()
        try:
            with time_limit(QUICK, whole=True):
                return work()
        except OutOfTimeError:
            return None


def asker() -> Asker:
    """Who makes the present request."""
    page = entries().get("page", "")
    return Asker(
        clients.client(request.remote_addr),
        f"{page} {request.path}" if page.isalnum() and len(page) <= 40 else None,
        has_left(request.environ),
    )


def make_lanes(server: Flask, processes: int, places: int) -> TwoLanes:
    """The lanes of `server`, which can be found as ``server.extensions["lanes"]``."""
    lanes = server.extensions[EXTENSION] = TwoLanes(processes, places)
    return lanes
