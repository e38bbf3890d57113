"""docs/mathematics.md keeps the form that README.md announces, and says what is there."""

from __future__ import annotations

import doctest
import importlib
import math
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from dashboard.guides.notes import article
from dashboard.parts.notes.document import PARTS, PATH, POSTER, Statement, document, parsed

NOTES = document()
TEXT = PATH.read_text(encoding="utf-8")
ROOT = PATH.parent.parent
STATEMENTS = list(NOTES.statements())
BLOCKS = re.findall(r"^```pycon\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
#: A number as Python prints it, with its decimals.
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.(\d+))?(?:e([+-]?\d+))?(?![\w.])")
each_statement = pytest.mark.parametrize("statement", STATEMENTS, ids=lambda each: each.anchor)


@each_statement
def test_a_statement_has_all_its_parts(statement: Statement) -> None:
    parts = dict(statement.parts)
    assert [name for name in parts if name != POSTER] == [*PARTS]
    assert [name for name, text in parts.items() if not text.strip()] == []
    assert statement.text


@each_statement
def test_what_computes_it_exists(statement: Statement) -> None:
    said = dict(statement.parts)["Computed by"]
    assert statement.functions or said.startswith("nothing"), said
    for name in statement.functions:
        assert _found(name), name


def _found(name: str) -> bool:
    """Whether a full name is of a module or of something in it."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            value: Any = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            value = getattr(value, part, None)
        return value is not None
    return False


def test_no_anchor_is_there_twice() -> None:
    anchors = [each.anchor for each in (*NOTES.sections, *STATEMENTS)]
    assert [name for name, count in Counter(anchors).items() if count > 1] == []


def test_links_lead_somewhere() -> None:
    anchors = {each.anchor for each in (*NOTES.sections, *STATEMENTS)}
    assert set(re.findall(r"\]\(#([^)]*)\)", TEXT)) <= anchors


def test_anchors_that_the_program_names_exist() -> None:
    anchors = {each.anchor for each in (*NOTES.sections, *STATEMENTS)}
    for file in [
        ROOT / "README.md",
        *(ROOT / "core").rglob("*.py"),
        *(ROOT / "dashboard").rglob("*.py"),
    ]:
        named = set(re.findall(r"docs/mathematics\.md#([\w-]+)", file.read_text(encoding="utf-8")))
        assert named <= anchors, Path(file).name


def test_examples_are_there() -> None:
    """A test of nothing otherwise."""
    assert len(BLOCKS) >= 1


@pytest.mark.parametrize("block", BLOCKS)
def test_a_worked_example_says_what_core_says(block: str) -> None:
    """Numbers to the last digit that is printed, everything else as it is."""
    names: dict[str, Any] = {}
    examples = doctest.DocTestParser().get_examples(block)
    assert any(example.want for example in examples)
    for example in examples:
        if not example.want:
            exec(example.source, names)  # our own file
        else:
            said = str(eval(example.source, names))  # our own file
            assert same(said, example.want.strip()), (example.source, said)


def same(said: str, printed: str) -> bool:
    """Whether two texts agree but for digits that are not printed."""
    if _NUMBER.sub("0", said) != _NUMBER.sub("0", printed):
        return False
    pairs = zip(_NUMBER.finditer(said), _NUMBER.finditer(printed), strict=True)
    return all(_close(float(ours[0]), theirs) for ours, theirs in pairs)


def _close(value: float, printed: re.Match[str]) -> bool:
    digits = len(printed[1] or "") - int(printed[2] or 0)
    return math.isclose(value, float(printed[0]), rel_tol=0.0, abs_tol=0.51 * 10.0**-digits)


def test_how_numbers_are_compared() -> None:
    assert same("[0.12345, 2]", "[0.123, 2]")
    assert not same("[0.12345, 2]", "[0.124, 2]")
    assert not same("0.5", "[0.5]")
    assert same("1.2341e-12", "1.23e-12")


def test_how_a_file_is_taken_apart() -> None:
    notes = parsed(
        "# T\n\nHead.\n\n## 2. Rates\n\nBefore.\n\n### A `b` rate, α*\n\nText.\n\n- an item\n\n"
        "- Valid: always,\n  and ever\n- Proof: none.\n\n## Glossary\n\nWords.\n"
    )
    assert (notes.title, notes.text, [each.anchor for each in notes.sections]) == (
        "T",
        "Head.",
        ["2-rates", "glossary"],
    )
    (statement,) = notes.statements()
    assert (statement.number, statement.anchor) == ("2.1", "a-b-rate-α")
    assert statement.text == "Text.\n\n- an item"
    assert dict(statement.parts) == {"Valid": "always,\nand ever", "Proof": "none."}


def test_every_formula_is_drawn() -> None:
    """Nothing of LaTeX or of dollar signs is left over for the page to show."""
    html = "".join([article.head(NOTES), *(article.section(each) for each in NOTES.sections)])
    shown = re.sub(r"<pre>.*?</pre>|<code>.*?</code>|<[^>]*>", " ", html, flags=re.DOTALL)
    assert re.findall(r".{0,60}(?:\$|\\[a-zA-Z]).{0,60}", shown) == []
