"""The answers of the regimes page: what is sent, what is computed again, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import Regime, compare, sweep
from core.integrate import remaining
from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.parts import readouts
from dashboard.parts.exchange.memory import Memory
from dashboard.regimes import answer as regimes_answer
from dashboard.regimes import readouts as regimes_readouts
from dashboard.regimes.answer import Shown, solved
from dashboard.regimes.controls import comparison, read, width_sweep, write
from dashboard.regimes.ids import Regimes
from dashboard.regimes.table import table
from tests.dashboard.matrix.test_api import decoded
from tests.dashboard.regimes.cases import each_query
from tests.dashboard.regimes.test_controls import REFUSED, UNFIT
from tests.dashboard.scalar.test_api import ask, assert_refused

PATH = "/api/regimes"
GRAPHS = [str(name) for name in Regimes if str(name).startswith("graph-")]


@pytest.fixture(scope="module")
def shared() -> FlaskClient:
    return create_app(Settings(slow_processes=0)).server.test_client()


def picture(client: FlaskClient, query: str, drawn: str = "") -> dict[str, Any]:
    response = ask(client, query, drawn, path=PATH)
    assert response.status_code == 200
    return json.loads(
        response.text, parse_constant=lambda token: pytest.fail(f"{token} is not JSON")
    )


@each_query
def test_state_in_picture_out(shared: FlaskClient, query: str) -> None:
    """What is sent is what core says of the state."""
    answer, state = picture(shared, query), read(query)
    compared = compare(comparison(state))
    swept = sweep(width_sweep(state, compared.target.tolist()))
    assert answer["query"] == write(state)
    for readout in regimes_readouts.READOUTS:
        value = readout.value(Shown(compared, swept))
        assert answer["quantities"][readout.quantity] == {
            "value": value, "text": readouts.written(value),
        }  # fmt: skip
    ends = [
        f"{regime.name}: {regime.solution.status} "
        for regime in compared.regimes
        if regime.solution.outcome in ("at best", "best", "stationary", "saddle")
    ]
    assert answer["status"] == "".join(ends) + swept.status
    assert compared.regimes[2].gain_reason in answer["guarantee"]
    assert answer["table"] == json.loads(json.dumps(table(compared, state.sort)))
    assert sorted(answer["graphs"]) == sorted(GRAPHS)
    times = decoded(answer["arrays"][answer["now"]["times"]])
    np.testing.assert_array_equal(times, compared.times)
    loss = decoded(answer["arrays"][answer["now"]["loss"]])
    np.testing.assert_array_equal(loss, compared.regimes[0].solution.loss)
    for graph in answer["graphs"].values():
        assert len(graph["traces"]) == len(graph["style"]["data"])
        for cursor in graph["cursors"]:
            assert {decoded(answer["arrays"][cursor[part]]).size for part in "xy"} == {times.size}


def test_what_is_not_in_sight_is_left_out(
    shared: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a control moves: the rest, and the widths with it, comes when it rests."""
    query = "r=0.3&seed=7"
    whole = picture(shared, query)
    assert "partly" not in whole
    monkeypatch.setattr(regimes_answer, "sweep", lambda _scenario: pytest.fail("widths"))
    monkeypatch.setattr(regimes_answer, "_sweeps", Memory(1, bool))
    sight = "graph-loss|graph-modes"
    response = shared.get(PATH, query_string={"state": query, "sight": sight})
    part = json.loads(response.text)
    assert part["partly"]
    assert sorted(part["graphs"]) == sight.split("|")
    later = {"drift_slope", "error_slope"}
    for name, figure in whole["quantities"].items():
        told = {"value": None, "text": "…"} if name in later else figure
        assert part["quantities"][name] == told
    assert part["status"] == "The widths follow when the control rests."
    assert "table" not in part
    for name in ("query", "controls", "guarantee", "guaranteed", "now_labels"):
        assert part[name] == whole[name]
    for name, graph in part["graphs"].items():
        assert graph["caption"] == whole["graphs"][name]["caption"]
        assert graph["ranges"] == {k: list(v) for k, v in whole["graphs"][name]["ranges"].items()}


def test_the_widths_are_there_when_they_are_in_sight(shared: FlaskClient) -> None:
    query = "r=0.3&seed=7"
    part = shared.get(PATH, query_string={"state": query, "sight": "graph-drift"}).json
    whole = picture(shared, query)
    assert list(part["graphs"]) == ["graph-drift"]
    assert part["quantities"] == whole["quantities"]
    assert part["status"] == whole["status"]


def test_a_start_that_comes_to_rest_elsewhere_is_named() -> None:
    """Balanced layers keep the sign of det W; this target has the other."""
    answer = regimes_answer.regimes_answer(read("r=1&h=10&seed=2"), ())
    assert answer["status"].startswith("balanced: Ends at a saddle, not at the minimum: ")
    assert ": Ends" not in regimes_answer.regimes_answer(read(""), ())["status"]


def test_a_sweep_that_a_control_leaves_alone_is_not_computed_again(
    shared: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor a comparison by the order of the table or the axis of time."""
    counts = {"compare": 0, "sweep": 0}

    def counted(name: str) -> Any:
        compute = getattr(regimes_answer, name)

        def call(scenario: Any, **more: Any) -> Any:
            counts[name] += 1
            return compute(scenario, **more)

        return call

    for name in counts:
        monkeypatch.setattr(regimes_answer, name, counted(name))
    picture(shared, "seed=4242")
    assert counts == {"compare": 1, "sweep": 1}
    for query in ("d=2", "L=3", "q=0.1", "h=77"):
        picture(shared, f"seed=4242&{query}")
    assert counts == {"compare": 5, "sweep": 1}
    for query in ("sort=rate", "axis=linear", "show="):
        picture(shared, f"seed=4242&{query}")
    assert counts == {"compare": 5, "sweep": 1}
    picture(shared, "seed=4242&r=0.5")
    assert counts == {"compare": 6, "sweep": 2}


def test_a_control_of_one_network_leaves_the_others_alone() -> None:
    def regimes(query: str) -> tuple[Regime, ...]:
        return solved(read(query), widths=False).comparison.regimes

    ways = [regimes(f"seed=4243&{query}") for query in ("", "lambda=1.05", "lambda=1.05&d=1.1")]
    for moved, before, after in ((4, *ways[:2]), (3, *ways[1:])):
        assert [i for i in range(5) if before[i] is not after[i]] == [moved]
    # Remembered or not, they are what they are alone.
    again = compare(comparison(read("seed=4243&lambda=1.05&d=1.1"))).regimes
    assert [each.to_json() for each in again] == [each.to_json() for each in ways[2]]


def test_one_that_is_out_of_time_is_not_remembered_and_the_others_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = solved(read("seed=778"))
    assert not regimes_answer._stopped(whole.comparison)
    assert whole.sweep.untrained == 0
    monkeypatch.setattr(regimes_answer, "ANSWER_SECONDS", 0.0)
    cut = solved(read("seed=779&L=6"))
    assert cut.sweep.untrained > 0
    again = solved(read("seed=778"))
    assert again.comparison is whole.comparison
    assert again.sweep is whole.sweep


def test_widths_that_take_all_their_time_leave_some_for_the_comparison(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Small starts far from their target: of a few draws the sweep takes as long as it may."""
    seconds = 50.0
    monkeypatch.setattr(regimes_answer, "ANSWER_SECONDS", seconds)
    left = []

    def asked(work: Callable[[Any], Any], *given: Any, **named: Any) -> Any:
        left.append(remaining())
        return work(*given, **named)

    monkeypatch.setattr(regimes_answer, "sweep", partial(asked, sweep))
    monkeypatch.setattr(regimes_answer, "compare", partial(asked, compare))
    solved(read("seed=781"))
    of_sweep, of_comparison = left
    assert of_sweep <= 0.6 * seconds < of_comparison


def test_an_answer_that_was_cut_short_is_not_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's cache keeps an answer for a day: not one that more time would better."""
    client = create_app(Settings(slow_processes=0)).server.test_client()
    monkeypatch.setattr(regimes_answer, "ANSWER_SECONDS", 0.0)
    assert picture(client, "seed=780&L=6")["complete"] is False
    monkeypatch.setattr(regimes_answer, "ANSWER_SECONDS", 600.0)
    assert picture(client, "seed=780&L=6")["complete"] is True


def test_what_was_cut_short_is_said_and_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regimes_answer, "ANSWER_SECONDS", 0.0)
    cut = solved(read("seed=777&L=6"))
    assert cut.sweep.untrained > 0 or regimes_answer._stopped(cut.comparison)
    monkeypatch.setattr(regimes_answer, "ANSWER_SECONDS", 600.0)
    whole = solved(read("seed=777&L=6"))
    assert whole.sweep.untrained == 0
    assert regimes_answer._stopped(whole.comparison) == []


@pytest.mark.parametrize("query, control", [*REFUSED, *UNFIT], ids=lambda part: part[:30] or "-")
def test_refusals_are_answers(shared: FlaskClient, query: str, control: str) -> None:
    assert assert_refused(ask(shared, query, path=PATH))["control"] == control


@pytest.mark.parametrize(
    "query",
    ["r=100&q=0.000001", "d=20&L=8&k=16", "d=-20", "T=1e100", "T=1e-100", "L=8&k=64&a=0&n=4&m=4",
     "q=10&L=8", "r=100&L=8&d=20&k=64&n=4&m=4&a=2", "T=1e100&L=8", "a=2&h=1000000000&r=0"],
)  # fmt: skip
def test_the_edges(shared: FlaskClient, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer or a sentence, however little time is allowed."""
    monkeypatch.setattr(regimes_answer, "ANSWER_SECONDS", 0.5)
    response = ask(shared, query, path=PATH)
    assert response.status_code == 200
    if "error" in response.json:
        assert_refused(response)


letters = st.text(st.characters(exclude_categories=["Cs"]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=letters, drawn=letters)
def test_any_text_is_answered(shared: FlaskClient, state: str, drawn: str) -> None:
    response = ask(shared, state, drawn, path=PATH)
    assert response.status_code == 200
    assert response.json.keys() & {"error", "query"}
