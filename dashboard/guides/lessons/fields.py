"""What an entry of a file may be: from its text to the value, or a sentence with its line.

What is wrong is kept and reading goes on: whoever writes a lesson wants all the sentences at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from dashboard.guides.lessons.document import Entry, LineError, short
from dashboard.parts.typed import number_of

T = TypeVar("T")
#: Language -> text; a text for all of them has the name "".
Said = Mapping[str, str]
NOTHING_SAID: Said = {"": ""}


class Form:
    """Entries by name, each taken once; what nobody takes is no entry of a lesson.

    Attributes
    ----------
    line : int
        Where it begins.
    problems : list of LineError
        What is wrong so far, in it and beside it.
    """

    def __init__(self, entry: Entry, about: str, problems: list[LineError]) -> None:
        self.line, self.problems = entry.line, problems
        self._about = about
        self._known: list[str] = []
        self._languages: tuple[str, ...] = ()
        self._entries: Mapping[str, Entry] = {}
        if isinstance(entry.value, Mapping):
            self._entries = entry.value
        else:
            self.refuse(entry.line, "lesson.not_entries", about=about)

    def speaking(self, languages: tuple[str, ...]) -> Form:
        """Its texts are in these."""
        self._languages = languages
        return self

    @property
    def languages(self) -> tuple[str, ...]:
        """Those that its texts are in."""
        return self._languages

    def refuse(self, line: int, code: str, /, **values: object) -> None:
        """Keep what is wrong."""
        self.problems.append(LineError(line, code, **values))

    def entry(self, name: str) -> Entry | None:
        """The entry of that name, if it is there and says something."""
        self._known.append(name)
        found = self._entries.get(name)
        if found is not None and found.kind == "nothing":
            self.refuse(found.line, "lesson.nothing", name=name)
            return None
        return found

    def has(self, name: str) -> bool:
        """Whether there is such an entry."""
        return name in self._entries

    def lacks(self, name: str) -> None:
        """Say that an entry is missing."""
        if not self.has(name):
            self.refuse(self.line, "lesson.missing", about=self._about, name=name)

    def unknown(self) -> None:
        """Say of what nobody took that it is no entry; called in the end."""
        for name, found in self._entries.items():
            if name not in self._known:
                known = tuple(dict.fromkeys(self._known))
                self.refuse(
                    found.line, "lesson.unknown", about=self._about, name=short(name), known=known
                )

    # ---- kinds ----------------------------------------------------------------------------------

    def text(self, name: str, most: int) -> str:
        """A text of one language, "" if there is none."""
        found = self.entry(name)
        return self._text(found, name, most) if found is not None else ""

    def said(self, name: str, most: int, *, needed: bool = False) -> Said:
        """A text in all languages."""
        found = self.entry(name)
        if found is None:
            if needed:
                self.lacks(name)
            return NOTHING_SAID
        return self.spoken(found, name, most)

    def spoken(self, found: Entry, name: str, most: int) -> Said:
        """A text for all languages, or one each."""
        if not isinstance(found.value, Mapping):
            return {"": self._text(found, name, most)}
        if set(found.value) != set(self._languages):
            languages = self._languages or ("en",)
            self.refuse(found.line, "lesson.each_language", name=name, languages=languages)
            return NOTHING_SAID
        return {language: self._text(each, name, most) for language, each in found.value.items()}

    def number(self, name: str, default: float) -> float:
        """A finite number as a person writes it."""
        found = self.entry(name)
        return default if found is None else self.numeric(found, name, default)

    def numeric(self, found: Entry, name: str, default: float) -> float:
        """The number that an entry is."""
        try:
            value = number_of(found.value if isinstance(found.value, str) else "")
        except (ValueError, OverflowError):
            self.refuse(found.line, "lesson.number", name=name, value=_shown(found))
            return default
        assert math.isfinite(value), value
        return value

    def names(self, name: str, known: Iterable[str]) -> tuple[str, ...]:
        """Some of the known names: a list, or a text with commas."""
        found = self.entry(name)
        if found is None:
            return ()
        given = self._listed(found, name)
        for each in given:
            if each.value not in (options := tuple(known)):
                self.refuse(
                    each.line, "lesson.one_of", name=name, options=options, value=_shown(each)
                )
                return ()
        return tuple(str(each.value) for each in given)

    def one_of(self, name: str, options: Sequence[str], default: str) -> str:
        """One of the options."""
        found = self.entry(name)
        if found is None or found.value in options:
            return default if found is None else str(found.value)
        self.refuse(
            found.line, "lesson.one_of", name=name, options=tuple(options), value=_shown(found)
        )
        return default

    def items(
        self, name: str, least: int, most: int, code: str = "lesson.count"
    ) -> tuple[Entry, ...]:
        """A list with so many values."""
        found = self.entry(name)
        if found is None:
            self.lacks(name)
            return ()
        if not isinstance(found.value, tuple):
            self.refuse(found.line, "lesson.not_a_list", name=name)
            return ()
        if not least <= len(found.value) <= most:
            count = len(found.value)
            self.refuse(found.line, code, name=name, least=least, most=most, count=count)
            return ()
        return found.value

    def form(self, name: str) -> Form | None:
        """Entries within an entry."""
        found = self.entry(name)
        if found is None:
            return None
        return Form(found, name, self.problems).speaking(self._languages)

    def trying(self, read: Callable[[], T]) -> T | None:
        """What `read` gives, or None where it keeps what is wrong."""
        try:
            return read()
        except LineError as error:
            self.problems.append(error)
            return None

    def _listed(self, found: Entry, name: str) -> tuple[Entry, ...]:
        if isinstance(found.value, tuple):
            return found.value
        if isinstance(found.value, str):
            parts = filter(None, map(str.strip, found.value.split(",")))
            return tuple(Entry(found.line, part) for part in parts)
        self.refuse(found.line, "lesson.not_a_list", name=name)
        return ()

    def _text(self, found: Entry, name: str, most: int) -> str:
        if not isinstance(found.value, str):
            self.refuse(found.line, "lesson.not_a_text", name=name)
            return ""
        text = found.value.strip()
        if not text:
            self.refuse(found.line, "lesson.nothing", name=name)
        if len(text) > most:
            self.refuse(found.line, "lesson.long", name=name, count=len(text), most=most)
            return ""
        return text


def _shown(entry: Entry) -> str:
    return short(entry.value) if isinstance(entry.value, str) else "…"
