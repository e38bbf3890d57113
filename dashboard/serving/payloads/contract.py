"""What one callback may be asked: which ids, which properties, and values of which types.

The ids and properties are those that it was registered with. The types are the annotations of its
function, which are thereby true: no value gets there that they do not describe.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.parts.exchange.unfit import UnfitError
from dashboard.serving.payloads.places import Place, Seen
from dashboard.serving.payloads.values import Values

#: What Dash's own page sends.
_ENTRIES = frozenset(
    {"output", "outputs", "inputs", "state", "changedPropIds", "parsedChangedPropsIds"}
)
#: Dash writes it after the property of an output that other callbacks have too.
_MARK = re.compile(r"@[0-9a-f]{64}")


class Contract:
    """The entry of a callback in `callback_map`, by its name, as a check of what it is asked."""

    def __init__(self, name: str, callback: Mapping[str, Any]) -> None:
        outputs = callback["output"]
        self._several = isinstance(outputs, Sequence)
        mark = _MARK.search(name)
        self._outputs = [
            Place(
                output.component_id_str(),
                output.component_property + (mark[0] if mark and output.allow_duplicate else ""),
            )
            for output in (outputs if self._several else [outputs])
        ]
        self._inputs = [Place(**place) for place in callback["inputs"]]
        self._state = [Place(**place) for place in callback["state"]]
        self._values = Values(callback["callback"], [*self._inputs, *self._state])

    def check(self, body: Mapping[str, Any]) -> None:
        """Raise UnfitError unless a page could have sent this."""
        if not body.keys() <= _ENTRIES:
            raise UnfitError("unfit.not_page", where="an entry is unknown")
        seen = Seen()
        outputs = body.get("outputs")
        _match("outputs", self._outputs, outputs if self._several else [outputs], seen)
        inputs = _match("inputs", self._inputs, body.get("inputs"), seen)
        state = _match("state", self._state, body.get("state", []), seen)
        self._values.check([*inputs, *state])
        changed = body.get("changedPropIds")
        known = {name for place, given in zip(self._inputs, body["inputs"], strict=True)
                 for name in place.names(given)}  # fmt: skip
        if not isinstance(changed, list) or not all(
            isinstance(name, str) and name in known for name in changed
        ):
            raise UnfitError("unfit.not_page", where="changedPropIds")


def _match(where: str, places: list[Place], given: Any, seen: Seen) -> list[Any]:
    """The values at the places."""
    if not isinstance(given, list) or len(given) != len(places):
        raise UnfitError("unfit.not_page", where=where)
    return [place.values(where, part, seen) for place, part in zip(places, given, strict=True)]
