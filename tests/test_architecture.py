"""Who may import whom: the directions of design.md, read from the source itself."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("core", "dashboard", "app")
STANDARD = frozenset(sys.stdlib_module_names)


def _modules(place: str) -> list[Path]:
    path = ROOT / place
    found = [path] if path.is_file() else sorted(path.rglob("*.py"))
    return [file.relative_to(ROOT) for file in found]


def imports(source: str, package: str) -> set[str]:
    """Full names of everything that a module of `package` imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")
            above = parents[: len(parents) - node.level + 1] if node.level else []
            base = ".".join([*above, node.module] if node.module else above)
            # `from core import solve` may name a module or something in it: both are edges.
            names |= {f"{base}.{alias.name}" for alias in node.names}
    return names


def _allowed(name: str, rooms: frozenset[str]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def _strays(place: str, rooms: frozenset[str]) -> list[str]:
    """Edges out of `place` to anything but the rooms allowed."""
    return [
        f"{file} imports {name}"
        for file in _modules(place)
        for name in sorted(imports((ROOT / file).read_text(), ".".join(file.parent.parts)))
        if not _allowed(name, rooms)
    ]


#: Where from, and the only rooms it may import.
RULES = {
    "core": STANDARD | {"numpy", "scipy", "core"},
    "dashboard/figures": STANDARD | {"numpy", "plotly", "core", "dashboard.figures"},
    "dashboard/query.py": STANDARD,
    # The places that read what a user set.
    "dashboard/controls.py": STANDARD | {"core", "dashboard.ids", "dashboard.query"},
    "dashboard/matrix_controls.py": STANDARD
    | {"core", "dashboard.entries", "dashboard.ids", "dashboard.query"}
    | {"dashboard.scenario_file"},
    "dashboard/entries.py": STANDARD | {"core", "dashboard.query"},
    "dashboard/scenario_file.py": STANDARD | {"core", "dashboard.query"},
    "dashboard/depth_controls.py": STANDARD
    | {"core", "dashboard.ids", "dashboard.entries", "dashboard.query"},
    "dashboard/regimes_controls.py": STANDARD
    | {"core", "dashboard.ids", "dashboard.entries", "dashboard.query"},
    "dashboard/ids.py": STANDARD,
    "dashboard/presets.py": STANDARD,
    "dashboard/readouts.py": STANDARD,
    "dashboard/content": STANDARD,
    "dashboard/components": STANDARD
    | {"dash", "core", "dashboard.components", "dashboard.content", "dashboard.controls"}
    | {"dashboard.depth_controls", "dashboard.ids", "dashboard.matrix_controls"}
    | {"dashboard.presets", "dashboard.readouts", "dashboard.regimes_controls"}
    | {"dashboard.entries", "dashboard.scenario_file"},
    "dashboard/pages": STANDARD
    | {"dash", "dashboard.components", "dashboard.content", "dashboard.ids"}
    | {"dashboard.presets", "dashboard.readouts"},
    "dashboard": STANDARD | {"dash", "flask", "flask_caching", "werkzeug", "numpy", "plotly"}
    | {"core", "dashboard"},
    "app.py": STANDARD | {"dashboard"},
}  # fmt: skip


@pytest.mark.parametrize("place, rooms", RULES.items(), ids=RULES.keys())
def test_imports_go_one_way(place: str, rooms: frozenset[str]) -> None:
    """No edge but the allowed ones."""
    assert _modules(place), f"{place} has no modules: a test of nothing"
    assert _strays(place, rooms) == []


def test_pages_and_callbacks_meet_only_in_ids() -> None:
    """Neither imports the other."""
    for one, other in (("pages", "callbacks"), ("callbacks", "pages")):
        for file in _modules(f"dashboard/{one}"):
            names = imports((ROOT / file).read_text(), ".".join(file.parent.parts))
            assert not any(_allowed(name, frozenset({f"dashboard.{other}"})) for name in names)


def test_nothing_imports_app_but_tests() -> None:
    """It is the entry point: importing it starts reading settings."""
    for place in ("core", "dashboard"):
        for file in _modules(place):
            names = imports((ROOT / file).read_text(), ".".join(file.parent.parts))
            assert not any(_allowed(name, frozenset({"app"})) for name in names), file


def test_core_never_prints() -> None:
    """It returns; only its command line writes, and to the streams by name."""
    for file in _modules("core"):
        for node in ast.walk(ast.parse((ROOT / file).read_text())):
            assert not (isinstance(node, ast.Name) and node.id == "print"), file


def test_the_walk_sees_every_way_to_import() -> None:
    """Plain, from, relative, dotted, inside functions, and under TYPE_CHECKING."""
    source = (
        "import a.b as c\nfrom d import e\nfrom . import f\nfrom .g import h\n"
        "from ..i import j\ndef k():\n    import l\nif TYPE_CHECKING:\n    from m.n import o\n"
    )
    assert imports(source, "core.flow") == {
        "a.b", "d.e", "core.flow.f", "core.flow.g.h", "core.i.j", "l", "m.n.o",
    }  # fmt: skip
