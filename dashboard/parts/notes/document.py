"""docs/mathematics.md taken apart: sections, statements, and the parts of each.

The file says itself, at its head, how it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PATH = Path(__file__).resolve().parents[3] / "docs" / "mathematics.md"
#: What every statement says of itself, in this order, besides "Poster" where the poster is loose.
PARTS = ("Valid", "Proof", "Source", "Checked", "Computed by")
POSTER = "Poster"

_PART = re.compile(rf"^- ({'|'.join((*PARTS, POSTER))}): ?(.*)$")
_NAMED = re.compile(r"`((?:core|dashboard)(?:\.\w+)+)`")
# A row of the table of fields: names, what they are, a link or a dash.
_ROW = re.compile(r"^\| (`[^|]*`) \| [^|]* \| (?:\[[^\]]*\]\(#([^)]+)\)|—) \|$", re.MULTILINE)
_FIELDS = "What the answers hold"
_DROPPED = re.compile(r"[^\w\- ]")


def slug(title: str) -> str:
    """The anchor that GitHub gives a heading."""
    return _DROPPED.sub("", title.lower().strip()).replace(" ", "-")


@dataclass(frozen=True)
class Statement:
    """A formula, or what is said in one breath.

    Attributes
    ----------
    number : str
        Of its section and of it, "11.2"; of a section without a number its place alone.
    title : str
    text : str
        Markdown: the statement, and worked examples.
    parts : tuple of pairs of str
        Name of a part, Markdown.
    """

    number: str
    title: str
    text: str
    parts: tuple[tuple[str, str], ...]

    @property
    def anchor(self) -> str:
        """Where it is on the page, and on GitHub."""
        return slug(self.title)

    @property
    def functions(self) -> tuple[str, ...]:
        """Full names of what computes it."""
        return tuple(_NAMED.findall(dict(self.parts).get("Computed by", "")))


@dataclass(frozen=True)
class Section:
    """A section: its number ("" if it has none), its title, what stands before its statements."""

    number: str
    title: str
    text: str
    statements: tuple[Statement, ...]

    @property
    def heading(self) -> str:
        """As it stands in the file."""
        return f"{self.number}. {self.title}" if self.number else self.title

    @property
    def anchor(self) -> str:
        """Where it is on the page, and on GitHub."""
        return slug(self.heading)


@dataclass(frozen=True)
class Document:
    """The title, what stands before the sections, and these."""

    title: str
    text: str
    sections: tuple[Section, ...]

    def statements(self) -> Iterator[Statement]:
        """All of them, in order."""
        for section in self.sections:
            yield from section.statements

    def fields(self) -> dict[str, str]:
        """Of every field of an answer, figure or column its statement's anchor, or ""."""
        (table,) = (section.text for section in self.sections if section.title == _FIELDS)
        return {
            name: anchor
            for names, anchor in _ROW.findall(table)
            for name in re.findall("`([^`]+)`", names)
        }


def parsed(text: str) -> Document:
    """Take a file apart."""
    head, *sections = _split(text, "## ")
    title, _, before = head.removeprefix("# ").partition("\n")
    return Document(title.strip(), before.strip(), tuple(_section(each) for each in sections))


def _split(text: str, mark: str) -> list[str]:
    """What stands before the first heading of a level, and from each heading to the next."""
    return re.split(rf"^{mark}(?!#)", text, flags=re.MULTILINE)


def _section(text: str) -> Section:
    head, *statements = _split(text, "### ")
    heading, _, before = head.partition("\n")
    number, _, title = heading.strip().rpartition(". ")
    if not number.isdigit():
        number, title = "", heading.strip()
    found = (
        _statement(f"{number}.{place}" if number else str(place), each)
        for place, each in enumerate(statements, start=1)
    )
    return Section(number, title, before.strip(), tuple(found))


def _statement(number: str, text: str) -> Statement:
    title, *lines = text.split("\n")
    said: list[str] = []
    parts: dict[str, str] = {}
    name = ""
    for line in lines:
        found = _PART.match(line)
        if found:
            name, rest = found.groups()
            parts[name] = rest
        elif name and line.strip():  # a part goes on in indented lines
            parts[name] += f"\n{line.strip()}"
        elif not name:
            said.append(line)
    return Statement(number, title.strip(), "\n".join(said).strip(), tuple(parts.items()))


@cache
def document() -> Document:
    """The file that this program came with."""
    return parsed(PATH.read_text(encoding="utf-8"))
