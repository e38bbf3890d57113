"""Where a route gets its answer: one that is remembered, or one that is made, here or in a lane."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from flask import g
from flask_caching import Cache

from words import speaking, spoken


@dataclass(frozen=True)
class Made:
    """An answer, ready to send.

    Attributes
    ----------
    text : what is sent, in UTF-8.
    lasting : whether it may be remembered: more time would not make it better.
    """

    text: bytes
    lasting: bool = True


#: Makes an answer when it is called; it can be pickled, as it may be called in another process.
Work = Callable[[], Made]


class Lanes(Protocol):
    """Who does the work (`dashboard.serving.lane`)."""

    def do(self, key: str, work: Work, cost: float) -> Made:
        """The answer of `work`, which takes about `cost` seconds; the same key is the same work."""

    def quick(self, work: Work, cost: float) -> Made | None:
        """The same, or None where it takes long."""


@dataclass(frozen=True)
class Desk:
    """A cache in front of the lanes.

    There is an answer in each language, and what is told is that of the language spoken.
    """

    cache: Cache
    lanes: Lanes

    def text(self, key: str, work: Work, cost: Callable[[], float], *, late: bool = False) -> bytes:
        """The answer that belongs to `key`; it takes about `cost()` seconds to make.

        `late`: `quickly` has found out that it takes long.
        """
        key, work = _spoken(key, work)
        cost = functools.cache(cost)  # asked for wherever it matters
        text: bytes | None = None if late else self.cache.get(key, cost)
        g.lane = "kept"  # for who counts; the lanes say theirs
        if text is None:
            made = self.lanes.do(key, work, math.inf if late else cost())
            text = self._kept(key, made, cost)
        return text

    def quickly(self, key: str, work: Work, cost: Callable[[], float]) -> tuple[bytes, str] | None:
        """The answer and its lane, or None where it takes long; outside of any request too."""
        key, work = _spoken(key, work)
        cost = functools.cache(cost)
        text: bytes | None = self.cache.get(key, cost)
        if text is not None:
            return text, "kept"
        made = self.lanes.quick(work, cost())
        return None if made is None else (self._kept(key, made, cost), "quick")

    def _kept(self, key: str, made: Made, cost: Callable[[], float]) -> bytes:
        if made.lasting:
            self.cache.set(key, made.text, cost=cost)
        return made.text


def _spoken(key: str, work: Work) -> tuple[str, Work]:
    """Both for the language spoken."""
    language = spoken()
    return f"{key}-{language}", partial(in_language, language, work)


def in_language(language: str, work: Work) -> Made:
    """What `work` makes, in a language: another process speaks English by itself."""
    with speaking(language):
        return work()
