"""A file that someone drops on a page, or chooses: which page shows it, and as what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypedDict

from core.errors import ScenarioError
from core.reading import read_entries, read_recipe
from dashboard.parts.query import ControlError, short
from dashboard.parts.taking.run import Taking
from words import RefusalError

#: Of a file; a request may be larger (`serving.limits.bodies.MAX_BODY_BYTES`).
MAX_BYTES = 2_500_000


class Place(TypedDict):
    """Where a file opens: the page, the query of its address, and what no link holds."""

    topic: str
    query: str
    file: str | None


def place(topics: Mapping[str, Taking], name: str, data: bytes) -> Place:
    """The page and the query that show a file.

    A saved run names the page that showed it. That counts as long as the page still makes of it the
    recipe that is in the file: someone may have edited that.

    Raises
    ------
    ControlError
        If no page shows it.
    """
    if len(data) > MAX_BYTES:
        raise _refused("file.too_large", name, count=len(data), most=MAX_BYTES)
    if not data.strip():
        raise _refused("file.empty", name)
    try:
        recipe = read_recipe(data)
        noted = _noted(topics, read_entries(data), recipe)
        if noted:
            return noted
        if isinstance(recipe, Mapping):
            for topic, taking in topics.items():
                found = taking.reopened(recipe, name)
                if found is not None:
                    return {"topic": topic, "query": found[0], "file": found[1]}
    except ScenarioError as error:
        raise _refused("file.refused", name, reason=error.whole) from None
    except ControlError as error:
        if error.control == "file":
            raise
        raise _refused("file.refused", name, reason=error.message) from None
    raise _refused("share.no_page", name)


def _noted(topics: Mapping[str, Taking], entries: Any, recipe: object) -> Place | None:
    """What a saved run says of itself, if that still holds."""
    note = entries.get("page") if isinstance(entries, Mapping) else None
    if not isinstance(note, Mapping):
        return None
    topic, query = note.get("topic"), note.get("query")
    if not isinstance(query, str) or not isinstance(topic, str) or topic not in topics:
        return None
    try:
        found = topics[topic].run(query)
    except RefusalError:
        return None
    if json.loads(json.dumps(found.recipe)) != recipe:
        return None
    return {"topic": topic, "query": found.query, "file": None}


def _refused(code: str, name: str, **values: object) -> ControlError:
    return ControlError("file", code, file=short(name), **values)
