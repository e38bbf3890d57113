"""Who may import whom: the directions of design.md, read from the source itself."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("core", "dashboard", "sweep", "words", "app")
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


#: What may never leave its room: nothing outside a topic imports the topic.
TOPICS = ("scalar", "matrix", "regimes", "depth", "atlas")
PARTS = STANDARD | {"core", "words", "dashboard.parts"}


def _topic_rules(topic: str) -> dict[str, frozenset[str]]:
    """A page is one folder: it knows core, the parts that pages share, and itself."""
    own = PARTS | {f"dashboard.{topic}"}
    drawing = {"dashboard.parts.drawing"}
    if topic == "atlas":  # finished sweeps
        own |= {"flask", "sweep.errors", "sweep.store"}
    return {
        f"dashboard/{topic}": own | {"numpy", "dash", "flask_caching", "typing_extensions"},
        f"dashboard/{topic}/figures": STANDARD | drawing
        | {"numpy", "plotly", "core", "words", f"dashboard.{topic}.figures"},
        f"dashboard/{topic}/controls.py": own,
        f"dashboard/{topic}/presets.py": STANDARD | {"dashboard.parts.presets"},
        f"dashboard/{topic}/readouts.py": STANDARD | {"core", "dashboard.parts.readouts"},
        f"dashboard/{topic}/ids.py": STANDARD,
    }  # fmt: skip


#: Where from, and the only rooms it may import.
RULES = {
    "words": STANDARD | {"words", "babel"},
    # Of core its command line alone knows sweeps: see below.
    "core": STANDARD | {"numpy", "scipy", "core", "words", "sweep.command"},
    "sweep": STANDARD | {"numpy", "plotly", "tqdm", "zarr", "core", "sweep", "words"}
    | {"dask", "distributed"},
    **{place: rooms for topic in TOPICS for place, rooms in _topic_rules(topic).items()},
    "dashboard/parts": PARTS
    | {"numpy", "dash", "flask", "flask_caching", "werkzeug"}
    | {"latex2mathml", "markdown_it", "mdit_py_plugins", "segno"}
    | {"orjson", "pydantic", "typing_extensions"},
    "dashboard/parts/query.py": STANDARD
    | {"words", "dashboard.parts.links", "dashboard.parts.typed"},
    "dashboard/parts/links.py": STANDARD,
    "dashboard/parts/typed.py": STANDARD,
    # Above the topics, whose stages they show; only the factory knows them.
    "dashboard/guides": PARTS
    | {
        f"dashboard.{topic}.{file}"
        for topic in TOPICS
        for file in ("layout", "controls", "cost", "taking")
    }
    | {"dashboard.guides", "dash", "flask", "numpy", "typing_extensions", "werkzeug", "yaml"},
    "dashboard": STANDARD | {"dash", "flask", "flask_caching", "werkzeug", "numpy", "plotly"}
    | {"limits", "prometheus_client", "redis"} | {"backports.zstd", "brotli"}
    | {"latex2mathml", "markdown_it", "mdit_py_plugins", "segno"}
    | {"orjson", "pydantic", "typing_extensions", "yaml"}
    | {"core", "dashboard", "words", "gevent", "gunicorn"}
    | {"sweep.errors", "sweep.store"},
    # In the master too, which forks: it loads no application.
    "dashboard/worker": STANDARD | {"gevent", "gunicorn", "dashboard.worker", "words"},
    "app.py": STANDARD | {"dashboard", "words"},
}  # fmt: skip


@pytest.mark.parametrize("place, rooms", RULES.items(), ids=RULES.keys())
def test_imports_go_one_way(place: str, rooms: frozenset[str]) -> None:
    """No edge but the allowed ones."""
    assert _modules(place), f"{place} has no modules: a test of nothing"
    assert _strays(place, rooms) == []


#: What core is made of, each part above what it may import. Two parts that need each other have
#: something in common that belongs below both.
ORDER = (
    "errors", "arrays", "closer", "once", "fields", "float64", "network", "scenario",
    "scalar", "objective", "integrate", "guarantee", "matrix", "solving",
    "regimes", "descent", "depth", "reading", "atlas", "__init__", "__main__",
)  # fmt: skip
#: From outside core: everything but the tests of core itself.
OUTSIDE = ("dashboard", "sweep", "app.py", "benchmarks", "tests")


def _part(name: str) -> str:
    """Of core: the topic or top-level module that a full name is in."""
    part = name.split(".")[1]
    return part if part in ORDER else "__init__"  # `from core import solve`


def test_topics_of_core_import_one_way() -> None:
    """No cycle between topics, not even one of imports for types."""
    wrong = []
    for file in _modules("core"):
        here = file.parts[1].removesuffix(".py")
        assert here in ORDER, f"{here} has no place in the order of core's parts"
        for name in sorted(imports((ROOT / file).read_text(), ".".join(file.parent.parts))):
            if name.startswith("core.") and ORDER.index(_part(name)) > ORDER.index(here):
                wrong.append(f"{file} imports {name}")
    assert wrong == []


def _public(file: Path) -> frozenset[str]:
    """The names in a package's __all__."""
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return frozenset(ast.literal_eval(node.value))
    raise AssertionError(f"{file} has no __all__")


def deeper(names: set[str], public: dict[str, frozenset[str]]) -> list[str]:
    """Of full names, those in core that are not public: of core, a topic, or a module of core."""
    found = []
    for name in sorted(names):
        room, *inner = name.split(".")
        if room != "core" or not inner:
            continue
        known = public.get(inner[0])
        if known is None:  # a module beside the topics, or a name of core itself
            fine = inner[0] in public["core"] or (ROOT / "core" / f"{inner[0]}.py").is_file()
        else:
            fine = len(inner) == 1 or (len(inner) == 2 and inner[1] in known)
        if not fine:
            found.append(name)
    return found


def _public_names() -> dict[str, frozenset[str]]:
    topics = [path for path in (ROOT / "core").iterdir() if (path / "__init__.py").is_file()]
    public = {topic.name: _public(topic / "__init__.py") for topic in topics}
    return public | {"core": _public(ROOT / "core" / "__init__.py")}


def test_nothing_outside_core_imports_deeper_than_a_topic() -> None:
    public = _public_names()
    wrong = []
    for file in (file for place in OUTSIDE for file in _modules(place)):
        if file.parts[:2] != ("tests", "core"):
            names = imports((ROOT / file).read_text(), ".".join(file.parent.parts))
            wrong += [f"{file} imports {name}" for name in deeper(names, public)]
    assert wrong == []


def test_what_is_deeper_than_a_topic() -> None:
    public = {"core": frozenset({"solve"}), "scalar": frozenset({"scalar_flow"})}
    fine = {"core", "core.solve", "core.scalar", "core.scalar.scalar_flow", "core.arrays.Array"}
    deep = {"core.scalar.flow", "core.scalar.flow.ScalarFlow", "core.nothing"}
    assert deeper(fine | deep | {"os.path"}, public) == sorted(deep)


def test_every_public_name_is_there() -> None:
    for room, names in _public_names().items():
        package = importlib.import_module("core" if room == "core" else f"core.{room}")
        assert [name for name in sorted(names) if not hasattr(package, name)] == []


def test_nothing_imports_app_but_tests() -> None:
    """It is the entry point: importing it starts reading settings."""
    for place in ("core", "dashboard", "sweep", "words"):
        for file in _modules(place):
            names = imports((ROOT / file).read_text(), ".".join(file.parent.parts))
            assert not any(_allowed(name, frozenset({"app"})) for name in names), file


def _who_imports(places: tuple[str, ...], *names: str) -> set[str]:
    return {
        str(file)
        for place in places
        for file in _modules(place)
        for name in imports((ROOT / file).read_text(), ".".join(file.parent.parts))
        if _allowed(name, frozenset(names))
    }


def test_what_a_sweep_needs_is_loaded_where_it_is_needed() -> None:
    """Of core the command line alone knows sweeps, of a sweep one module knows Dask."""
    assert _who_imports(("core",), "sweep") == {"core/__main__.py"}
    assert _who_imports(("sweep",), "dask", "distributed") == {"sweep/pools/cluster.py"}
    assert _who_imports(("sweep",), "zarr") == {"sweep/store/layout.py"}


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


def test_the_sections_that_docstrings_name_exist() -> None:
    """A theorem's source is a section of docs/mathematics.md."""
    page = (ROOT / "docs" / "mathematics.md").read_text()
    sections = set(re.findall(r"^## (\d+)\.", page, re.MULTILINE))
    named = {
        file: set(re.findall(r"docs/mathematics\.md, section (\d+)", (ROOT / file).read_text()))
        for place in ("core", "dashboard")
        for file in _modules(place)
    }
    assert set().union(*named.values()) == sections
