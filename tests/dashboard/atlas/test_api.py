"""What the page is told, against core."""

from __future__ import annotations

import base64
import json
from typing import Any

import dash
import numpy as np
import pytest
from flask.testing import FlaskClient

from core import Recipe, evaluate, read_recipe, read_scenario, solve
from core.integrate import OutOfTimeError
from dashboard.atlas.chunks.plan import plan
from dashboard.atlas.controls import read, recipe
from dashboard.atlas.planes import PLANES
from dashboard.environment import Settings
from dashboard.factory import create_app
from tests.dashboard.atlas.cases import tamed


@pytest.fixture(scope="module")
def app() -> dash.Dash:
    return create_app(Settings(slow_processes=0), warm=False)


@pytest.fixture
def client(app: dash.Dash) -> FlaskClient:
    return app.server.test_client()


def ask(client: FlaskClient, kind: str, state: str, **more: str) -> Any:
    return client.post(f"/api/atlas{kind}", data={"state": state, **more}).get_json()


def numbers(packed: dict[str, str]) -> np.ndarray:
    assert packed["dtype"] == "f8"
    return np.frombuffer(base64.b64decode(packed["bdata"]), "<f8")


@pytest.mark.parametrize("plane", PLANES)
def test_chunks_are_cores_values(client: FlaskClient, plane: str) -> None:
    """Exactly: of the file that is downloaded every digit counts."""
    query = tamed(plane)
    filling = plan(read(query))
    chunk = ask(client, "-chunk", f"{query}&chunk=0,0")["chunk"]
    at = numbers(chunk["at"]).astype(int)
    assert np.array_equal(at, filling.indices(0, 0))
    found = evaluate(filling.recipe, at)
    for name in filling.recipe.quantities:
        wanted = found[name].astype(float)
        if found[name].dtype == np.int8:
            wanted[wanted < 0.0] = np.nan
        assert np.array_equal(numbers(chunk["values"][name]), wanted, equal_nan=True)


def test_one_recipe_is_computed_once_however_it_is_asked_for(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def counted(*given: Any) -> Any:
        calls.append(1)
        return evaluate(*given)

    monkeypatch.setattr("dashboard.atlas.chunks.answer.evaluate", counted)
    first = ask(client, "-chunk", "fine=33&y=0.77&u=1&chunk=0,0")
    assert first == ask(client, "-chunk", "y=0.7700&v=-1&fine=33&L=2&chunk=0,0")
    assert calls == [1]


@pytest.mark.parametrize(
    "kind, query, module", [("-chunk", "fine=33", "chunks.answer"), ("-draws", "N=90", "ensemble")]
)
def test_a_chunk_that_takes_too_long_comes_in_pieces(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, kind: str, query: str, module: str
) -> None:
    """Nobody affords six points at once, nor point 7 of the chunk: the page asks on from there."""
    whole = ask(client, kind, f"{query}&y=0.83&ey=0.83&chunk=0,0")["chunk"]
    dear: list[int] = []

    def slow(recipe: Recipe, places: np.ndarray) -> Any:
        dear[:] = dear or [int(places[7])]
        if len(places) > 5 or dear[0] in places:
            raise OutOfTimeError
        return evaluate(recipe, places)

    monkeypatch.setattr(f"dashboard.atlas.{module}.evaluate", slow)
    found, begin, sizes = [], 0, []
    while not found or found[-1]["rest"]:
        state = f"{query}&y=0.83&ey=0.83&chunk=0,0,{begin},40"
        found.append(ask(client, kind, state)["chunk"])
        begin += found[-1]["points"]
        sizes.append((found[-1]["points"], found[-1]["dear"]))
    assert sizes[:5] == [(5, 0), (1, 0), (1, 0), (1, 1), (5, 0)]
    assert sum(points for points, _ in sizes) == whole["points"]
    assert sum(lacking for _, lacking in sizes) == 1
    if kind == "-draws":
        assert [sum(each["guaranteed"][1] for each in found), whole["guaranteed"][1]] == [89, 90]
        return
    values = np.concatenate([numbers(each["values"]["alpha_star"]) for each in found])
    wanted = numbers(whole["values"]["alpha_star"])
    assert np.isnan(values[7])
    assert np.allclose(np.delete(values, 7), np.delete(wanted, 7), rtol=1e-12)


def test_a_place_is_the_single_solvers(client: FlaskClient) -> None:
    answer = ask(client, "", "u=1.3&v=-0.2&fine=33")
    across, up = answer["map"]["place"]
    solution = solve(
        read_scenario(
            json.dumps({"model": "scalar", "weights": [across, up], "target": 1}).encode()
        )
    )
    assert answer["quantities"]["alpha_star"]["value"] == solution.alpha_star
    assert answer["quantities"]["tightness"]["value"] == solution.tightness
    assert answer["status"] == solution.status
    index = next(number for number, place in enumerate(places(answer)) if place == (across, up))
    told = ask(client, "-point", f"fine=33&point={index}")["point"]
    assert told == solution.scenario.to_json() | {"model": "scalar"}


def places(answer: dict[str, Any]) -> list[tuple[float, float]]:
    across, up = (side["values"] for side in answer["map"]["sides"])
    return [(x, y) for y in up for x in across]


def test_the_plan_is_that_of_the_recipe(client: FlaskClient) -> None:
    told = ask(client, "", "plane=depth&q=end")["map"]
    found = recipe(read("plane=depth&q=end"))
    assert told["digest"] == found.digest()
    assert read_recipe(told["recipe"]).digest() == found.digest()
    assert [each["name"] for each in told["quantities"]] == list(found.quantities)
    assert len(told["quantities"][0]["codes"]) == len(told["paint"]["codes"]) > 3
    assert told["sides"][0]["values"] == list(range(2, 17))


@pytest.mark.parametrize(
    "kind, state",
    [("-chunk", "chunk=0,0"), ("-chunk", "&chunk=9,0"), ("-chunk", "&chunk=0,999"),
     ("-point", "&point=99999999"), ("-point", "x"), ("-chunk", "x0=3&x1=2&chunk=0,0")],
)  # fmt: skip
def test_what_is_not_there_is_refused(client: FlaskClient, kind: str, state: str) -> None:
    assert ask(client, kind, state)["error"]["sentence"].endswith(".")


def test_a_run_of_descent_opens_as_what_a_page_shows(client: FlaskClient) -> None:
    told = ask(client, "-point", "plane=step&fine=33&point=300")["point"]
    opened = client.post(
        "/api/open", data={"name": "point.json", "file": json.dumps(told)}
    ).get_json()
    assert opened["open"]["topic"] == "depth"
