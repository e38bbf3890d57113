"""Reading query strings: the steps that all pages share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from dashboard.parts.links import pairs_of
from dashboard.parts.typed import AmbiguousError, number_of
from words import Message, RefusalError, habits, spoken

#: What a control is called: a message, or a name as a link has it.
Label = Message | str

MAX_QUERY = 8_000

#: Entries that are the page's own business (assets/address.js): which tab, which pinned runs, what
#: is shown of it, what it could not ask yet, which step of a guide or which challenge it is, where
#: it came from, and its language. They say nothing about the picture.
OWN = (
    "tab", "pin", "plots", "controls", "embed", "present", "asked", "step", "back", "c", "lang",
    "lesson", "deck",
)  # fmt: skip


class ControlError(RefusalError):
    """Input that cannot be used: `control` is the query entry (with a layer, as in w3)."""

    def __init__(self, control: str, code: str, /, **values: object) -> None:
        super().__init__(code, **values)
        self.control = control


class UnknownEntryError(ControlError):
    """Entries that no page of ours writes; `rest` is the query without them."""

    def __init__(self, name: str, rest: str) -> None:
        super().__init__("", "link.unknown_entry", name=short(name))
        self.rest = rest


def entries_of(query: str, labels: Mapping[str, Message]) -> dict[str, str]:
    """The entries of a query, each known and given once.

    Raises
    ------
    UnknownEntryError
        If that is all that is wrong with their names.
    ControlError
    """
    if len(query) > MAX_QUERY:
        raise ControlError("", "link.too_long", most=MAX_QUERY)
    pairs = [(name, value.strip()) for name, value in pairs_of(query, "file") if name not in OWN]
    entries: dict[str, str] = {}
    for name, value in pairs:
        if name in entries:
            raise ControlError(name, "link.twice", label=labels[name])
        if name in labels:
            entries[name] = value
    unknown = [name for name, _ in pairs if name not in labels]
    if unknown:
        rest = joined((name, quote(value, safe=",")) for name, value in entries.items())
        raise UnknownEntryError(unknown[0], rest)
    return entries


def numbers(text: str) -> list[str]:
    """The texts of a list: a comma parts them, or a semicolon where commas are decimal."""
    return text.split(";" if ";" in text else ",")


def number(control: str, label: Label, text: str) -> float:
    """A number as a person writes it."""
    text = text.strip()
    if not text:
        raise ControlError(control, "control.no_number", label=label)
    try:
        return _number_of(text)
    except AmbiguousError:
        code = "control.ambiguous"
    except OverflowError:
        code = "control.beyond"
    except ValueError:
        code = "control.not_a_number"
    raise ControlError(control, code, label=label, value=short(text))


def _number_of(text: str) -> float:
    """The number; what can mean two is one in a language that has a decimal comma: 1,234."""
    try:
        return number_of(text)
    except AmbiguousError:
        if habits(spoken()).decimal != ",":
            raise
        return number_of(text.replace(",", "."))


def whole(control: str, label: Label, text: str) -> int:
    """A whole number."""
    value = number(control, label, text)
    if not value.is_integer():
        raise ControlError(control, "control.not_whole", label=label, value=short(text))
    return int(value)


def choice(
    control: str, label: Label, text: str, options: Sequence[str], *, one: bool = False
) -> tuple[str, ...]:
    """Some of the options, or one, in their order."""
    chosen = [text] if one else list(filter(None, text.split(",")))
    for name in chosen:
        if name not in options:
            raise ControlError(
                control,
                "control.choice",
                label=label,
                options=tuple(options),
                value=short(name),
            )
    return tuple(name for name in options if name in chosen)


def short(text: str) -> str:
    """Somebody's text inside a sentence, cut short."""
    return text if len(text) <= 24 else text[:23] + "…"


def text_of(value: float) -> str:
    """Shortest text that reads back as the same number, without a trailing .0."""
    return repr(value).removesuffix(".0").replace("e+", "e")


def joined(parts: Iterable[tuple[str, str]]) -> str:
    """A query string."""
    return "&".join(f"{name}={value}" for name, value in parts)
