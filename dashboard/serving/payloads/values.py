"""Values for a callback, checked by the annotations of its function."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, get_type_hints

import orjson
from pydantic import TypeAdapter, ValidationError

from dashboard.parts.exchange.unfit import UnfitError
from dashboard.serving.payloads.places import Place

#: Dash's own callback, which has no annotations: from the page's path and query to its layout.
_ROUTER = {"pathname_": str, "search_": str}


class Values:
    """What the function of a callback takes for each of its places, in order."""

    def __init__(self, callback: Callable[..., Any], places: list[Place]) -> None:
        types = _types(inspect.unwrap(callback))
        self._adapters = [TypeAdapter(next(types)) for _ in places]

    def check(self, values: list[Any]) -> None:
        """Raise UnfitError if one is of another type."""
        for adapter, value in zip(self._adapters, values, strict=True):
            try:
                # As JSON: there a list may stand for a tuple, and still no text for a number.
                adapter.validate_json(orjson.dumps(value), strict=True)
            except ValidationError as error:
                place = ".".join(map(str, error.errors()[0]["loc"])) or "a value"
                raise UnfitError("unfit.not_page", where=place[:80]) from None


def _types(function: Callable[..., Any]) -> Iterator[Any]:
    """The types of its positional parameters, the last one again and again if it is `*rest`."""
    hints = get_type_hints(function, include_extras=True) or _ROUTER
    for parameter in inspect.signature(function).parameters.values():
        while True:
            yield hints[parameter.name]
            if parameter.kind is not parameter.VAR_POSITIONAL:
                break
