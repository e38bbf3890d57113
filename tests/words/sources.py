"""What the source says: the codes it names, the values it gives them, and the prose left in it."""

from __future__ import annotations

import ast
import fnmatch
import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from words import FORMULA

ROOT = Path(__file__).resolve().parents[2]
#: What looks like prose: three words of small letters in a row.
PROSE = re.compile(r"[a-zα-ω]{2,}[,;:]? [a-zα-ω]+[,;:]? [a-zα-ω]{2,}")
#: Function -> which of its arguments is the code.
SPEAKERS = {
    "Message": 0, "words.text": 0,
    "ScenarioError": 1, "LineError": 1, "_refused": 1, "ControlError": 1, "SettingError": 0,
    "StartError": 0, "StopError": 0, "StoreError": 0,
}  # fmt: skip


@dataclass(frozen=True)
class Call:
    """A code, with * for each part that is a value, and the names of its values."""

    place: str
    code: str
    names: frozenset[str]
    #: Whether more values come from elsewhere (**values).
    more: bool


def modules(*places: str) -> Iterator[tuple[str, ast.Module]]:
    """Path and tree of every module under these places."""
    for place in places:
        path = ROOT / place
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            yield str(file.relative_to(ROOT)), ast.parse(file.read_text(encoding="utf-8"))


def calls(path: str, tree: ast.Module) -> Iterator[Call]:
    """Every message that the module builds of a code given as it stands."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        place = SPEAKERS.get(ast.unparse(node.func))
        if place is None or len(node.args) <= place:
            continue
        code = _code(node.args[place])
        if code:
            names = {keyword.arg for keyword in node.keywords}
            yield Call(
                f"{path}:{node.lineno}",
                code,
                frozenset(name for name in names if name),
                None in names,
            )


def _code(node: ast.expr) -> str:
    """A code as it stands; of an f-string, with * for each of its values."""
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "*" for part in node.values]
        code = "".join(str(part) for part in parts)
        return code if code.strip("*") else ""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ""


def meant(code: str, codes: Iterable[str]) -> list[str]:
    """The code itself, or all that it stands for with * in it."""
    return fnmatch.filter(codes, code)


def texts(tree: ast.Module) -> set[str]:
    """Every text in the module."""
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def prose(tree: ast.Module, *, labels: bool = False) -> Iterator[tuple[int, str]]:
    """Line and text of what reads like prose and is no docstring.

    With `labels`, texts without a full stop are let pass: names of things.

    Neither are the values of an enum, which are codes, nor what an exception says that tells a
    programmer of an error of his own (ValueError and its kind).
    """
    passed = set(_passed_over(tree))
    for node in ast.walk(tree):
        if id(node) in passed:
            continue
        if isinstance(node, ast.JoinedStr):
            passed |= {id(part) for part in ast.walk(node)}
            text = "".join(
                part.value if isinstance(part, ast.Constant) else "x" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if PROSE.search(text) and ("." in text or not labels):
            yield node.lineno, text


_INTERNAL = {"ValueError", "FloatingPointError", "RuntimeError"}


def _passed_over(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        skipped: list[ast.AST] = []
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped = [node]  # a docstring
        elif isinstance(node, ast.ClassDef):
            bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
            if bases & {"StrEnum"}:
                skipped = list(node.body)
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in _INTERNAL
        ):
            skipped = list(node.args)
        for part in skipped:
            yield from (id(inner) for inner in ast.walk(part))


def placeholders(entry: str | dict[str, str]) -> set[str]:
    """Names of the values that an entry of a catalogue shows, or chooses by."""
    if isinstance(entry, str):
        plain = FORMULA.sub("", entry)
        parts = [(name, spec) for _, name, spec, _ in string.Formatter().parse(plain) if name]
        return {name for name, _ in parts}.union(*(placeholders(spec or "") for _, spec in parts))
    choices = {text for name, text in entry.items() if name != "by"}
    return {entry["by"]}.union(*map(placeholders, choices))
