"""Which part of a map, or of its draws, a query asks for."""

from __future__ import annotations

from typing import NamedTuple

from dashboard.parts.query import ControlError


class Piece(NamedTuple):
    """Points of a chunk: from its point `begin` on, `most` of them, all if that is 0."""

    level: int
    number: int
    begin: int = 0
    most: int = 0


def chunk_of(query: str) -> tuple[str, Piece]:
    """The query of a map, and a chunk of it: `...&chunk=2,5`; or a piece: `...&chunk=2,5,8,4`.

    Raises
    ------
    ControlError
        If it names none: only a program asks so.
    """
    state, numbers = _parted(query, "chunk", 2, 4)
    return state, Piece(*numbers)


def point_of(query: str) -> tuple[str, int]:
    """The query of a map, and a point of it: `...&point=1024`.

    Raises
    ------
    ControlError
    """
    state, numbers = _parted(query, "point", 1)
    return state, numbers[0]


def _parted(query: str, name: str, *counts: int) -> tuple[str, list[int]]:
    state, _, text = query.rpartition(f"&{name}=")
    parts = text.split(",")
    if len(parts) not in counts or not all(part.isdecimal() and len(part) < 10 for part in parts):
        raise ControlError("", "control.unreadable")
    return state, [int(part) for part in parts]
