"""Reading query strings: the steps that all pages share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import parse_qsl

from words import RefusalError

MAX_QUERY = 8_000
# Links pick these up on their way through mail and chat; they say nothing about the picture.
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid")

#: Entries that are the page's own business (assets/address.js): which tab, which pinned runs, what
#: is shown of it, and what it could not ask yet. They say nothing about the picture.
OWN = ("tab", "pin", "plots", "controls", "embed", "present", "asked")


class ControlError(RefusalError):
    """Input that cannot be used: `control` is the query entry (with a layer, as in w3)."""

    def __init__(self, control: str, code: str, /, **values: object) -> None:
        super().__init__(code, **values)
        self.control = control


def entries_of(query: str, labels: Mapping[str, str]) -> dict[str, str]:
    """The entries of a query, each known and given once."""
    if len(query) > MAX_QUERY:
        raise ControlError("", "link.too_long", most=MAX_QUERY)
    # A plus sign in a hand-written link is a sign, not a space.
    pairs = parse_qsl(query.replace("+", "%2B"), keep_blank_values=True)
    entries: dict[str, str] = {}
    for name, value in pairs:
        if name in OWN or _TRACKING.fullmatch(name):
            continue
        if name not in labels:
            raise ControlError("", "link.unknown_entry", name=short(name))
        if name in entries:
            raise ControlError(name, "link.twice", label=labels[name])
        entries[name] = value.strip()
    return entries


def number(control: str, label: str, text: str) -> float:
    """A number as a person writes it."""
    text = text.strip()
    if not text:
        raise ControlError(control, "control.no_number", label=label)
    try:
        if not text.isascii() or "_" in text:  # float() takes other scripts' digits and 1_000
            raise ValueError
        return float(text) + 0.0  # no -0
    except ValueError:
        raise ControlError(
            control, "control.not_a_number", label=label, value=short(text)
        ) from None


def whole(control: str, label: str, text: str) -> int:
    """A whole number."""
    value = number(control, label, text)
    if not value.is_integer():
        raise ControlError(control, "control.not_whole", label=label, value=short(text))
    return int(value)


def choice(
    control: str, label: str, text: str, options: Sequence[str], *, one: bool = False
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
