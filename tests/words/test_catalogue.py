"""The catalogues are complete, what the code says is in them, and no prose is built elsewhere."""

from __future__ import annotations

import ast

import pytest

from tests.words.sources import ROOT, calls, meant, modules, placeholders, prose, texts
from words import Message, catalogue, habits, say

SPEAKING = ("core", "dashboard", "sweep", "app.py")
ENGLISH = catalogue("en")
LANGUAGES = sorted(path.stem for path in (ROOT / "words").glob("*.toml"))
CALLS = [call for path, tree in modules(*SPEAKING) for call in calls(path, tree)]

PLURALS = {"zero", "one", "two", "few", "many"}

#: Modules that may hold prose, and why.
EXCEPTIONS = {
    "core/__main__.py": "what each command is for: argparse prints it as help",
    "sweep/command.py": "what each option is for: argparse prints it as help",
    "dashboard/environment/table.py": "what each setting is for: a line of README",
    "dashboard/parts/taking/citing.py": "references in BibTeX",
    "dashboard/parts/taking/plain.py": "pieces of programs in Python",
}


def test_every_code_that_is_used_exists() -> None:
    """Wherever a message or a refusal is built of a code as it stands."""
    assert len(CALLS) > 100, "a test of nothing"
    assert [f"{call.place}: {call.code}" for call in CALLS if not meant(call.code, ENGLISH)] == []


def test_every_code_that_exists_is_used() -> None:
    """A key that no text in the code names is dead."""
    named = set().union(*(texts(tree) for _, tree in modules(*SPEAKING)))
    for call in CALLS:
        named |= set(meant(call.code, ENGLISH))
    assert sorted(set(ENGLISH) - named) == []


def test_every_message_has_the_values_that_its_words_need() -> None:
    """Where all of its values are given at the same place."""
    lacking = [
        f"{call.place}: {code} without {name}"
        for call in CALLS
        if not call.more
        for code in meant(call.code, ENGLISH)
        for name in sorted(placeholders(ENGLISH[code]) - call.names)
    ]
    assert lacking == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_everything(language: str) -> None:
    """The same keys as English, the same values in each, and a way out of each choice."""
    entries = catalogue(language)
    assert sorted(set(ENGLISH) - set(entries)) == [], "not translated"
    assert sorted(set(entries) - set(ENGLISH)) == [], "of no use"
    for code, entry in entries.items():
        assert placeholders(entry) == placeholders(ENGLISH[code]), code
        assert isinstance(entry, str) or "other" in entry, code


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_those_of_the_language(language: str) -> None:
    """A form that it has not would never be said."""
    forms = {habits(language).plural(number) for number in (*range(200), 0.5, 1.5)}
    for code, entry in catalogue(language).items():
        if not isinstance(entry, str) and "one" in entry:
            strange = set(entry) & (PLURALS - forms)
            assert not strange, f"{code}: {strange}"


@pytest.mark.parametrize("place", ["core", "dashboard", "sweep"])
def test_no_prose_is_built_outside_the_catalogue(place: str) -> None:
    """No text in core that reads like prose, and no sentence in the pages.

    Of the pages' names of things test_pages.py knows more.
    """
    found = [
        f"{path}:{line}: {text}"
        for path, tree in modules(place)
        if path not in EXCEPTIONS
        for line, text in prose(tree, labels=place == "dashboard")
    ]
    assert found == []


def test_the_exceptions_are_needed() -> None:
    """None of them outlives its reason."""
    for path in EXCEPTIONS:
        assert any(True for _, tree in modules(path) for _ in prose(tree)), path


def test_the_walk_sees_prose() -> None:
    """In literals, in pieces around values, inside calls; not in docstrings, codes and errors."""
    source = (
        '"""A docstring of a module, which may say what it likes."""\n'
        "class Kind(StrEnum):\n    A = 'the best of all'\n"
        "def f(x):\n    raise ValueError('this is of no user')\n"
        "a = 'this one is seen'\nb = f'so {1} is this one'\nc = f(g(text='and this one too'))\n"
        "d = 'field.not_a_number'\n"
    )
    assert [line for line, _ in prose(ast.parse(source))] == [6, 7, 8]


def test_sentences_follow_one_another_in_any_language() -> None:
    """A point between sentences is no decimal mark, though numbers have one in English."""
    both = Message("picture.regimes", parts=("a is 0.5", "b is 1.5"))
    assert say(both, "en") == say(both, "de") == "a is 0.5. b is 1.5."
