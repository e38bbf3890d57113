"""Slow work: a bounded queue, a few processes, and requests that wait for what they do."""

from __future__ import annotations

import contextlib
import json
import logging
import math
import threading
import time
from collections.abc import Iterator

from flask import Response
from werkzeug.exceptions import Conflict, InternalServerError, ServiceUnavailable

from dashboard.parts.exchange.desk import Made, Work
from dashboard.serving.lane import hand
from dashboard.serving.lane.client import Asker
from dashboard.serving.lane.queue import FairQueue
from words import Message, say

#: Seconds between two looks at whether a client is still there.
LOOK = 0.2
_TYPICAL = 1.0  # seconds that a piece of slow work takes, until some has been seen
_AT_MOST = 30  # seconds after which somebody is told to come back

_log = logging.getLogger(__name__)


class _Job:
    """A piece of work, and how many wait for it."""

    def __init__(self, key: str, work: Work) -> None:
        self.key, self.work = key, work
        self.waiting = 0
        self.ended = threading.Event()
        self.made: Made | None = None
        self.error: Exception | None = None

    def wanted(self) -> bool:
        return self.waiting > 0


class SlowLane:
    """Work done by `processes` of its own; `places` may wait.

    Attributes
    ----------
    refused, stopped, done : how often, since the start.
    """

    def __init__(self, processes: int, places: int) -> None:
        self.processes = processes
        self.refused = self.stopped = self.done = 0
        self._seconds = _TYPICAL
        self._changed = threading.Condition()  # guards all that follows
        self._queue: FairQueue[_Job] = FairQueue(places)
        self._jobs: dict[str, _Job] = {}  # that wait or are being done
        self._newest: dict[tuple[str, str], object] = {}  # of each page, its newest request
        self._hands: list[hand.Hand] = []

    def __len__(self) -> int:
        """How many wait."""
        return len(self._queue)

    def start(self) -> None:
        """Start the processes, so that the first who asks does not wait for them."""
        with self._changed:
            if self._hands:
                return
            self._hands = [hand.Hand() for _ in range(self.processes)]
        for one in self._hands:
            one.start()
            threading.Thread(target=self._work, args=(one,), daemon=True).start()

    def ask(self, key: str, work: Work, asker: Asker) -> Made:
        """The answer of `work`; whoever asks for the same key waits for the same work.

        Raises
        ------
        werkzeug.exceptions.HTTPException
            503 with Retry-After if there is no place or the work came to nothing, 409 if the page
            has asked for something newer.
        """
        self.start()
        request = object()
        with self._newest_of(asker, request), self._waiting(key, work, asker) as job:
            while not job.ended.wait(LOOK):
                if not self._is_newest(asker, request):
                    raise Conflict(response=_response("lane.superseded", 409))
                if asker.left():
                    raise ServiceUnavailable(response=_response("lane.left", 503))
        if job.made:
            return job.made
        if isinstance(job.error, hand.TooMuchError):
            text = json.dumps(_refusal(say(Message("lane.too_much"))))
            return Made(text.encode(), lasting=False)
        if isinstance(job.error, hand.FailedError):
            raise InternalServerError(response=_response("lane.failed", 500))
        raise self._busy()

    # ---- who waits ------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _newest_of(self, asker: Asker, request: object) -> Iterator[None]:
        """While this lasts `request` is the newest of its page, until there is another."""
        if asker.page is None:
            yield
            return
        place = (asker.address, asker.page)
        self._newest[place] = request
        try:
            yield
        finally:
            if self._newest.get(place) is request:
                del self._newest[place]

    def _is_newest(self, asker: Asker, request: object) -> bool:
        return asker.page is None or self._newest.get((asker.address, asker.page)) is request

    @contextlib.contextmanager
    def _waiting(self, key: str, work: Work, asker: Asker) -> Iterator[_Job]:
        """A request that waits for a job: the one that is there, or a new one."""
        with self._changed:
            job = self._jobs.get(key)
            if job is None:
                job = self._jobs[key] = _Job(key, work)
                out = self._queue.put(job, asker.address, asker.page or "")
                if out:
                    self.refused += 1
                    self._end(out)
                self._changed.notify()
            job.waiting += 1
        try:
            yield job
        finally:
            with self._changed:
                job.waiting -= 1
                if not job.wanted() and not job.ended.is_set():
                    self._queue.remove(job)
                    self._forget(job)

    def _end(self, job: _Job) -> None:
        self._forget(job)
        job.ended.set()

    def _forget(self, job: _Job) -> None:
        """Who asks from now on asks anew."""
        if self._jobs.get(job.key) is job:
            del self._jobs[job.key]

    def _busy(self) -> ServiceUnavailable:
        rounds = (1 + len(self._queue)) / self.processes
        seconds = min(_AT_MOST, math.ceil(rounds * self._seconds))
        return ServiceUnavailable(response=_response("lane.busy", 503, seconds))

    # ---- who works ------------------------------------------------------------------------------

    def _work(self, one: hand.Hand) -> None:
        while True:
            with self._changed:
                while (job := self._queue.take()) is None:
                    self._changed.wait()
            self._do(one, job)

    def _do(self, one: hand.Hand, job: _Job) -> None:
        if not job.wanted():
            return
        start = time.monotonic()
        try:
            job.made = one.do(job.work, job.wanted)
            self.done += 1
            # Of late: a mean that forgets.
            self._seconds += (time.monotonic() - start - self._seconds) / 8
        except hand.StoppedError:
            self.stopped += 1
        except hand.FailedError as error:
            _log.error("slow work failed\n%s", error)
            job.error = error
        except Exception as error:  # the lane outlives whatever one piece of work does to it
            _log.error("slow work came to nothing: %r", error)
            job.error = error
        with self._changed:
            self._end(job)


def _refusal(sentence: str) -> dict[str, object]:
    return {"error": {"control": "", "sentence": sentence}}


def _response(code: str, status: int, seconds: int | None = None) -> Response:
    """A sentence in the form in which pages are told of what is wrong."""
    response = Response(
        json.dumps(_refusal(say(Message(code)))), status, mimetype="application/json"
    )
    if seconds is not None:
        response.headers["Retry-After"] = str(seconds)
    return response
