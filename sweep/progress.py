"""How far a sweep is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Never, TextIO

from tqdm import tqdm

import words

#: Seconds between two lines.
EVERY = 10.0


class Progress(ABC):
    """Points done, of all.

    Parameters
    ----------
    stream : file
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def say(self, sentence: str) -> None:
        """A line of its own, while nothing is in progress."""
        self.stream.write(f"{sentence}\n")
        self.stream.flush()

    @abstractmethod
    def begin(self, points: int, done: int) -> None:
        """So many in all, and so many before this run."""

    @abstractmethod
    def advance(self, points: int) -> None:
        """So many more."""

    @abstractmethod
    def end(self) -> None:
        """Leave the line."""


class Bar(Progress):
    """Rate and time left beside it."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._bar: tqdm[Never] | None = None

    def begin(self, points: int, done: int) -> None:
        """So many in all, and so many before this run."""
        unit = " " + words.text("sweeps.points")
        self._bar = tqdm(
            total=points, initial=done, unit=unit, unit_scale=True, file=self.stream, smoothing=0.1
        )

    def advance(self, points: int) -> None:
        """So many more."""
        if self._bar is not None:
            self._bar.update(points)

    def end(self) -> None:
        """Leave the line."""
        if self._bar is not None:
            self._bar.close()


class Lines(Progress):
    """Plain ones, for a file or a log.

    Parameters
    ----------
    stream : file
    clock : callable
        Seconds.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(stream)
        self._clock = clock
        self._points = self._before = self._done = 0
        self._begun = self._said = clock()

    def begin(self, points: int, done: int) -> None:
        """So many in all, and so many before this run."""
        self._points, self._before, self._done = points, done, done
        self._begun = self._said = self._clock()

    def advance(self, points: int) -> None:
        """So many more."""
        self._done += points
        now = self._clock()
        if now - self._said >= EVERY or self._done == self._points:
            self._said = now
            self.say(self._told(now - self._begun))

    def end(self) -> None:
        """All has been said."""

    def _told(self, seconds: float) -> str:
        rate = (self._done - self._before) / max(seconds, 1e-9)
        return words.text(
            "sweeps.progress",
            done=self._done,
            points=self._points,
            percent=100.0 * self._done / self._points,
            rate=rate,
            left=_duration((self._points - self._done) / rate),
        )


def _duration(seconds: float) -> str:
    """As 1:02:03, hours as many as there are."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
