"""What languages do with numbers: decimal marks, groups, lists, plurals."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel import Locale
from babel.core import get_global

import words
from dashboard.parts.typed import number_of
from tests.words.numbers import NUMBERS
from words import Message, habits, languages, say, speaking
from words.languages import Habits
from words.numbers import written

COUNTED = """
[rows]
by = "count"
0 = "none"
one = "{count} wiersz"
few = "{count} wiersze"
other = "{count} wierszy"

[parts]
part = {by = "size", one = "one", few = "few", other = "other"}
"""


def test_english_is_as_babel_has_it() -> None:
    """It is written down, so that nobody who only speaks English loads Babel."""
    english = Locale.parse("en")
    form = english.plural_form
    assert habits("en").name == english.get_display_name("en")
    assert habits("en").locale == get_global("likely_subtags")["en"].replace("_Latn", "")
    assert (habits("en").direction, habits("en").decimal) == ("ltr", ".")
    for number in (0, 1, 2, 1.5, 100):
        assert habits("en").plural(number) == form(number)


def test_german() -> None:
    german = habits("de")
    assert isinstance(german, Habits)
    assert (german.name, german.locale, german.direction) == ("Deutsch", "de_DE", "ltr")
    with speaking("de"):
        assert written(1 / 3) == "0,3333"
        assert written(-12345.6) == "−12\u202f346"
        assert written(1.25e-20) == "1,25·10⁻²⁰"
        assert words.text("scalar_rate.by_margin", rate=3.88, margin=0.36).count(",") == 2


def test_nobody_knows_this_one() -> None:
    assert habits("xx") == habits("not a language") == habits("en")


def test_english_is_the_first() -> None:
    assert languages()[:2] == ("en", "de")


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_is_written_is_read(language: str) -> None:
    """A number copied from a sentence into a box is the same: no group is a decimal mark."""
    with speaking(language):
        for number in NUMBERS[18:]:
            text = written(number, 15)
            # 1,234 is two numbers where commas part thousands: test_query has it.
            read = number_of(text.replace(",", "."))
            assert written(read, 15) == text


def test_lists_of_decimals_are_told_apart() -> None:
    start = Message("picture.constraint", start=(0.5, 2.5), end=("1", "2"))
    with speaking("de"):
        assert "(0,5; 2,5) nach (1, 2)" in say(start)
    assert "(0.5, 2.5) to (1, 2)" in say(start)


def test_plurals_are_those_of_the_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One, few and other are what Polish has; a value that stands there itself goes before."""
    (tmp_path / "en.toml").write_text("", encoding="utf-8")
    (tmp_path / "pl.toml").write_text(COUNTED, encoding="utf-8")
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    with speaking("pl"):
        told = [words.text("rows", count=count) for count in (0, 1, 2, 4, 5, 12, 22)]
        assert words.text("parts.part", size=1.5) == "other"
        assert words.text("parts.part", size=2.0) == "few"
        assert words.text("parts.part", size=True) == "other"
    assert told == [
        "none", "1 wiersz", "2 wiersze", "4 wiersze", "5 wierszy", "12 wierszy", "22 wiersze",
    ]  # fmt: skip
