"""What the atlas page's controls say -> the query that asks for it."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.parts.exchange.asking import Controls, query_of

#: What belongs to a plane: another one has its own.
_OF_PLANE = ("x0", "x1", "y0", "y1", "u", "v")


def asked(_state: str, controls: Controls, moved: Sequence[str]) -> str:
    """A query with an entry a control; a plane that is chosen comes with its own axes."""
    known = dict(controls)
    if "plane" in moved:
        since = list(moved)[list(moved).index("plane") :]
        known = {
            name: value for name, value in known.items() if name not in _OF_PLANE or name in since
        }
    if "store" in moved:  # another sweep has other axes and quantities
        known = {name: value for name, value in known.items() if name not in ("u", "v", "sq")}
    return query_of(known, moved)
