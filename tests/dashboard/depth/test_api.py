"""The depth page's route: a state in, pictures out; and its presets."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core import Verdict
from core.depth import AlignedDescent
from core.descent import Schedule
from dashboard.depth import readouts as depth_readouts
from dashboard.depth.answer import depth_answer
from dashboard.depth.controls import descent, read, write
from dashboard.depth.ids import Depth
from dashboard.depth.presets import PRESETS as DEPTH
from dashboard.depth.promise import promised
from dashboard.depth.zones import step_zones
from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.parts import readouts
from dashboard.parts.presets import Preset
from tests.dashboard.depth.test_controls import REFUSED
from tests.dashboard.scalar.test_api import ask, assert_refused

PATH = "/api/depth"
GRAPHS = [str(member) for member in Depth if str(member).startswith("graph-")]
QUERIES = {
    **{preset.name: preset.query for preset in DEPTH},
    "saddle": "fam=balanced&p=-0.5",
    "start at a saddle": "fam=balanced&p=0",
    "start at the minimum": "p=1",
    "cut at once": "L=8&f=30",
    "one depth": "most=2&L=2",
    "many depths": "most=64&L=30&s=0.5",
    "many modes": "net=matrix&n=8&p=0.9&L=12&k=100",
    "one mode": "net=matrix&n=1",
    "long": "k=1000&f=0.05",
    "another pair": "L=5&pair=4,2&at=0.5",
    "wide spread": "fam=random&spread=2&L=10",
}
each_query = pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())


@pytest.fixture(scope="module")
def shared() -> FlaskClient:
    return create_app(Settings(slow_processes=0)).server.test_client()


def run_of(query: str) -> AlignedDescent:
    return descent(read(query))


def picture(client: FlaskClient, query: str, drawn: str = "") -> dict[str, Any]:
    """The answer, through JSON that has only JSON's own tokens."""
    response = ask(client, query, drawn, path=PATH)
    assert response.status_code == 200
    return json.loads(
        response.text, parse_constant=lambda token: pytest.fail(f"{token} is not JSON")
    )


def decoded(packed: dict[str, str]) -> NDArray[Any]:
    return np.frombuffer(base64.b64decode(packed["bdata"]), dtype=f"<{packed['dtype']}")


@each_query
def test_state_in_picture_out(shared: FlaskClient, query: str) -> None:
    answer = picture(shared, query)
    state, run = read(query), run_of(query)
    assert answer["query"] == write(state)
    for readout in depth_readouts.READOUTS:
        value = readout.value(run)
        wanted = {"value": value, "text": readouts.written(value)}
        assert answer["quantities"][readout.quantity] == wanted
    assert answer["status"] == run.status
    constant = run.schedule is Schedule.CONSTANT
    assert answer["guarantee"].endswith(run.limit if constant else ".")
    assert run.certificate.factor is None or answer["guaranteed"]
    assert run.certificate.reason in answer["guarantee"] or not constant
    assert list(answer["graphs"]) == GRAPHS
    first, second = state.pair
    unseen = {name for name, _ in state.values} - set(state.needed())
    unseen |= ({"pair"} if state["L"] == 2 else set()) | ({"draw"} if "seed" in unseen else set())
    hidden = answer["controls"].pop("hidden")
    assert answer["controls"].pop("zones") == {"f": step_zones(run)}
    assert set(hidden) == unseen
    assert answer["controls"] == {
        "values": {**dict(state.values), "first": str(first), "second": str(second)},
        "disabled": [], "layers": state["L"], "at": state.at,
    }  # fmt: skip
    np.testing.assert_array_equal(decoded(answer["arrays"][answer["now"]["loss"]]), run.loss)
    samples = decoded(answer["arrays"][answer["now"]["times"]]).size
    assert samples == run.steps + 1
    assert answer["now_labels"].keys() <= answer["now"].keys()
    for graph in answer["graphs"].values():
        assert len(graph["traces"]) == len(graph["style"]["data"])
        for cursor in graph["cursors"]:
            assert {decoded(answer["arrays"][cursor[part]]).size for part in "xy"} == {samples}


def test_only_new_kinds_of_picture_come_with_their_style(shared: FlaskClient) -> None:
    first = picture(shared, "")["graphs"]
    kinds = "|".join(graph["kind"] for graph in first.values())
    again = picture(shared, "p=0.51", kinds)["graphs"]
    assert not any("style" in graph for graph in again.values())
    for name, graph in picture(shared, "fam=balanced&L=4", kinds)["graphs"].items():
        assert ("style" in graph) is (graph["kind"] != first[name]["kind"])


@pytest.mark.parametrize("query, control", REFUSED[::5], ids=lambda part: part[:40] or "-")
def test_refusals_are_answers(shared: FlaskClient, query: str, control: str) -> None:
    assert assert_refused(ask(shared, query, path=PATH))["control"] == control


@pytest.mark.parametrize(
    "query, control",
    [
        ("net=matrix&p=-1", "p"),
        ("fam=random&spread=20&most=64", ""),
        ("s=1000&most=64&L=2&y=1000", ""),
        ("s=0.001&most=64&L=64", ""),
        ("fam=random&spread=20&most=64&L=64&f=100&k=1000", ""),
    ],
)
def test_the_edges_of_double_precision(shared: FlaskClient, query: str, control: str) -> None:
    response = ask(shared, query, path=PATH)
    assert response.status_code == 200
    if control:
        assert assert_refused(response)["control"] == control
    elif "error" in response.json:
        assert_refused(response)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_answered(shared: FlaskClient, state: str) -> None:
    response = ask(shared, state, "", path=PATH)
    assert response.status_code == 200
    assert response.json.keys() & {"error", "query"}


def test_below_a_path_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASH_URL_BASE_PATHNAME", "/x/")
    client = create_app().server.test_client()
    assert ask(client, "L=4", path=f"/x{PATH}").json["query"] == "L=4"
    assert client.get("/x/depth").status_code == 200


# ---- presets ------------------------------------------------------------------------------------


def _same(run: AlignedDescent, query: str, name: str) -> bool:
    other = getattr(run_of(query).at, name)
    return bool(np.isclose(getattr(run.at, name), other, rtol=1e-12).all())


#: Name -> the verdict, and what else is on the picture.
STORIES: dict[str, tuple[Verdict, Callable[[AlignedDescent], object]]] = {
    "Unit steps": (
        Verdict.CONVERGENT,
        lambda run: run.at.cumulative_product[0] == run.at.factorial[0] == 2.0,
    ),
    "Smallest last": (Verdict.CONVERGENT, lambda run: _same(run, "", "alpha_star")),
    "Smallest in the middle": (
        Verdict.CONVERGENT, lambda run: run.at.cumulative_product[0] == 0.5 * run.at.factorial[0],
    ),
    "Balanced": (
        Verdict.CONVERGENT,
        lambda run: np.isclose(run.at.alpha_star[0], 5 * 0.8 ** (2 - 2 / 5), rtol=1e-12),
    ),
    "Random layers": (Verdict.CONVERGENT, lambda run: run.at.margin[0] == 0.0),
    "Matrix, homogeneous": (
        Verdict.CONVERGENT, lambda run: len(run.modes) == 3 and run.at.margin[0] > 0.0,
    ),
    "Definite imbalance": (
        Verdict.CONVERGENT,
        lambda run: run.at.alpha_source == ("deep-square",)
        and 0.9 < run.at.bounds["deep-unimodal"][0] / run.at.proven[0] < 1.0,
    ),
    "Unimodal imbalance": (
        Verdict.CONVERGENT, lambda run: 0.0 < run.at.bounds["deep-unimodal"][0] < run.at.proven[0],
    ),
    "Random imbalance": (
        Verdict.CONVERGENT,
        lambda run: run.at.alpha_source == ("deep-margin",)
        and "deep-unimodal" not in run.at.bounds,
    ),
    "Close to the flow": (
        Verdict.CONVERGENT,
        lambda run: run.imbalance_drift.max() < 0.01
        and abs(np.log(run.loss[-1] / run.flow_loss[-1])) < 1.0,
    ),
    "Just below the limit": (Verdict.OSCILLATING, lambda run: run.loss[-1] < 1e-6 * run.loss[0]),
    "Oscillating": (Verdict.OSCILLATING, lambda run: run.loss[-1] > 0.1 * run.loss[0]),
    "Divergent": (Verdict.DIVERGENT, lambda run: run.steps < 10),
    "Just certified": (
        Verdict.OSCILLATING,
        lambda run: 0.99 < run.step / run.certificate.largest_step < 1.0
        and bool((run.loss <= run.envelope).all()),
    ),
    "Stable, not certified": (
        Verdict.OSCILLATING,
        lambda run: run.certificate.largest_step < run.step < run.stability.step
        and run.certificate.factor is None,
    ),
    "Edge of stability": (
        Verdict.OSCILLATING,
        lambda run: abs(run.step * run.sharpness_at(slice(-1, None))[0] / 2.0 - 1.0) < 0.01
        and run.modes[0].imbalance[-1, 0] / run.modes[0].imbalance[0, 0] < 0.3,
    ),
    "Certified schedule": (
        Verdict.CONVERGENT,
        lambda run: promised(run) and bool((np.diff(run.steps_taken[:3]) > -0.1).all()),
    ),
    "Depth 20": (
        Verdict.CONVERGENT,
        lambda run: run.at.alpha_star[0] > 1e17 and run.at.stable_step[0] < 1e-17,
    ),
}  # fmt: skip
each_preset = pytest.mark.parametrize("preset", DEPTH, ids=lambda preset: preset.name)


def test_the_presets_are_told_apart() -> None:
    assert [preset.name for preset in DEPTH] == list(STORIES)
    for part in ("name", "query", "look"):
        assert len({getattr(preset, part) for preset in DEPTH}) == len(DEPTH)


@each_preset
def test_a_preset_is_what_it_says(preset: Preset) -> None:
    verdict, shows = STORIES[preset.name]
    run = run_of(preset.query)
    assert run.verdict is verdict
    assert shows(run)


@each_preset
def test_a_presets_link_is_canonical_and_answered(preset: Preset) -> None:
    assert write(read(preset.query)) == preset.query
    assert depth_answer(read(preset.query), ())["query"] == preset.query
