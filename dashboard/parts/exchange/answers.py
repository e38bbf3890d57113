"""What a page is told, entry by entry: the answer of a route, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, NotRequired

from pydantic import AfterValidator, Field
from typing_extensions import TypedDict

#: Of any network of a page: nobody makes a server draw rows for more.
MOST_LAYERS = 1_000


def needing(names: Iterable[str]) -> AfterValidator:
    """Of a mapping that comes from outside: it has these entries."""
    needed = frozenset(names)

    def check(given: Mapping[str, Any]) -> Mapping[str, Any]:
        if not needed <= given.keys():
            raise ValueError("an entry is missing")
        return given

    return AfterValidator(check)


def absent(_given: object) -> None:
    """Of an entry that comes from outside: it does not."""
    raise ValueError("an entry is too much")


_Absent = Annotated[Any, AfterValidator(absent)]


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


class Zone(TypedDict):
    """A part of a slider's track: from the end of the one before it to its own, in parts of it.

    `here` is where the slider stands.
    """

    kind: str
    end: float
    text: str
    here: bool


class Controls(TypedDict):
    """Every control's value by its name, and the rows that are not there or cannot be moved.

    `layers` is how many there are to choose a pair of; `at` is the time cursor's place, as a part
    of the last time; `zones` are those of the sliders that have some.
    """

    values: dict[str, float | str | list[str]]
    hidden: list[str]
    disabled: list[str]
    layers: Annotated[int, Field(ge=1, le=MOST_LAYERS)]
    at: float
    zones: NotRequired[dict[str, list[Zone]]]


class Complaint(TypedDict):
    """What is wrong, and with which control; "" is none of them."""

    control: str
    sentence: str


class Told(TypedDict):
    """What an answer says, besides its pictures: this is kept in the page's store."""

    query: str
    complaint: NotRequired[Complaint]  # about an entry that was passed over
    controls: Controls
    quantities: dict[str, Quantity]
    status: str
    guarantee: str


class Unanswered(TypedDict):
    """In the store while the first question of all has been refused."""

    complaint: Complaint
    query: NotRequired[_Absent]
    controls: NotRequired[_Absent]
    quantities: NotRequired[_Absent]
    status: NotRequired[_Absent]
    guarantee: NotRequired[_Absent]


#: What the callbacks of a page are told: see `serving.payloads`, which knows it by this type.
Said = Told | Unanswered


class Answer(Told):
    """Everything that a page shows of a state."""

    complete: NotRequired[bool]  # absent: it is
    partly: NotRequired[bool]  # what is not in sight was left out
    guaranteed: bool
    now: dict[str, int]
    network: list[NetworkAnswer]
    now_labels: dict[str, str]
    graphs: dict[str, GraphAnswer]
    arrays: list[Packed]


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
