"""The key figures: what each is called, what it means, and how it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import words
from words import numbers

#: From a solution to a number, or to a word; None where it has no meaning.
Value = Callable[[Any], float | str | None]


@dataclass(frozen=True)
class Readout:
    """A key figure.

    Attributes
    ----------
    topic : str
    quantity : str
        Its name in the JSON answer.
    value : callable
    """

    topic: str
    quantity: str
    value: Value

    @property
    def symbol(self) -> str:
        """What stands before its number."""
        return self._said("symbol")

    @property
    def label(self) -> str:
        """What it is called."""
        return self._said("label")

    @property
    def meaning(self) -> str:
        """What it means."""
        return self._said("meaning")

    def text(self, value: float | str | None) -> str:
        """A value as written; a word has its own in each language."""
        return self._said(f"word.{value}") if isinstance(value, str) else written(value)

    def _said(self, part: str) -> str:
        return words.text(f"readout.{self.topic}.{self.quantity}.{part}")


def readouts(topic: str, **values: Value) -> tuple[Readout, ...]:
    """The key figures of a topic, in order: quantity -> how it is read off."""
    return tuple(Readout(topic, quantity, value) for quantity, value in values.items())


def written(value: float | str | None) -> str:
    """A number as everywhere; a word as it is; a dash where there is neither."""
    if value is None:
        return "—"
    return value if isinstance(value, str) else numbers.written(value)
