"""What the controls of a page say -> the query that asks for it.

The page sends every control's value as it stands; which of them count is decided here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from dashboard.parts.page.rows import AUTOMATIC, HORIZON
from dashboard.parts.query import ControlError, joined

#: A number's text, or what is chosen: text or a list.
Controls = Mapping[str, "str | Sequence[str] | None"]
_PAIR = ("first", "second")


def read_controls(text: str) -> Controls:
    """The controls as the page sends them, in JSON.

    Raises
    ------
    ControlError
        If they are anything else: only a program sends that.
    """
    try:
        controls = json.loads(text)
    except (ValueError, RecursionError):
        controls = None
    if not isinstance(controls, dict) or not all(map(_is_value, controls.values())):
        raise ControlError("", "control.unreadable")
    return controls


def _is_value(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(part, str) for part in value)
    return value is None or isinstance(value, str)


def query_of(controls: Controls, moved: Sequence[str]) -> str:
    """A query with an entry a control, in order.

    Parameters
    ----------
    controls
        Every control of the page.
    moved
        Names of those that someone has touched and no answer has yet set, the newest last: a last
        time that was touched takes itself from "automatic".
    """
    parts = [
        (name, text_of(value))
        for name, value in controls.items()
        if name not in (AUTOMATIC, *_PAIR)
        and not (name == HORIZON.name and automatic(controls, moved))
    ]
    if _PAIR[0] in controls:
        texts = Texts(controls)
        parts.append(("pair", ",".join(texts[which] for which in _PAIR)))
    return joined((name, quote(text, safe=",")) for name, text in parts)


def automatic(controls: Controls, moved: Sequence[str]) -> bool:
    """Whether the last time is chosen by itself."""
    order = list(moved)
    touched = HORIZON.name in order
    if touched and AUTOMATIC in order:
        touched = order.index(HORIZON.name) > order.index(AUTOMATIC)
    return bool(controls.get(AUTOMATIC)) and not touched


class Texts(dict[str, str]):
    """The text of every control. One that is not there: only a program asks so."""

    def __init__(self, controls: Controls) -> None:
        super().__init__({name: text_of(value) for name, value in controls.items()})

    def __missing__(self, name: str) -> str:
        raise ControlError("", "control.unreadable")


def text_of(value: str | Sequence[str] | None) -> str:
    """The text of a control as a query has it."""
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else ",".join(value)
