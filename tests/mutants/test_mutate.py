"""The mutants themselves: each is one change, in code that computes, and can be tried."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.mutants.__main__ import ROOT, _equivalent, chosen, folders_of, modules, place_of
from tests.mutants.mutate import mutants

MODULE = '''"""Text 1."""
from x import y
LIMIT = 1e-8
def f(a: float, b: float = 2) -> float:
    """Text 2."""
    if a < 3:
        raise ValueError(f"{a + 1}")
    assert b > 0
    return max(a, -b) + abs(
        a
    )
'''


def test_each_kind_by_hand() -> None:
    """Whatever is changed in a small module, and nothing else."""
    assert {(mutant.line, mutant.old, mutant.new) for mutant in mutants(MODULE)} == {
        (3, "1e-08", "0.0"),
        (3, "1e-08", "1e-06"),
        (4, "2", "3"),
        (4, "2", "1"),
        (6, "a < 3", "a <= 3"),
        (6, "a < 3", "a >= 3"),
        (6, "a < 3", "True"),
        (6, "a < 3", "False"),
        (6, "3", "4"),
        (6, "3", "2"),
        (9, "max(a, -b) + abs(a)", "0.0"),
        (9, "max(a, -b) + abs(a)", "max(a, -b) - abs(a)"),
        (9, "max(a, -b) + abs(a)", "max(a, -b)"),
        (9, "max(a, -b) + abs(a)", "abs(a)"),
        (9, "max(a, -b)", "min(a, -b)"),
        (9, "max(a, -b)", "a"),
        (9, "max(a, -b)", "-b"),
        (9, "-b", "b"),
        (9, "abs(a)", "a"),
    }


def test_the_rest_of_the_text_stays() -> None:
    """Bytes before and after the expression, though it runs over lines and signs are not ASCII."""
    text = 'A = "γα*"; B = [\n    2.5 * A,  # α\n]\n'
    swapped = next(each for each in mutants(text) if each.new == "2.5 / A")
    assert swapped.applied(text) == 'A = "γα*"; B = [\n    (2.5 / A),  # α\n]\n'


@pytest.mark.parametrize("name", list(modules("core/scalar")), ids=str)
def test_every_mutant_parses_and_differs(name: Path) -> None:
    text = (ROOT / name).read_text()
    same = ast.dump(ast.parse(text))
    for mutant in chosen(name, text, 8, 3):
        assert ast.dump(ast.parse(mutant.applied(text))) != same, mutant


def test_every_module_has_tests_of_its_topic() -> None:
    for name in modules("core"):
        assert folders_of(name), name
        assert all((ROOT / folder).exists() for folder in folders_of(name))


def test_what_changes_nothing_has_a_reason() -> None:
    assert all(why.strip() for why in _equivalent().values())


def test_where_a_line_is() -> None:
    """The innermost function, from its first mark on; a cached one is nobody's own."""
    text = "A = 1\n@mark\ndef f():\n    def g():\n        return 2\n    return g\n"
    found = [place_of(Path("m.py"), text, line) for line in (1, 4, 5, 6)]
    assert found == [None, ("m.py", 4), ("m.py", 4), ("m.py", 2)]
    assert place_of(Path("m.py"), text.replace("@mark", "@cache"), 6) is None
