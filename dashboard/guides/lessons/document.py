"""The text of a file -> its entries, each with the line that it stands on.

YAML, and JSON by the same parser, so that of both the lines are known. Only what a file of lessons
needs is read: mappings, lists and texts; no aliases, whose few lines can stand for gigabytes, and
no tags, which can make a program run.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from words import Message, RefusalError

#: Of a file. What it says is read by people.
MAX_BYTES = 65_536
MAX_DEPTH = 12
#: Texts, lists and mappings in one file.
MAX_ENTRIES = 5_000

_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_NULL = "tag:yaml.org,2002:null"
_TEXT = "tag:yaml.org,2002:str"
_BOOL = "tag:yaml.org,2002:bool"
_BREAKS = "\r\n\x85\u2028\u2029"


class LineError(RefusalError):
    """What is wrong with a file, and where: `line` counts from 1."""

    def __init__(self, line: int, code: str, /, **values: object) -> None:
        super().__init__(code, **values)
        self.line = line


@dataclass(frozen=True)
class Entry:
    """A value of a file.

    Attributes
    ----------
    line : int
        Where it begins, from 1.
    value : str, tuple of Entry, or mapping of str to Entry
        A text as it is written, a list, or entries by name.
    kind : str
        Of a text what it is in YAML and JSON: text, number, truth, or nothing.
    """

    line: int
    value: Value
    kind: str = "text"

    @property
    def plain(self) -> object:
        """As `json.loads` would give it."""
        if isinstance(self.value, tuple):
            return [entry.plain for entry in self.value]
        if isinstance(self.value, Mapping):
            return {name: entry.plain for name, entry in self.value.items()}
        if self.kind == "nothing":
            return None
        if self.kind == "truth":
            return self.value.lower() in ("true", "yes", "on", "y")
        return _number(self.value) if self.kind == "number" else self.value


Value: TypeAlias = "str | tuple[Entry, ...] | Mapping[str, Entry]"


def read(data: bytes) -> Entry:
    """The one value of a file.

    Raises
    ------
    LineError
    """
    if len(data) > MAX_BYTES:
        raise LineError(1, "lesson.too_large", count=len(data), most=MAX_BYTES)
    text = _decoded(data)
    try:
        return _Reader(text).whole()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise LineError(line, "lesson.syntax", problem=error.problem or error.context) from None
    except yaml.YAMLError:
        raise LineError(1, "lesson.syntax", problem="unreadable") from None


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LineError(data.count(b"\n", 0, error.start) + 1, "lesson.not_utf8") from None
    for line, row in enumerate(text.split("\n"), start=1):
        if bad := _unfit(row.removesuffix("\r")):
            raise LineError(line, "lesson.sign", sign=bad)
    # YAML takes no tab before a value, JSON does; inside a JSON text there can be none.
    return text.replace("\t", " ")


def _unfit(text: str) -> str:
    """The first sign that no text holds, as its number; "" if there is none."""
    if text.isprintable():
        return ""
    for sign in text:
        if unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn") and sign not in "\t\n":
            return f"U+{ord(sign):04X}"
    return ""


class _Reader:
    """A file's events, as the parser tells them one by one: none is kept that is not wanted."""

    def __init__(self, text: str) -> None:
        self._loader = yaml.SafeLoader(text)
        self._events: Iterator[yaml.Event] = iter(self._loader.get_event, None)
        self._count = 0

    def whole(self) -> Entry:
        """The value of the only document."""
        self._next()  # the stream's start
        if isinstance(self._next(), yaml.StreamEndEvent):
            raise LineError(1, "lesson.empty")
        found = self._value(self._next(), 1)
        self._next()  # the document's end
        if not isinstance(event := self._next(), yaml.StreamEndEvent):
            raise LineError(_line(event), "lesson.one_document")
        return found

    def _next(self) -> yaml.Event:
        return next(self._events)

    def _value(self, event: yaml.Event, depth: int) -> Entry:
        line = _line(event)
        self._count += 1
        if self._count > MAX_ENTRIES:
            raise LineError(line, "lesson.entries", most=MAX_ENTRIES)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise LineError(line, "lesson.alias")
        if depth > MAX_DEPTH:
            raise LineError(line, "lesson.deep", most=MAX_DEPTH)
        if getattr(event, "tag", None):
            raise LineError(line, "lesson.tag")
        if isinstance(event, yaml.ScalarEvent):
            return self._text(event, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Entry(line, tuple(self._items(depth + 1)))
        return Entry(line, dict(self._entries(depth + 1)))

    def _items(self, depth: int) -> Iterator[Entry]:
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            yield self._value(event, depth)

    def _entries(self, depth: int) -> Iterator[tuple[str, Entry]]:
        known: set[str] = set()
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            name = self._value(event, depth)
            if not isinstance(name.value, str):
                raise LineError(name.line, "lesson.name")
            if name.value in known:
                raise LineError(name.line, "lesson.twice", name=short(name.value))
            known.add(name.value)
            found = self._value(self._next(), depth)
            # Of a text that begins below its name, the name's line is where one looks.
            yield name.value, Entry(name.line, found.value, found.kind)

    def _text(self, event: yaml.ScalarEvent, line: int) -> Entry:
        # JSON writes what is beyond 16 bits as two halves.
        value = event.value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if bad := _unfit(value.translate(_WITHOUT_BREAKS)):
            raise LineError(line, "lesson.sign", sign=bad)
        tag = self._loader.resolve(  # type: ignore[no-untyped-call]
            yaml.ScalarNode, event.value, event.implicit
        )
        kind = {_NULL: "nothing", _BOOL: "truth", **dict.fromkeys(_NUMBERS, "number")}
        return Entry(line, value, kind.get(tag, "text"))


_WITHOUT_BREAKS = dict.fromkeys(map(ord, _BREAKS))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _number(text: str) -> float | int | str:
    """As Python reads it; YAML's others (1_000, 0x1F, 1:30) stay the texts that they are."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def short(text: str) -> str:
    """Somebody's text inside a sentence: on one line, and cut short."""
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"


def said(file: str, problems: Sequence[LineError]) -> tuple[Message, ...]:
    """The sentences: file, line, and what is wrong."""
    return tuple(
        Message("lesson.at", file=short(file), line=error.line, reason=error.message)
        for error in sorted(problems, key=lambda error: error.line)
    )
