"""Reading query strings: the steps that all pages share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import parse_qsl

MAX_QUERY = 8_000
# Links pick these up on their way through mail and chat; they say nothing about the picture.
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid")


class ControlError(ValueError):
    """Input that cannot be used: `control` is the query entry (with a layer, as in w3)."""

    def __init__(self, control: str, sentence: str) -> None:
        super().__init__(sentence)
        self.control = control


def entries_of(query: str, labels: Mapping[str, str]) -> dict[str, str]:
    """The entries of a query, each known and given once."""
    if len(query) > MAX_QUERY:
        raise ControlError("", f"The link is longer than {MAX_QUERY} characters.")
    # A plus sign in a hand-written link is a sign, not a space.
    pairs = parse_qsl(query.replace("+", "%2B"), keep_blank_values=True)
    entries: dict[str, str] = {}
    for name, value in pairs:
        if _TRACKING.fullmatch(name):
            continue
        if name not in labels:
            raise ControlError("", f"The link has an entry {quoted(name)}, unknown to this page.")
        if name in entries:
            raise ControlError(name, f"{labels[name]} is given twice in the link.")
        entries[name] = value.strip()
    return entries


def number(control: str, label: str, text: str) -> float:
    """A number as a person writes it."""
    text = text.strip()
    if not text:
        raise ControlError(control, f"{label}: give a number.")
    try:
        if not text.isascii() or "_" in text:  # float() takes other scripts' digits and 1_000
            raise ValueError
        return float(text) + 0.0  # no -0
    except ValueError:
        raise ControlError(control, f"{label} must be a number, not {quoted(text)}.") from None


def whole(control: str, label: str, text: str) -> int:
    """A whole number."""
    value = number(control, label, text)
    if not value.is_integer():
        raise ControlError(control, f"{label} must be a whole number, not {quoted(text)}.")
    return int(value)


def choice(
    control: str, label: str, text: str, options: Sequence[str], *, one: bool = False
) -> tuple[str, ...]:
    """Some of the options, or one, in their order."""
    chosen = [text] if one else list(filter(None, text.split(",")))
    for name in chosen:
        if name not in options:
            listed = ", ".join(options)
            raise ControlError(control, f"{label} can be {listed}, not {quoted(name)}.")
    return tuple(name for name in options if name in chosen)


def quoted(text: str) -> str:
    """Somebody's text inside a sentence."""
    return f"“{text if len(text) <= 24 else text[:23] + '…'}”"


def text_of(value: float) -> str:
    """Shortest text that reads back as the same number, without a trailing .0."""
    return repr(value).removesuffix(".0").replace("e+", "e")


def joined(parts: Iterable[tuple[str, str]]) -> str:
    """A query string."""
    return "&".join(f"{name}={value}" for name, value in parts)
