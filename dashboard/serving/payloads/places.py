"""Where a callback's values come from: an id, perhaps with a wildcard, and a property."""

from __future__ import annotations

import json
from typing import Any

from dashboard.parts.exchange.unfit import UnfitError

_ALL = ["ALL"]

#: Pattern of an id -> the ids that a question has of it. The page lists those that are there, in
#: the same order wherever the pattern stands.
Seen = dict[str, list[str]]


class Place:
    """An id and a property of the page, as a callback was registered with them."""

    def __init__(self, id: str, property: str) -> None:
        self._text = str(id)
        self._property = property
        self._id: Any = json.loads(self._text) if self._text.startswith("{") else self._text
        self._wild = isinstance(self._id, dict) and _ALL in self._id.values()
        if isinstance(self._id, dict) and any(
            isinstance(part, list) and part != _ALL for part in self._id.values()
        ):
            raise ValueError(f"{self._text}: of wildcards the pages here have ALL alone")

    def values(self, where: str, given: Any, seen: Seen) -> Any:
        """The value that came, or the list of them. Raises UnfitError if it is of another place."""
        if not self._wild:
            return self._value(where, given)
        if not isinstance(given, list):
            raise UnfitError("unfit.not_page", where=where)
        values = [self._value(where, part) for part in given]
        ids = [_written(part["id"]) for part in given]
        if len(set(ids)) < len(ids) or seen.setdefault(self._text, ids) != ids:
            raise UnfitError("unfit.not_page", where=where)
        return values

    def names(self, given: Any) -> list[str]:
        """What the page calls them where it says which have changed."""
        return [
            f"{_written(part['id'])}.{self._property}"
            for part in (given if self._wild else [given])
        ]

    def _value(self, where: str, given: Any) -> Any:
        if (
            isinstance(given, dict)
            and given.keys() <= {"id", "property", "value"}
            and given.get("property") == self._property
            and self._fits(given.get("id"))
        ):
            return given.get("value")
        raise UnfitError("unfit.not_page", where=where)

    def _fits(self, given: Any) -> bool:
        if not isinstance(self._id, dict):
            return bool(given == self._id)
        if not isinstance(given, dict) or given.keys() != self._id.keys():
            return False
        return all(
            type(part) in (str, int)
            if wanted == _ALL
            else part == wanted and type(part) is type(wanted)
            for part, wanted in ((given[name], wanted) for name, wanted in self._id.items())
        )


def _written(given: Any) -> str:
    """An id as Dash writes it in one text."""
    if isinstance(given, dict):
        return json.dumps(given, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return str(given)
