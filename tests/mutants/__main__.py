"""Change core a little, many times over, and see whether its tests notice.

Every module gives one mutant for so many lines, chosen by the seed. Each is tried in a copy of the
tree against the tests of its own topic that call the changed function, the quickest first, until
one fails. Who takes far longer than before is killed too: a loop without an end. The survivors are
listed: a test is missing, or the change changes nothing.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path

from tests.mutants.mutate import Mutant, mutants
from tests.mutants.trials import OURS, Place, Reach, failure, record, together

ROOT = Path(__file__).resolve().parents[2]
COPIED = (*OURS, "app.py", "assets", "pyproject.toml")
#: Topics that are also tested as a part of others; and the modules at the top of core.
ALSO = {
    "integrate": ["matrix"],
    "objective": ["matrix/test_scenario.py", "matrix/flow/test_layered.py"],
}
TOP = ["tests/core/command_line"]


def modules(only: str) -> Iterator[Path]:
    """Those of core in which something is computed, by their place in the tree."""
    for module in sorted((ROOT / "core").rglob("*.py")):
        name = module.relative_to(ROOT)
        if module.name != "__init__.py" and str(name).startswith(only):
            yield name


def chosen(name: Path, text: str, every: int, seed: int) -> list[Mutant]:
    """One mutant for so many lines, at least one: the same for the same text and seed."""
    found = mutants(text)
    count = min(len(found), max(1, round(len(text.splitlines()) / every)))
    picked = random.Random(f"{seed} {name.as_posix()}").sample(range(len(found)), count)
    return [found[index] for index in sorted(picked)]


def folders_of(name: Path) -> list[str]:
    """Where the tests of the module's topic are."""
    topic = name.parts[1]
    if topic.endswith(".py"):
        beside = sorted((ROOT / "tests" / "core").glob("test_*.py"))
        return [*TOP, *(file.relative_to(ROOT).as_posix() for file in beside)]
    places = [f"tests/core/{folder}" for folder in (topic, *ALSO.get(topic, []))]
    return [place for place in places if (ROOT / place).exists()]


def place_of(name: Path, text: str, line: int) -> Place | None:
    """The function that a line is in; None where it is in none, or in one that remembers."""
    inner = None
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.lineno <= line <= (node.end_lineno or 0):
            if any("cache" in ast.unparse(mark) for mark in node.decorator_list):
                return None
            first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
            inner = max(inner or 0, first)
    return (name.as_posix(), inner) if inner else None


def _try_all(tree: Path, asked: argparse.Namespace) -> tuple[int, int]:
    @cache
    def reach(folder: str) -> Reach:
        found = record(tree, folder)
        for test in sorted(found.failing):
            _say(f"left out, for it fails without a mutant: {test}")
        return found

    again = _survivors(asked.again) if asked.again else None
    known_same = _equivalent()
    killed = total = 0
    for name in modules(asked.only):
        text = (ROOT / name).read_text()
        if again is None:
            picked = chosen(name, text, asked.every, asked.seed)
        else:
            picked = [mutant for mutant in mutants(text) if _key(name, mutant) in again]
        for mutant in picked:
            same = known_same.get((*_key(name, mutant), text.splitlines()[mutant.line - 1].strip()))
            if same:
                _say(f"changes nothing ({same}): {_told(name, mutant)}")
                continue
            known = together([reach(folder) for folder in folders_of(name)])
            tests = known.tests(place_of(name, text, mutant.line))
            limit = 20 + 2 * sum(known.seconds[test] for test in tests)
            (tree / name).write_text(mutant.applied(text))
            why = failure(tree, tests, int(limit)) if tests else None
            (tree / name).write_text(text)
            killed, total = killed + bool(why), total + 1
            fate = f"killed by {why}" if why else "SURVIVES"
            _say(f"{fate} of {len(tests)}: {_told(name, mutant)}")
            if asked.output:
                told = asdict(mutant) | {"module": name.as_posix(), "why": why, "tests": len(tests)}
                with asked.output.open("a") as file:
                    file.write(json.dumps(told) + "\n")
    return killed, total


def _told(name: Path, mutant: Mutant) -> str:
    return f"{name}:{mutant.line} {mutant.kind}: {mutant.old} -> {mutant.new}"


def _equivalent() -> dict[tuple[str, str, str, str], str]:
    """Changes that are known to change nothing, and why: module, old, new, the line they are in."""
    told = tomllib.loads(Path(__file__).with_name("equivalent.toml").read_text())["mutant"]
    return {(each["module"], each["old"], each["new"], each["line"]): each["why"] for each in told}


def _key(name: Path, mutant: Mutant) -> tuple[str, str, str]:
    return name.as_posix(), mutant.old, mutant.new  # lines move


def _survivors(file: Path) -> set[tuple[str, str, str]]:
    told = [json.loads(line) for line in file.read_text().splitlines()]
    return {(each["module"], each["old"], each["new"]) for each in told if each["why"] is None}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Exit status 1 where a mutant survives."""
    options = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    options.add_argument("--every", type=int, default=35, metavar="LINES")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", default="core", metavar="PREFIX")
    options.add_argument("--output", type=Path, metavar="FILE", help="a line of JSON a mutant")
    options.add_argument("--again", type=Path, metavar="FILE", help="its survivors alone")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder).resolve()
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                shutil.copy(source, tree / name)
        killed, total = _try_all(tree, asked)
    _say(f"{killed} of {total} killed ({100 * killed / max(total, 1):.1f} %).")
    return int(killed < total)


if __name__ == "__main__":
    sys.exit(main())
