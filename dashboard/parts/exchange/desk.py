"""Where a route gets its answer: one that is remembered, or one that is made, here or in a lane."""

from __future__ import annotations

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


@dataclass(frozen=True)
class Desk:
    """A cache in front of the lanes."""

    cache: Cache
    lanes: Lanes

    def text(self, key: str, work: Work, cost: Callable[[], float]) -> bytes:
        """The answer that belongs to `key`; it takes about `cost()` seconds to make.

        There is one in each language, and this is that of the language spoken.
        """
        language = spoken()
        key = f"{key}-{language}"
        text: bytes | None = self.cache.get(key)
        g.lane = "kept"  # for who counts; the lanes say theirs
        if text is None:
            made = self.lanes.do(key, partial(in_language, language, work), cost())
            text = made.text
            if made.lasting:
                self.cache.set(key, text)
        return text


def in_language(language: str, work: Work) -> Made:
    """What `work` makes, in a language: another process speaks English by itself."""
    with speaking(language):
        return work()
