"""The language that is spoken, and what each does with numbers: its decimal mark, its plurals.

What a language does is known to Babel, which has it from the Unicode consortium (CLDR).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache

ENGLISH = "en"
#: Variables of a terminal, the first that is set counts (POSIX).
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")

_spoken: ContextVar[str] = ContextVar("language", default=ENGLISH)


@dataclass(frozen=True)
class Habits:
    """What a language does.

    Attributes
    ----------
    name : str
        What it is called in itself.
    locale : str
        With the land where most speak it: "de_DE".
    direction : str
        Of its script: "ltr" or "rtl".
    decimal : str
        The mark before the decimals.
    plural : callable
        From a number to its form: "one", "two", "few", "many" or "other".
    """

    name: str
    locale: str
    direction: str
    decimal: str
    plural: Callable[[float], str]


#: Written down, so that whoever never leaves English need not load Babel: a twentieth of a second.
_ENGLISH = Habits("English", "en_US", "ltr", ".", lambda number: "one" if number == 1 else "other")


@cache
def habits(language: str) -> Habits:
    """Of a language; of one that nobody knows, those of English."""
    if language == ENGLISH:
        return _ENGLISH
    from babel import Locale, UnknownLocaleError
    from babel.core import get_global

    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return _ENGLISH
    return Habits(
        locale.get_display_name(language) or language,
        f"{locale.language}_{get_global('likely_subtags')[language].rpartition('_')[2]}",
        locale.text_direction,
        locale.number_symbols["latn"]["decimal"],
        locale.plural_form,
    )


def spoken() -> str:
    """The language of the innermost `speaking`, else English."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within it, whatever is said without a language of its own is said in this one."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def of_terminal(variables: Mapping[str, str], known: tuple[str, ...]) -> str:
    """The language of `known` that a terminal's variables ask for, else English."""
    named = next(filter(None, (variables.get(name) for name in VARIABLES)), "")
    return nearest(named.partition(".")[0].partition("@")[0].replace("_", "-"), known) or ENGLISH


def nearest(tag: str, known: tuple[str, ...]) -> str:
    """The language of `known` that a tag names, or that its beginning does: de-AT -> de; or ""."""
    while tag and tag not in known:
        tag = tag.rpartition("-")[0]
    return tag
