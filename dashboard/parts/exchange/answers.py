"""What a page is told, entry by entry: the answer of a route, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NotRequired, TypedDict


class Packed(TypedDict):
    """An array: base64 text of little-endian numbers, "f4" or "f8"."""

    dtype: str
    bdata: str


class Quantity(TypedDict):
    """A key figure in full precision, and as written."""

    value: float | str | None
    text: str


class CursorAnswer(TypedDict):
    """What the time cursor marks; x, y and z are numbers of arrays."""

    axes: str
    color: str
    upright: bool
    x: int
    y: int
    z: NotRequired[int]


class HandleAnswer(TypedDict):
    """A point that a hand can drag: the controls that its coordinates set, "" for none.

    In space also where it is, and which of the three the two coordinates are.
    """

    names: tuple[str, str]
    x: float
    y: float
    at: NotRequired[tuple[float, float, float]]
    along: NotRequired[tuple[int, int]]


class GraphAnswer(TypedDict):
    """A picture: its numbers, and its style if the page does not have it."""

    kind: str
    traces: list[dict[str, int]]
    cursors: list[CursorAnswer]
    ranges: dict[str, tuple[float, float]]
    caption: str
    handles: list[HandleAnswer]
    style: NotRequired[dict[str, Any]]


class NetworkAnswer(TypedDict):
    """A network to draw: for each layer the numbers of arrays, one a singular value (or weight).

    The arrays hold every so many samples of the time cursor; no numbers: too wide to work out.
    """

    name: str
    color: str
    every: int
    layers: list[list[int]]


class Controls(TypedDict):
    """Every control's value by its name, and the rows that are not there or cannot be moved.

    `layers` is how many there are to choose a pair of; `at` is the time cursor's place, as a part
    of the last time.
    """

    values: dict[str, float | str | list[str]]
    hidden: list[str]
    disabled: list[str]
    layers: int
    at: float


class Answer(TypedDict):
    """Everything that a page shows of a state."""

    query: str
    complete: NotRequired[bool]  # absent: it is
    complaint: NotRequired[Complaint]  # about an entry that was passed over
    controls: Controls
    quantities: dict[str, Quantity]
    status: str
    guarantee: str
    guaranteed: bool
    now: dict[str, int]
    network: list[NetworkAnswer]
    now_labels: dict[str, str]
    graphs: dict[str, GraphAnswer]
    arrays: list[Packed]


class Complaint(TypedDict):
    """What is wrong, and with which control; "" is none of them."""

    control: str
    sentence: str


class Refusal(TypedDict):
    """Instead of an answer."""

    error: Complaint


def hidden(
    values: Iterable[tuple[str, Any]], needed: Sequence[str], unseen: Mapping[str, bool]
) -> list[str]:
    """Names of the rows that are not there: entries that do not matter, and what is `unseen`."""
    return [
        *(name for name, _ in values if name not in needed),
        *(name for name, gone in unseen.items() if gone),
    ]
