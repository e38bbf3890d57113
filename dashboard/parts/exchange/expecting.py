"""How long the answer to a query takes, before it is read for good."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from dashboard.parts.query import UnknownEntryError
from words import RefusalError

State = TypeVar("State")
#: A query, and what else the work depends on -> seconds, roughly.
Cost = Callable[..., float]


def cost_of(read: Callable[[str], State], cost: Callable[..., float]) -> Cost:
    """The cost of a query, from that of a page's state; what cannot be read costs nothing."""
    return partial(_seconds, read, cost)


def _seconds(
    read: Callable[[str], State], cost: Callable[..., float], query: str, *more: object
) -> float:
    try:
        return cost(read(query), *more)
    except UnknownEntryError as error:
        return _seconds(read, cost, error.rest, *more)
    except RefusalError:
        return 0.0
