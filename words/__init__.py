"""The catalogue of sentences: a code and its values become words, in one language or another.

The mathematics and the pages build a `Message`, which holds a code and numbers, or raise a
`RefusalError`, which holds a message; this package alone knows the sentences. A language is one
file here, `<language>.toml`, with the keys of `en.toml`; what it lacks is said in English.

A key is a code, dotted by topic; its entry is a template in the syntax of `str.format`:

- ``{rate:.4g}`` is a value of the message, by its name; words/numbers.py writes a number, with so
  many digits, 6 for ``:g`` and all that it has for none; ``:.2f`` is Python's own format;
- a value that is itself a message is said first, and several messages in a tuple follow one
  another with a space between;
- ``{names:, }`` joins the words of a tuple with what is after the colon, and numbers with a
  semicolon where decimals have a comma;
- a table with the entry ``by`` chooses among templates by the value of that name: the one whose
  key is that value, or else, for a number, its plural form (``one``, ``few``, ...: as many as the
  language has), or else ``other``;
- what stands between dollar signs is a formula in LaTeX: its braces are its own, and it shows no
  value.

Here is whatever a person reads on a page, hears from it, or is told on the command line. What a
machine reads, or a person only together with a machine, is no text of the catalogue and stays
English where it is used: names of entries in links, files and JSON, of environment variables and
of figures in /metrics, lines of the log but for what they say of settings, programs to copy. A
symbol or a formula without a word in it is the same in all languages, and stays in the code too,
unless it is one of a kind whose others have words.

Whoever asks for a key or a value that is not there has made an error in the program: KeyError.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from numbers import Real
from pathlib import Path
from typing import Any

from words.languages import ENGLISH, habits, speaking, spoken
from words.numbers import as_written, marked, written

__all__ = [
    "ENGLISH", "Message", "RefusalError", "catalogue", "habits", "languages", "say", "speaking",
    "spoken", "text",
]  # fmt: skip

#: Where the catalogues are.
FOLDER = Path(__file__).parent

_DIGITS = re.compile(r"(?:\.(\d+))?g")
#: What `split` leaves apart: formulas, set off or in a line.
FORMULA = re.compile(r"(\$\$[^$]+\$\$|\$[^$]+\$)")


@dataclass(frozen=True, init=False)
class Message:
    """What there is to say, not yet in words.

    Attributes
    ----------
    code : str
        Key of the catalogue.
    values : tuple of (str, object)
        Names and values that its template may show: numbers, names, further messages.
    """

    code: str
    values: tuple[tuple[str, object], ...]

    def __init__(self, code: str, /, **values: object) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "values", tuple(sorted(values.items())))


def say(message: Message | tuple[Message, ...], language: str | None = None) -> str:
    """The message in words.

    Parameters
    ----------
    message : Message or tuple of Message
        Several follow one another.
    language : str, optional
        Name of a catalogue; else that of the innermost `speaking`, else English.

    Raises
    ------
    KeyError
        If the catalogue has no such key, or the message no such value.
    """
    if language is None:
        return _speaker(FOLDER, spoken()).format_field(message, "")
    with speaking(language):
        return _speaker(FOLDER, language).format_field(message, "")


def text(code: str, /, **values: object) -> str:
    """The words of a code, now, in the language spoken: `say` of its message."""
    speaker = _speaker(FOLDER, spoken())
    return speaker.said(code, values) if values else speaker.fixed(code)


class RefusalError(ValueError):
    """An input that cannot be used. Why is a message, which is said when it is read.

    Attributes
    ----------
    message : Message
    """

    def __init__(self, code: str, /, **values: object) -> None:
        self.message = Message(code, **values)

    def __str__(self) -> str:
        return say(self.message)


def languages() -> tuple[str, ...]:
    """Those that have a catalogue, English first."""
    return _languages(FOLDER)


@cache
def _languages(folder: Path) -> tuple[str, ...]:
    others = {path.stem for path in folder.glob("*.toml")} - {ENGLISH}
    return ENGLISH, *sorted(others)


def catalogue(language: str) -> Mapping[str, str | Mapping[str, str]]:
    """Code -> template, or the templates to choose from."""
    return _read(FOLDER, language)


@cache
def _read(folder: Path, language: str) -> Mapping[str, str | Mapping[str, str]]:
    path = folder / f"{language}.toml"
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))


def _flat(
    table: Mapping[str, Any], place: str = ""
) -> Iterator[tuple[str, str | Mapping[str, str]]]:
    for name, entry in table.items():
        if isinstance(entry, Mapping) and "by" not in entry:
            yield from _flat(entry, f"{place}{name}.")
        else:
            yield f"{place}{name}", entry


@cache
def _digits(spec: str) -> int:
    """The significant digits that a number shall have; 0 where that is not what is said."""
    found = _DIGITS.fullmatch(spec)
    return int(found[1] or 6) if found else 0


@cache
def _parsed(template: str) -> list[tuple[str, str | None, str, int]]:
    """Its parts: text, the name of a value or None, how that is written, with how many digits."""
    found: list[tuple[str, str | None, str, int]] = []
    for place, piece in enumerate(FORMULA.split(template)):
        if place % 2:
            found.append((piece, None, "", 0))
            continue
        for text, name, spec, conversion in string.Formatter().parse(piece):
            if conversion or not (name is None or name.isidentifier()):
                raise ValueError(f"{template!r} holds more than values by their names")
            found.append((text, name, spec or "", _digits(spec or "")))
    return found


@cache
def _speaker(folder: Path, language: str) -> _Speaker:
    return _Speaker(folder, language)


class _Speaker:
    """str.format that can say messages, in one language."""

    def __init__(self, folder: Path, language: str) -> None:
        self._folder = folder
        self._catalogue = _read(folder, language)
        self._plural = habits(language).plural
        self._decimal = habits(language).decimal
        self._fixed: dict[str, str] = {}

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, str):
            return format(value, format_spec)
        if isinstance(value, Message):
            return self.said(value.code, dict(value.values))
        if isinstance(value, tuple):
            return self._joined([self.format_field(part, "") for part in value], format_spec)
        # Asked in this order because Real, which any type may claim to be, takes long to ask.
        if isinstance(value, float) or (isinstance(value, Real) and not isinstance(value, bool)):
            digits = _digits(format_spec)
            if digits:
                return written(float(value), digits)
            if isinstance(value, float) and not format_spec:
                return written(value, None)
            return marked(format(value, format_spec))
        return format(value, format_spec)

    def said(self, code: str, values: Mapping[str, object]) -> str:
        entry = self._catalogue.get(code)
        if entry is None:
            entry = _read(self._folder, ENGLISH)[code]
        if not isinstance(entry, str):
            entry = self._chosen(entry, values[entry["by"]])
        parts = []
        for text, name, spec, digits in _parsed(entry):
            parts.append(text)
            if name is None:
                continue
            value = values[name]
            if digits and isinstance(value, float):  # most of them
                parts.append(as_written(float(value), digits, self._decimal))
            else:
                how = spec.format_map(values) if "{" in spec else spec
                parts.append(self.format_field(value, how))
        return "".join(parts)

    def fixed(self, code: str) -> str:
        """The words of a code that needs no values: a picture has dozens, drawn in a drag."""
        found = self._fixed.get(code)
        if found is None:
            found = self._fixed[code] = self.said(code, {})
        return found

    def _joined(self, parts: list[str], between: str) -> str:
        """One after the other; where decimals have a comma, numbers as in (0,9; 0,4)."""
        if between[:1] == self._decimal == "," and any("," in part for part in parts):
            between = f";{between[1:]}"
        return (between or " ").join(parts)

    def _chosen(self, choices: Mapping[str, str], value: Any) -> str:
        found = choices.get(str(value))
        if found is None and isinstance(value, Real) and not isinstance(value, bool):
            number = float(value)
            found = choices.get(self._plural(int(number) if number.is_integer() else number))
        return choices["other"] if found is None else found
