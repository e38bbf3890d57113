"""Refusals: what is wrong with an input, and which entry of it."""

from __future__ import annotations

import reprlib


class ScenarioError(ValueError):
    """A recipe that cannot be run. `field` names the offending entry, the text says why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def shown(value: object) -> str:
    """A value inside a sentence, cut short."""
    text = reprlib.repr(value)  # repr itself may run out of stack on a deeply nested list
    return text if len(text) <= 40 else text[:37] + "..."


def named(name: object) -> str:
    """An entry's name; quoted if it would not fit on a line of text."""
    text = str(name)
    return text if text.isprintable() and len(text) <= 40 else shown(name)
