"""What no translation changes: numbers, and formulas but for the words in them."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from words import FORMULA, catalogue, languages

ENGLISH = catalogue("en")
#: Numbers with a decimal sign of either kind.
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_WORDS = re.compile(r"\\(?:text|mathrm)\{[^}]*\}")
CODES = [
    code
    for code, entry in ENGLISH.items()
    if isinstance(entry, str)
    and code.startswith(("plot.", "preset.", "readout.", "lab.", "heading.", "poster."))
]
each_other_language = pytest.mark.parametrize("language", languages()[1:])


def _numbers(text: str) -> Counter[str]:
    """Those of the words: a formula's belong to it."""
    return Counter(number.replace(",", ".") for number in _NUMBER.findall(FORMULA.sub("", text)))


def _formulas(text: str) -> Counter[str]:
    """Without words, and without the point that ends a sentence."""
    wordless = (_WORDS.sub("", formula) for formula in FORMULA.findall(text))
    return Counter(re.sub(r"\s+|\.(?=\$)", "", formula) for formula in wordless)


@each_other_language
@pytest.mark.parametrize("read", [_numbers, _formulas], ids=["numbers", "formulas"])
def test_it_says_the_same(language: str, read: object) -> None:
    assert callable(read)
    entries = catalogue(language)
    told = {code: (read(str(ENGLISH[code])), read(str(entries[code]))) for code in CODES}
    assert sum(bool(english) for english, _ in told.values()) > 30, "a test of nothing"
    assert {code: both for code, both in told.items() if both[0] != both[1]} == {}
