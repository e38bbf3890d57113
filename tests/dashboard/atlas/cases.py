"""Maps that take no time."""

from __future__ import annotations


def tamed(plane: str) -> str:
    """The query of a plane whose first chunk is quick."""
    more = {"scale": "&n=1", "width": "&n=1", "step": "&steps=20"}
    return f"plane={plane}&fine=33{more.get(plane, '')}"
