"""The table of a page's controls: which values every entry takes, and when it matters; and what all
tables read and write in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import words
from core.fields import LONGEST_TIME, MAX_SEED
from dashboard.parts.query import ControlError, choice, number, text_of, whole
from words import Message

Values = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A control.

    Attributes
    ----------
    name : str
        In the query.
    default : float, int or str
    options : tuple of str
        Of a choice; empty for a number.
    low, high, step : float
        Of the slider; the box takes any value from `least` to `most`.
    least, most : float
    whole, powers : bool
        A whole number; a slider that moves the power of ten.
    zoned : bool
        Parts of the slider mean something, which the answer names.
    even : float
        Of a slider with powers of ten on both sides of 0: it moves x, and the number is
        sign(x) even (10^|x| - 1), even steps within about `even` of 0. 0 for any other slider.
    needed : callable
        Whether the entry matters, given all values.
    """

    name: str
    default: Any
    options: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 1.0
    step: float = 0.01
    least: float = -1e6
    most: float = 1e6
    whole: bool = False
    powers: bool = False
    even: float = 0.0
    zoned: bool = False
    needed: Callable[[Mapping[str, Any]], bool] = lambda _values: True


def label(topic: str, name: str) -> Message:
    """What an entry is called on the page."""
    return Message(f"entry.{topic}.{name}")


def option(topic: str, name: str, value: str) -> str:
    """What an option of an entry is called on the page."""
    return words.text(f"option.{topic}.{name}.{value}")


def sides(high: int, most: int) -> tuple[Entry, Entry]:
    """Rows and columns of the product: sliders up to `high`, boxes up to `most`."""
    numbers: dict[str, Any] = {
        "default": 3, "low": 1, "high": high, "step": 1, "least": 1, "most": most, "whole": True,
    }  # fmt: skip
    return Entry(name="n", **numbers), Entry(name="m", **numbers)


def seed(most: int = MAX_SEED - 1, **more: Any) -> Entry:
    """What is drawn, as a number; `more` is of the entry."""
    return Entry(
        name="seed", default=1, low=0, high=99, step=1, least=0, most=most, whole=True, **more,
    )  # fmt: skip


class Table:
    """Entries in their order, and the names of what else a link may hold.

    Parameters
    ----------
    topic : str
    entries : tuple of Entry
    *others : str
        Names in the query of what is no control of the table.
    """

    def __init__(self, topic: str, entries: tuple[Entry, ...], *others: str) -> None:
        self._entries = entries
        names = (*(entry.name for entry in entries), *others)
        self.labels = {name: label(topic, name) for name in names}

    def values(self, given: Mapping[str, str]) -> Values:
        """All values, in order; what the query leaves out is the default.

        Raises
        ------
        ControlError
        """
        return tuple((entry.name, self._value(entry, given)) for entry in self._entries)

    def needed(self, values: Values) -> tuple[str, ...]:
        """Names of the entries that matter, given all values."""
        known = dict(values)
        return tuple(entry.name for entry in self._entries if entry.needed(known))

    def written(self, values: Values) -> list[tuple[str, str]]:
        """Names and texts of the values that are not the default."""
        return [
            (entry.name, value if isinstance(value, str) else text_of(float(value)))
            for entry, (_, value) in zip(self._entries, values, strict=True)
            if value != entry.default
        ]

    def horizon(self, given: Mapping[str, str]) -> float | None:
        """The entry T: the last time shown; None if it is chosen by itself."""
        if "T" not in given:
            return None
        horizon = number("T", self.labels["T"], given["T"])
        if not 1 / LONGEST_TIME <= horizon <= LONGEST_TIME:
            raise ControlError("T", "control.horizon", value=horizon)
        return horizon

    def at(self, given: Mapping[str, str]) -> float:
        """The entry at: the time cursor, as a part of the last time."""
        at = number("at", self.labels["at"], given["at"]) if "at" in given else 0.0
        if not 0.0 <= at <= 1.0:
            raise ControlError("at", "control.at", value=at)
        return at

    def _value(self, entry: Entry, given: Mapping[str, str]) -> Any:
        """The entry's value in a query, checked; its default if the query leaves it out."""
        name, text = entry.name, given.get(entry.name)
        if text is None:
            return entry.default
        called = self.labels[name]
        if entry.options:
            (chosen,) = choice(name, called, text, entry.options, one=True)
            return chosen
        value: float = (whole if entry.whole else number)(name, called, text)
        if not entry.least <= value <= entry.most:
            raise ControlError(
                name,
                "control.range",
                label=called,
                least=entry.least,
                most=entry.most,
                value=value,
            )
        return value
