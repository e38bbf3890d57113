"""The matrix page's two routes: pictures, and the numerical minimum on demand."""

from __future__ import annotations

import base64
import json
import math
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core import AlphaSource, ScenarioError, solve
from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.matrix import answer as answering
from dashboard.matrix import callbacks as matrix
from dashboard.matrix import readouts as matrix_readouts
from dashboard.matrix.controls import control_error, read, scenario, write
from dashboard.matrix.ids import Matrix
from dashboard.matrix.presets import PRESETS as MATRIX
from dashboard.parts import readouts
from dashboard.parts.query import ControlError
from tests.dashboard.matrix.test_controls import REFUSED, UNFIT
from tests.dashboard.scalar.test_api import ask, assert_refused

PATH, MINIMUM = "/api/matrix", "/api/matrix-minimum"
GRAPHS = [str(member) for member in Matrix if str(member).startswith("graph-")]
QUERIES = {
    "default": "",
    **{preset.name: preset.query for preset in MATRIX},
    "one layer": "L=1",
    "a number": "n=1&m=1&h=1",
    "wide": "h=1000000000",
    "no envelope": "show=",
    "own horizon": "T=12.5&at=0.5",
    "large product": "n=12&m=11&h=40",
    "four layers": "L=4&n=2&m=3&h=4",
    "at the minimum": "r=0",
    "target 0": "target=drawn&s=0",
}
each_query = pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())


@pytest.fixture
def client() -> FlaskClient:
    """A fresh app with an empty cache."""
    return create_app(Settings(slow_processes=0), warm=False).server.test_client()


@pytest.fixture(scope="module")
def shared() -> FlaskClient:
    return create_app(Settings(slow_processes=0)).server.test_client()


def picture(client: FlaskClient, query: str, drawn: str = "") -> dict[str, Any]:
    """The answer, through JSON that has only JSON's own tokens."""
    response = ask(client, query, drawn, path=PATH)
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    return json.loads(
        response.text, parse_constant=lambda token: pytest.fail(f"{token} is not JSON")
    )


def decoded(packed: dict[str, str]) -> NDArray[Any]:
    return np.frombuffer(base64.b64decode(packed["bdata"]), dtype=f"<{packed['dtype']}")


# ---- pictures -----------------------------------------------------------------------------------


@each_query
def test_state_in_picture_out(shared: FlaskClient, query: str) -> None:
    answer = picture(shared, query)
    state = read(query)
    solution = solve(scenario(state))
    assert read(answer["query"]) == state
    assert answer["query"] == write(state)
    for readout in matrix_readouts.READOUTS:
        shown = answer["quantities"][readout.quantity]
        assert shown == {
            "value": readout.value(solution),
            "text": readouts.written(readout.value(solution)),
        }
    assert answer["status"] == solution.status
    sentence, _, _ = answer["guarantee"].casefold().partition(" to 10⁻⁶: ")
    assert solution.promise.casefold().endswith(sentence)
    assert not answer["guarantee"].startswith(("Guaranteed", "Nothing is guaranteed"))
    assert answer["guaranteed"] is (solution.alpha > 0.0)
    assert list(answer["graphs"]) == GRAPHS
    wanted = {
        "times": solution.times,
        "loss": solution.loss,
        "preconditioner_min": solution.preconditioner_min,
        "preconditioner_drift": solution.preconditioner_drift,
    }
    assert answer["now"].keys() == wanted.keys()
    assert answer["now_labels"].keys() <= wanted.keys()
    for name, values in wanted.items():
        packed = answer["arrays"][answer["now"][name]]
        assert packed["dtype"] == "f8"
        np.testing.assert_array_equal(decoded(packed), values)


@each_query
def test_every_picture_fits_its_style_and_its_cursors_the_times(
    shared: FlaskClient, query: str
) -> None:
    answer = picture(shared, query)
    samples = decoded(answer["arrays"][answer["now"]["times"]]).size
    for graph in answer["graphs"].values():
        assert graph.keys() == {
            "kind",
            "traces",
            "cursors",
            "ranges",
            "caption",
            "handles",
            "style",
        }
        assert len(graph["traces"]) == len(graph["style"]["data"])
        for cursor in graph["cursors"]:
            assert {decoded(answer["arrays"][cursor[part]]).size for part in "xy"} == {samples}


@each_query
def test_controls_show_the_state(shared: FlaskClient, query: str) -> None:
    controls = picture(shared, query)["controls"]
    state = read(query)
    assert controls["values"] == {
        **dict(state.values),
        "T": state.horizon or solve(scenario(state)).times[-1],
        "automatic": ["on"] if state.horizon is None else [],
        "show": list(state.envelopes),
        "file": "",
    }
    assert (controls["at"], controls["disabled"]) == (state.at, [])
    unseen = {name for name, _ in state.values} - set(state.needed())
    if state["n"] * state["m"] > 16 or state["L"] > 4:
        unseen.add("search")
    assert set(controls["hidden"]) - {"draw"} == unseen


def test_only_new_kinds_of_picture_come_with_their_style(shared: FlaskClient) -> None:
    first = picture(shared, "")["graphs"]
    kinds = "|".join(graph["kind"] for graph in first.values())
    again = picture(shared, "r=0.6", kinds)["graphs"]
    assert not any("style" in graph for graph in again.values())
    # Other curves, another kind: the loss plot alone brings its style again.
    fewer = picture(shared, "show=", kinds)["graphs"]
    assert [name for name, graph in fewer.items() if "style" in graph] == ["graph-loss"]
    for name, graph in picture(shared, "L=3&n=2&m=2&h=3", kinds)["graphs"].items():
        assert ("style" in graph) is (graph["kind"] != first[name]["kind"])


def test_no_state_is_the_default(shared: FlaskClient) -> None:
    answers = [shared.get(PATH), ask(shared, "", path=PATH), ask(shared, "L=2", path=PATH)]
    assert len({answer.data for answer in answers}) == 1


def test_a_state_may_come_in_the_body(shared: FlaskClient) -> None:
    state = {"state": "r=0.7", "drawn": ""}
    assert shared.post(PATH, data=state).data == ask(shared, "r=0.7", path=PATH).data


def test_the_same_question_is_computed_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    compute = matrix.matrix_answer
    monkeypatch.setattr(
        matrix, "matrix_answer", lambda *question: calls.append(question) or compute(*question)
    )
    first, second = (ask(client, "r=0.7", path=PATH) for _ in range(2))
    assert first.data == second.data
    assert len(calls) == 1
    assert ask(client, "r=0.8", path=PATH).data != first.data
    assert ask(client, "r=0.7", "loss", path=PATH).status_code == 200
    assert len(calls) == 3


def test_the_routes_do_not_share_answers(client: FlaskClient) -> None:
    """One cache, three routes: the same text is another question at each."""
    answers = [ask(client, "", path=path).json for path in (PATH, "/api/scalar", MINIMUM)]
    assert "preconditioner_min" in answers[0]["now"]
    assert "product" in answers[1]["now"]
    assert answers[2].keys() == {"value", "bounds", "text", "complete"}


# ---- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [PATH, MINIMUM])
@pytest.mark.parametrize(
    "query, control", [*REFUSED[::7], *UNFIT], ids=lambda part: part[:40] or "-"
)
def test_refusals_are_answers(shared: FlaskClient, query: str, control: str, path: str) -> None:
    assert assert_refused(ask(shared, query, path=path))["control"] == control


@pytest.mark.parametrize(
    "query",
    [
        "L=32&n=1&m=1&h=1&init=imbalance&scale=1000000&d=100",
        "L=8&n=2&m=2&h=2&scale=1000000&e=-4&T=1",
        "scale=1000000&e=-4&h=1000000000&T=1e-90",
        "L=8&n=2&m=2&h=2&scale=0.000001&e=4&T=1e90",
        "target=drawn&s=10000&scale=0.000001&T=1",
        "L=6&n=2&m=2&init=homogeneous&d=100&scale=0.000001&T=0.001",
    ],
)
def test_the_edges_of_double_precision(
    shared: FlaskClient, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "ANSWER_SECONDS", 0.5)
    response = ask(shared, query, path=PATH)
    assert response.status_code == 200
    if "error" in response.json:
        assert_refused(response)


def test_what_core_refuses_is_said_in_the_words_of_the_page() -> None:
    places = {
        "initialization.widths[0]": "h",
        "initialization.kind": "init",
        "initialization.seed": "seed",
        "initialization.scale": "scale",
        "horizon": "T",
        "objective": "",
    }
    for field, control in places.items():
        error = control_error(ScenarioError(field, "field.empty"))
        assert error.control == control
        assert str(error).endswith(" is empty.")
        assert "initialization" not in str(error)


letters = st.text(st.characters(exclude_categories=["Cs"]))  # what UTF-8 can carry


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=letters, drawn=letters, path=st.sampled_from([PATH, MINIMUM]))
def test_any_text_is_answered(shared: FlaskClient, state: str, drawn: str, path: str) -> None:
    response = ask(shared, f"n=1&m=1&h=1&{state}", drawn, path=path)
    assert response.status_code == 200
    assert response.json.keys() & {"error", "query", "value"}


@pytest.mark.parametrize("path", [PATH, MINIMUM])
def test_only_asking_is_allowed(shared: FlaskClient, path: str) -> None:
    assert shared.put(path).status_code == 405
    assert shared.delete(path).status_code == 405


def test_below_a_path_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASH_URL_BASE_PATHNAME", "/x/")
    client = create_app().server.test_client()
    assert ask(client, "r=0.7", path=f"/x{PATH}").json["query"] == "r=0.7"
    assert client.get(PATH).status_code == 404


# ---- the numerical minimum ----------------------------------------------------------------------

SMALL = {
    "two layers": "n=2&m=2&h=3&r=0.2",
    "rectangular": "n=2&m=3&h=4&r=0.2",
    "narrow": "n=2&m=2&h=2&r=0.1",
    "wide": "n=2&m=2&h=1000000&target=drawn",
    "no margin": "n=2&m=2&h=3&r=3",
    "homogeneous": "L=3&n=2&m=2&init=homogeneous&d=0.4&r=0.2",
    "balanced": "L=3&n=2&m=2&h=2&init=balanced&r=0.2",
    "three layers": "L=3&n=2&m=2&h=2&init=imbalance&d=4&r=0.3",
    "three rectangular layers": "L=3&n=2&m=3&h=3&r=0.1",
    "one layer": "L=1&n=2&m=2",
}


@pytest.mark.parametrize("query", SMALL.values(), ids=SMALL.keys())
def test_the_estimate_is_never_below_a_proven_bound(
    shared: FlaskClient, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "SEARCH_SECONDS", 60.0)
    found = ask(shared, query, path=MINIMUM).json
    solution = solve(scenario(read(query)))
    assert math.isfinite(found["value"])
    assert found["value"] >= solution.alpha * (1 - 1e-8)
    told = {each["source"]: each["alpha"] for each in solution.to_json()["candidates"]}
    assert found["bounds"] == {name: alpha for name, alpha in told.items() if alpha is not None}
    for name, bound in found["bounds"].items():
        assert bound <= solution.alpha, name
    assert ("never above it: " in found["text"]) is bool(found["bounds"])
    assert found["value"] <= solution.preconditioner_min[0] * (1 + 1e-9)
    assert found["text"].startswith(f"Estimate {readouts.written(found['value'])}: ")
    assert found["text"].endswith(".")
    exact = solution.guarantee.source is AlphaSource.TWO_LAYER
    if exact and query != SMALL["wide"]:
        assert found["value"] == pytest.approx(solution.alpha, rel=0.02)


@pytest.mark.parametrize(
    "query, word",
    [
        ("n=5&m=4", "entries"),
        ("n=16&m=16", "entries"),
        ("L=5&n=2&m=2&h=2", "layers"),
        ("L=3&n=2&m=2&h=64", "weights"),
    ],
)
def test_a_network_too_large_is_refused_before_the_search(
    shared: FlaskClient, query: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def search(*_: object, **__: object) -> None:
        pytest.fail("the search began")

    monkeypatch.setattr(answering, "numerical_minimum", search)
    error = assert_refused(ask(shared, query, path=MINIMUM))
    assert error["control"] == ""
    assert word in error["sentence"]
    assert picture(shared, query)["controls"]["hidden"].count("search") == 1


def test_the_search_is_seeded_by_the_link_and_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, Any]] = []
    search = answering.numerical_minimum

    def watched(*question: Any, **options: Any) -> Any:
        seen.append(options)
        return search(*question, **{**options, "seconds": 0.2})

    monkeypatch.setattr(answering, "numerical_minimum", watched)
    answering.minimum_answer(read("n=2&m=2&h=3&seed=5"))
    assert seen == [{"seconds": answering.SEARCH_SECONDS, "seed": 5, "reach": math.inf}]
    assert answering.SEARCH_SECONDS <= 5.0
    with pytest.raises(ControlError):
        answering.minimum_answer(read("n=8&m=8"))


def test_the_three_bounds_of_any_depth_are_rows_of_the_search() -> None:
    """Each says something of some network that is searched, and stands in the sentence."""
    seen = {}
    for query in (SMALL["three layers"], SMALL["three rectangular layers"]):
        solution = solve(scenario(read(query)))
        for each in solution.to_json()["candidates"]:
            seen[each["source"]] = max(seen.get(each["source"], 0.0), each["alpha"] or 0.0)
    assert all(seen[f"deep-{name}"] > 0.0 for name in ("square", "unimodal", "margin"))
