"""Runs side by side: the figures of a run on every page, and the table of them."""

from __future__ import annotations

from typing import Any

import dash
import numpy as np
import pytest
from dash.development.base_component import Component

from core import solve
from core.depth import aligned_descent
from dashboard.depth.controls import family
from dashboard.depth.controls import read as read_depth
from dashboard.factory import TOPICS
from dashboard.matrix.controls import read as read_matrix
from dashboard.matrix.controls import scenario
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Trace, line, markers
from dashboard.parts.exchange.runs import COLUMNS, Run, parameter, run
from dashboard.parts.runs.table import table
from dashboard.regimes.answer import solved
from dashboard.regimes.controls import read as read_regimes
from dashboard.scalar.controls import read as read_scalar
from tests.dashboard.parts.pages import PRESETS, each_page, everything

SMALL = {
    "scalar": "w=0.9,0.4&y=1",
    "matrix": "n=2&m=2&h=4",
    "regimes": "r=0.2",
    "depth": "L=3",
    "atlas": "fine=33",
}


def ask(app: dash.Dash, topic: str, state: str) -> Any:
    response = app.server.test_client().post(f"/api/{topic}-run", data={"state": state})
    assert response.status_code == 200
    return response.get_json()


def figures(answer: Run) -> dict[str, Any]:
    return {name: told["value"] for name, told in answer["figures"].items()}


@each_page
def test_every_page_has_all_columns_or_says_why(app: dash.Dash, topic: str) -> None:
    for query in (SMALL[topic], *(preset.query for preset in PRESETS[topic][:3])):
        answer = ask(app, topic, query)
        assert list(answer["figures"]) == list(COLUMNS)
        for told in answer["figures"].values():
            assert (told["value"] is None) == ("why" in told)
            assert told.get("why", ".").endswith(".")
        names = [each["name"] for each in answer["parameters"]]
        assert len(names) == len(set(names)) > 3


@each_page
def test_what_cannot_be_read_is_said_as_ever(app: dash.Dash, topic: str) -> None:
    error = ask(app, topic, "y=zero&L=zero")["error"]
    assert error["sentence"].endswith(".")


def test_the_figures_are_cores(app: dash.Dash) -> None:
    scalar = solve(read_scalar(SMALL["scalar"]).scenario)
    assert figures(ask(app, "scalar", SMALL["scalar"])) == {
        "alpha_star": scalar.alpha_star,
        "infimum": scalar.infimum,
        "final_rate": scalar.final_rate,
        "margin": scalar.margin,
        "time": scalar.time_to(1e-6).flow,
    }
    networks = {
        "matrix": solve(scenario(read_matrix(SMALL["matrix"]))),
        # The balanced start, whose figures the page shows as well.
        "regimes": solved(read_regimes(SMALL["regimes"])).comparison.regimes[2].solution,
    }
    for topic, solution in networks.items():
        found = figures(ask(app, topic, SMALL[topic]))
        assert found["alpha_star"] == solution.alpha_star
        assert found["infimum"] == solution.infimum
        assert found["final_rate"] == solution.final_rate
        assert found["margin"] == solution.margin.margin
        (time,) = [each.flow for each in solution.times_to if each.part == 1e-6]
        assert found["time"] == time


def test_the_time_of_descent_is_that_of_an_iterate(app: dash.Dash) -> None:
    state = read_depth("L=3&k=200")
    descent = aligned_descent(family(state), 3, state["f"], 200)
    time = figures(ask(app, "depth", "L=3&k=200"))["time"]
    here = int(np.flatnonzero(descent.times == time)[0])
    assert descent.loss[here] <= 1e-6 * descent.loss[0] < descent.loss[here - 1]
    few = ask(app, "depth", "L=3&k=2")["figures"]["time"]
    assert few["value"] is None
    assert "steps" in few["why"]


def a_run(depth: int, alpha: float | None, **more: float) -> Run:
    parameters = [parameter("L", "Depth", depth), parameter("y", "Target", 1.0)]
    values = {"infimum": 1.0, "final_rate": 2.0, "margin": 0.5, "time": 3.0}
    return run("L", parameters, {**values, "alpha_star": alpha, **more})


def cells(component: Component) -> list[list[str]]:
    """The texts of each row."""
    rows = [part for part in everything(component) if type(part).__name__ == "Tr"]
    return [[text(cell) for cell in row.children] for row in rows]


def text(component: Any) -> str:
    if isinstance(component, list):
        return "".join(map(text, component))
    if isinstance(component, Component):
        return text(getattr(component, "children", getattr(component, "value", "")))
    return "" if component is None else str(component)


def test_the_table_says_what_differs_and_by_how_much() -> None:
    pins: list[Any] = [
        {"slot": 2, "name": "one", "hidden": False, "run": a_run(2, 1.5)},
        {"slot": 1, "name": "other", "hidden": True, "run": a_run(3, 1.25, margin=0.5)},
        {"slot": 3, "name": "bad", "hidden": False, "sentence": "No such thing."},
        {"slot": 4, "name": "none", "hidden": False, "run": a_run(2, None)},
    ]
    shown = table({"pins": pins, "now": a_run(2, 2.0)})
    head, first, second, bad, lacking, now = cells(shown)
    assert len(head) == 3 + len(COLUMNS) + 1
    assert first[:4] == ["2", "one", "Depth 2", "1.5"]
    assert second[:4] == ["1", "other", "Depth 3", "1.25 −0.25"]
    assert second[6] == "0.5 ±0"
    assert bad[2] == "No such thing."
    assert lacking[3] == "–"
    assert now[2:4] == ["Depth 2", "2 +0.5"]
    names = {str(getattr(part, "aria-label", "")) for part in everything(shown)}
    labels = {str(getattr(part, "label", "")) for part in everything(shown)}
    assert {"Hide one", "Show other", "Unpin bad", "No exact α* is known for this start."} <= names
    assert "Name of run 3" in labels


def test_runs_that_are_the_same_say_so() -> None:
    pins: list[Any] = [{"slot": 1, "name": "one", "hidden": False, "run": a_run(2, 1.0)}]
    assert cells(table({"pins": pins, "now": a_run(2, 1.0)}))[1][2] == "nothing else"
    assert "Pin" in text(table({"pins": [], "now": None}))


def test_rounding_is_no_difference() -> None:
    pins: list[Any] = [
        {"slot": 1, "name": "one", "hidden": False, "run": a_run(2, 0.3)},
        {"slot": 2, "name": "two", "hidden": False, "run": a_run(2, 0.1 + 0.2)},
        {"slot": 3, "name": "off", "hidden": False, "run": a_run(2, 0.3 + 1e-9)},
    ]
    _, _, second, third = cells(table({"pins": pins, "now": None}))
    assert second[3] == "0.3 ±0"
    assert third[3] == "0.3 +10⁻⁹"


def test_close_numbers_are_told_apart() -> None:
    assert parameter("y", "Target", 0.1)["text"] == "0.1"
    assert parameter("y", "Target", -1.0000001)["text"] == "−1.0000001"


@each_page
def test_every_picture_leaves_a_ghost(app: dash.Dash, topic: str) -> None:
    answer = app.server.test_client().post(f"/api/{topic}", data={"state": SMALL[topic]}).get_json()
    drawn = {name: graph for name, graph in answer["graphs"].items() if graph["traces"]}
    left = [name for name, graph in drawn.items() if not graph["style"]["ghost"]]
    assert left == [], left


def test_what_happens_is_a_ghost_and_what_is_promised_is_not() -> None:
    x = np.zeros(2)
    assert Trace("flow", line(palette.FLOW), x, x).is_ghost()
    assert not Trace("end", markers(palette.FLOW, "x"), x, x).is_ghost()
    assert not Trace("bound", line(palette.GUARANTEE), x, x).is_ghost()
    assert not Trace("most", line(palette.FLOW, dash="dash"), x, x).is_ghost()
    assert Trace("curve", line(palette.GUARANTEE), x, x, ghost=True).is_ghost()
    assert not Trace("zero", line(palette.FLOW), x, x, ghost=False).is_ghost()


def test_six_looks_that_are_told_apart() -> None:
    colors, dashes = zip(*palette.RUNS, strict=True)
    assert len(set(colors)) == len(set(dashes)) == 6
    assert "solid" not in dashes


def test_routes_are_there(app: dash.Dash) -> None:
    rules = {rule.rule for rule in app.server.url_map.iter_rules()}
    assert {f"/api/{topic}-run" for topic in TOPICS} <= rules


def test_a_file_that_did_not_come_along_is_said(app: dash.Dash) -> None:
    assert ask(app, "matrix", "file=mine.json")["error"]["control"] == "file"


@pytest.mark.parametrize("topic", ["scalar", "matrix"])
def test_a_chosen_last_time_is_a_parameter(app: dash.Dash, topic: str) -> None:
    given = ask(app, topic, f"{SMALL[topic]}&T=7")["parameters"]
    assert parameter("T", "Horizon", 7.0) in given
