"""Refusals: what is wrong with an input, and which entry of it."""

from __future__ import annotations

import json
import reprlib

from words import Message, RefusalError, say


class ScenarioError(RefusalError):
    """A recipe that cannot be run: which entry of it, and why.

    Attributes
    ----------
    field : str
        The offending entry.
    message : Message
        Why, as a code of the catalogue and its values.
    """

    def __init__(self, field: str, code: str, /, **values: object) -> None:
        super().__init__(code, **values)
        self.field = field

    @property
    def reason(self) -> str:
        """Why, in words."""
        return say(self.message)

    @property
    def whole(self) -> Message:
        """The reason with its entry's name before it."""
        return Message("refusal", field=self.field, reason=self.message)

    def __str__(self) -> str:
        return say(self.whole)

    def at(self, field: str) -> ScenarioError:
        """The same refusal, of another entry."""
        return ScenarioError(field, self.message.code, **dict(self.message.values))


def shown(value: object) -> str:
    """A value inside a sentence, as JSON says it, cut short."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    text = reprlib.repr(value)  # repr itself may run out of stack on a deeply nested list
    return text if len(text) <= 40 else text[:37] + "..."


def named(name: object) -> str:
    """An entry's name; quoted if it would not fit on a line of text."""
    text = str(name)
    return text if text.isprintable() and len(text) <= 40 else shown(name)
