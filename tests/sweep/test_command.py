"""The command: what it refuses before any work, what it says on the way, and its page."""

from __future__ import annotations

import io
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sweep.command import main
from sweep.progress import EVERY, Bar, Lines
from tests.sweep.sweeping import ENSEMBLE, GRID, begun, recipe_of, tree


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """The one sentence that it says."""
    assert main([str(argument) for argument in arguments]) == 2
    output, said = capsys.readouterr()
    assert output == ""
    assert said.count("\n") == 1
    return said.rstrip()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "recipe.json"
    path.write_text(json.dumps(GRID))
    return path


@pytest.mark.parametrize(
    "changed, says",
    [
        ({"quantities": ["beta"]}, "quantities[0]: must be one of alpha_star, "),
        ({"axes": [{**GRID["axes"][0], "to": -2.0}]}, "axes[0].to: must be above from"),
        ({"kind": "map"}, "kind: must be one of grid, ensemble"),
        ({"scenario": []}, "scenario: must be a JSON object."),
    ],
)
def test_bad_recipes(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str],
    changed: dict[str, object], says: str,
) -> None:  # fmt: skip
    file.write_text(json.dumps(GRID | changed))
    assert refused(capsys, file, "--out", tmp_path / "store").startswith(says)
    assert not (tmp_path / "store").exists()


def test_files_and_places_that_will_not_do(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    assert "--out DIR" in refused(capsys, file)
    missing = tmp_path / "missing.json"
    assert refused(capsys, missing, "--out", store).startswith(f"{missing}: cannot be read (")
    page = tmp_path / "nowhere" / "page.html"
    assert refused(capsys, file, "--out", store, "--plot", page) == (
        f"{page}: a page cannot be put there."
    )
    axes = [{"of": f"w{layer}", "from": 1.0, "to": 2.0, "points": 3} for layer in (1, 2, 3)]
    scenario = GRID["scenario"] | {"weights": [1.0] * 3}
    file.write_text(json.dumps(GRID | {"axes": axes, "scenario": scenario}))
    said = refused(capsys, file, "--plot", tmp_path / "page.html")
    assert said == "--plot draws maps of one or two axes, and this one has 3."
    assert not store.exists()


def test_folders_that_are_not_its_own(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing in them is changed."""
    foreign, other, strange = (tmp_path / name for name in ("foreign", "other", "strange"))
    foreign.mkdir()
    (foreign / "thesis.tex").write_text("all of it")
    begun(other, recipe_of(ENSEMBLE))
    strange.mkdir()
    (strange / "zarr.json").write_text('{"zarr_format": 3, "node_type": "group"}')
    before = [tree(folder) for folder in (foreign, other, strange)]
    assert refused(capsys, file, "--out", foreign).startswith(f"{foreign}: holds something else")
    assert refused(capsys, file, "--out", other).startswith(f"{other}: holds a sweep of another")
    assert refused(capsys, file, "--out", strange).startswith(f"{strange}: holds something else")
    said = refused(capsys, file, "--out", file / "below")
    assert said == f"{file / 'below'}: cannot be used (Not a directory)."
    assert [tree(folder) for folder in (foreign, other, strange)] == before


def test_a_store_of_another_version(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = begun(tmp_path / "store", recipe_of(GRID))
    about = store / "zarr.json"
    entries = json.loads(about.read_text())
    entries["attributes"]["deep-linear-networks"]["versions"]["numpy"] = "1.0"
    about.write_text(json.dumps(entries))
    said = refused(capsys, file, "--out", store)
    assert said.startswith(f"{store}: was begun with numpy 1.0, and here is ")


def test_a_bar_on_a_terminal() -> None:
    """With the rate and the time left; it begins where the last run ended."""
    stream = io.StringIO()
    bar = Bar(stream)
    bar.begin(2000, 500)
    bar.advance(500)
    bar.end()
    assert "50%" in stream.getvalue()
    assert "1.00k/2.00k" in stream.getvalue()
    assert " points/s]" in stream.getvalue()


def test_lines_elsewhere() -> None:
    """One now and then, and one at the end; the rate is that of this run."""
    stream, now = io.StringIO(), [100.0]
    lines = Lines(stream, lambda: now[0])
    lines.begin(1_001_000, 1000)
    for seconds in (1.0, EVERY, EVERY, EVERY / 2, EVERY / 2):
        now[0] += seconds
        lines.advance(200_000)
    lines.end()
    said = stream.getvalue().replace("\u202f", "")
    assert said.splitlines() == [
        "401000 of 1001000 points (40.1 %), 36364 points/s, 0:00:16 left",
        "601000 of 1001000 points (60.0 %), 28571 points/s, 0:00:14 left",
        "1001000 of 1001000 points (100.0 %), 32258 points/s, 0:00:00 left",
    ]


class Page(HTMLParser):
    """Its texts by the elements they are in, and whatever it would fetch."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self.fetched: list[str] = []
        self._open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = tag
        self.fetched += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.texts[self._open] = self.texts.get(self._open, "") + data


@pytest.mark.parametrize("entries", [GRID, GRID | {"axes": GRID["axes"][:1]}, ENSEMBLE])
def test_a_page(
    tmp_path: Path, file: Path, whole: Path, entries: dict[str, object],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """It needs nothing else: the script is in it, and so are the recipe and the names of codes."""
    file.write_text(json.dumps(entries))
    page = tmp_path / "page.html"
    out = ["--out", str(whole)] if entries is ENSEMBLE else []  # finished already
    assert main([str(file), *out, "--workers", "1", "--plot", str(page)]) == 0
    assert capsys.readouterr().err.splitlines()[-1].endswith(" points.")
    read = Page(page.read_text())
    assert read.fetched == []
    assert json.loads(read.texts["pre"]) == recipe_of(dict(entries)).to_json()
    assert read.texts["script"].count("Plotly.newPlot(") >= len(entries["quantities"])  # type: ignore[arg-type]
    assert "numpy " in read.texts["p"]
