"""The key figures: what each is called, what it means, and how it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from words import numbers


@dataclass(frozen=True)
class Readout:
    """A key figure.

    Attributes
    ----------
    quantity : str
        Its name in the JSON answer.
    symbol, label, meaning : str
    value : callable
        From a solution to the number, or to a word; None where it has no meaning.
    """

    quantity: str
    symbol: str
    label: str
    meaning: str
    value: Callable[[Any], float | str | None]


def written(value: float | str | None) -> str:
    """A number as everywhere; a word as it is; a dash where there is neither."""
    if value is None:
        return "—"
    return value if isinstance(value, str) else numbers.written(value)
