"""How long the answer to a query takes, before it is read for good."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from dashboard.parts.query import UnknownEntryError
from words import RefusalError

State = TypeVar("State")
#: A query -> seconds, roughly.
Cost = Callable[[str], float]


def cost_of(read: Callable[[str], State], cost: Callable[[State], float]) -> Cost:
    """The cost of a query, from that of a page's state; what cannot be read costs nothing."""
    return partial(_seconds, read, cost)


def _seconds(read: Callable[[str], State], cost: Callable[[State], float], query: str) -> float:
    try:
        return cost(read(query))
    except UnknownEntryError as error:
        return _seconds(read, cost, error.rest)
    except RefusalError:
        return 0.0
