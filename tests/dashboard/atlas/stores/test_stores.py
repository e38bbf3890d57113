"""Finished sweeps on the atlas page: their values are those of the store, and no path is opened."""

from __future__ import annotations

import base64
import importlib
import math
import os
import shutil
from pathlib import Path
from typing import Any

import dash
import numpy as np
import pytest
from flask.testing import FlaskClient

from core.atlas import evaluate
from dashboard.atlas.stores.drawn import SIDE, drawn, drawn_of
from dashboard.atlas.stores.folder import FRESH, MOST_TOLD, Folder, answering
from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.parts.query import ControlError
from tests.sweep.sweeping import GRID, begun, recipe_of, written

PLANE = recipe_of(GRID)
#: Three axes, one of them longer than a page shows.
LONG = recipe_of(
    GRID,
    scenario={"model": "scalar", "weights": [1.0, 1.0, 1.0], "target": 1.0},
    axes=[
        {"of": "w1", "from": -1.0, "to": 1.0, "points": 600},
        {"of": "w2", "from": 0.5, "to": 2.0, "points": 3},
        {"of": "w3", "from": 0.5, "to": 0.75, "points": 2},
    ],
)
DRAWS = recipe_of(
    {
        "kind": "ensemble",
        "scenario": {
            "model": "scalar", "target": 1.0,
            "initialization": {"kind": "normal", "depth": 2, "scale": 1.0},
        },
        "draws": 60, "seed": 3, "quantities": ["alpha_star", "guaranteed"],
    }
)  # fmt: skip
SYMLOG = recipe_of(
    GRID,
    axes=[
        {"of": "w1", "from": -1.0, "to": 1.0, "points": 3, "scale": "symlog"},
        {"of": "w2", "from": 0.5, "to": 2.0, "points": 3},
    ],
)
LINE = recipe_of(GRID, axes=GRID["axes"][:1])  # type: ignore[index]


@pytest.fixture(scope="module")
def sweeps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Good ones, and what is none, or dangerous."""
    base = tmp_path_factory.mktemp("sweeps")
    folder = base / "here"
    folder.mkdir()
    named = {
        "plane": PLANE, "long": LONG, "draws": DRAWS, "symlog": SYMLOG, "line": LINE,
        "Küste & 2=+%": PLANE, "torn": PLANE,
    }  # fmt: skip
    for name, recipe in named.items():
        written(folder / name, recipe)
    begun(folder / "unfinished", PLANE)
    written(base / "outside", PLANE)
    (folder / "link").symlink_to(base / "outside")
    (folder / "empty").mkdir()
    (folder / "file").write_text("{}")
    for name, text in (("nested", "[" * 5000), ("large", " " * (MOST_TOLD + 1)), ("text", "{}")):
        (folder / name).mkdir()
        (folder / name / "zarr.json").write_text(text)
    (folder / "linked").mkdir()
    (folder / "linked" / "zarr.json").symlink_to(base / "outside" / "zarr.json")
    (folder / "pipe").mkdir()
    os.mkfifo(folder / "pipe" / "zarr.json")
    shutil.copytree(folder / "plane", folder / "two\nlines")
    shutil.copytree(folder / "plane", folder / "dotted.")
    shutil.copytree(folder / "plane", folder / os.fsdecode(b"no\xfftext"))
    chunk = folder / "torn" / "alpha_star" / "c.0.0"
    chunk.write_bytes(chunk.read_bytes()[:-1])
    return folder


@pytest.fixture(scope="module")
def app(sweeps: Path) -> dash.Dash:
    return create_app(Settings(slow_processes=0, sweeps=str(sweeps)), warm=False)


@pytest.fixture
def client(app: dash.Dash) -> FlaskClient:
    return app.server.test_client()


def ask(client: FlaskClient, kind: str, **data: str) -> Any:
    return client.post(f"/api/atlas{kind}", data=data).get_json()


def numbers(packed: dict[str, str]) -> np.ndarray:
    return np.frombuffer(base64.b64decode(packed["bdata"]), "<f8")


def test_the_list_holds_what_is_finished_and_nothing_else(sweeps: Path) -> None:
    known = {"plane", "long", "draws", "symlog", "line", "Küste & 2=+%", "torn"}
    assert set(Folder(str(sweeps)).recipes) == known
    assert Folder(str(sweeps / "nowhere")).recipes == {}


def test_the_list_is_kept_a_moment_and_what_is_known_is_not_read_again(
    tmp_path: Path, sweeps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    folder = Folder(str(tmp_path), lambda: now)
    assert set(folder.recipes) == set()
    shutil.copytree(sweeps / "plane", tmp_path / "a")
    assert set(folder.recipes) == set()
    now += FRESH
    assert set(folder.recipes) == {"a"}
    now += FRESH
    monkeypatch.setattr("dashboard.atlas.stores.folder.recipe_in", None)
    assert set(folder.recipes) == {"a"}
    shutil.rmtree(tmp_path / "a")
    now += FRESH
    assert set(folder.recipes) == set()


@pytest.mark.parametrize(
    "name",
    [
        "..", ".", "../outside", "%2E%2E", "%2Fetc", "link", "plane/", "plane/../plane", "pl%00ane",
        "%00", "linked", "unfinished", "empty", "no%FFtext", "two%0Alines", "nested", "large",
        "K%C3%BCste", "x" * 5000,
    ],
)  # fmt: skip
def test_any_other_name_gets_a_sentence(client: FlaskClient, name: str) -> None:
    for kind, more in (("", ""), ("-chunk", "&chunk=0,0"), ("-point", "&point=0")):
        response = client.post(f"/api/atlas{kind}", data={"state": f"store={name}&sq=end{more}"})
        assert response.status_code < 500
        assert response.get_json()["error"]["sentence"]


@pytest.mark.parametrize("name", ["plane", "K%C3%BCste%20%26%202%3D%2B%25"])
def test_a_map_of_a_sweep_is_its_values(client: FlaskClient, name: str) -> None:
    answer = ask(client, "", state=f"store={name}&sq=end&u=2")
    filling = answer["map"]
    assert filling["recipe"] == PLANE.to_json()
    assert [side["of"] for side in filling["sides"]] == ["w2", "w1"]
    assert [each["name"] for each in filling["quantities"]] == ["end", "alpha_star"]
    assert filling["place"] == [2.0, 0.0]
    assert f"store={name}&sq=end" in answer["query"]
    assert ask(client, "", state=answer["query"])["query"] == answer["query"]
    assert "35" in str(answer["status"])
    assert {"plane", "x0", "L"} <= set(answer["controls"]["hidden"])
    chunk = ask(client, "-chunk", state=f"{filling['query']}&chunk=0,0")["chunk"]
    at = numbers(chunk["at"]).astype(int)
    true = evaluate(PLANE, at)
    np.testing.assert_array_equal(numbers(chunk["values"]["alpha_star"]), true["alpha_star"])
    point = ask(client, "-point", state=f"{filling['query']}&point=4")["point"]
    assert point["weights"] == [-1.0, 2.0]


def test_a_long_sweep_is_drawn_in_part_and_says_so(app: dash.Dash, sweeps: Path) -> None:
    client = app.server.test_client()
    found = answering(drawn, str(sweeps))("long", "", ("margin",))
    assert found.strides == (3, 1)
    assert found.grid.shape == (200, 3)
    assert max(found.grid.shape) <= SIDE
    places = np.array([0, 4, 599])
    indices = found.indices(places)
    assert indices.tolist() == [0, 1 * 18 + 2, 199 * 18 + 4]
    for name, values in found.grid.coordinates(places).items():
        np.testing.assert_allclose(values, LONG.coordinates(indices)[name], rtol=1e-12)
    levels = ask(client, "", state="store=long")["map"]["levels"]
    assert sum(level["points"] for level in levels) == math.prod(found.grid.shape)
    true = evaluate(LONG, indices)["alpha_star"]
    got = answering(found.values, str(sweeps))(places)["alpha_star"]
    np.testing.assert_array_equal(got, true)
    status = str(ask(client, "", state="store=long")["status"])
    assert "200 of 600 rows" in status
    assert "it is the first value, 0.5" in status


def test_what_a_question_reads_is_bounded() -> None:
    """However large the sweep: of 10^9 points a few rows at a time."""
    axes = [{**axis, "points": 31_623, "scale": "linear"} for axis in GRID["axes"]]  # type: ignore[attr-defined]
    large = recipe_of(GRID, axes=axes)
    found = drawn_of("large", large, "", ())
    assert found is not None
    assert found.grid.shape == (256, 256)
    assert found.size // 256 == 8  # chunks of 2^20 points


def test_an_ensemble_of_a_sweep(client: FlaskClient) -> None:
    answer = ask(client, "", state="store=draws&pick=7")
    assert answer["ensemble"]["draw"] == 7
    assert answer["ensemble"]["query"] == "store=draws"
    chunk = ask(client, "-draws", state="store=draws&chunk=0,0")["chunk"]
    true = evaluate(DRAWS, range(60))
    assert chunk["points"] == 60
    assert chunk["guaranteed"] == [int((true["guaranteed"] == 1).sum()), 60]
    assert sum(chunk["counts"]["alpha_star"]) == 60
    assert sum(chunk["counts"]["tightness"]) == 0
    assert "error" in ask(client, "-draws", state="store=draws&chunk=0,1")
    point = ask(client, "-draw", state="store=draws&point=59")["point"]
    assert point["model"] == "scalar"


@pytest.mark.parametrize(
    "state, control",
    [
        ("store=symlog", "store"), ("store=line", "store"), ("store=plane&sq=steps", "sq"),
        ("store=plane&u=9", "u"), ("store=plane&sq=alpha_star&chunk=0,9", ""),
        ("store=torn&chunk=0,0", "store"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_said(client: FlaskClient, state: str, control: str) -> None:
    error = ask(client, "-chunk" if "chunk" in state else "", state=state)["error"]
    assert error["control"] == control
    assert error["sentence"]


def test_another_sweep_is_chosen_with_its_own_cursor(client: FlaskClient) -> None:
    controls = '{"store": "plane", "sq": "margin", "u": "0.9", "v": "0.4", "plane": "step"}'
    answer = ask(client, "", state="", controls=controls, moved="store")
    assert answer["query"].endswith("store=plane&sq=alpha_star")
    assert answer["controls"]["values"]["sq"] == "alpha_star"


def test_the_control_is_there_with_a_folder_alone(app: dash.Dash) -> None:
    layout = importlib.import_module("dashboard.atlas.layout").layout  # an app exists by now
    with app.server.test_request_context():
        assert "Küste" in repr(layout())
    other = create_app(Settings(slow_processes=0), warm=False)
    with other.server.test_request_context():
        assert "Finished sweep" not in repr(layout())
    refused = ask(other.server.test_client(), "", state="store=plane")
    assert refused["error"]["control"] == "store"
    with pytest.raises(ControlError):
        drawn("plane", "", ())
