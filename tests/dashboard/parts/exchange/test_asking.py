"""What the controls of a page say is the query that a person would write."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from dashboard.depth.controls import read as read_depth
from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.parts.exchange.asking import Controls, query_of, read_controls
from dashboard.parts.query import ControlError
from dashboard.regimes.controls import read as read_regimes
from dashboard.scalar.asking import asked
from dashboard.scalar.controls import read

SCALAR: Controls = {
    "depth": "2", "y": "1", "p": "0.36", "T": "3", "w1": "0.9", "w2": "0.4", "d1": "0.65",
    "from": "weights", "automatic": ["on"], "gamma": "true", "show": ["lower"],
    "first": "1", "second": "2",
}  # fmt: skip


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    client: FlaskClient = create_app(Settings(slow_processes=0)).server.test_client()
    return client


def test_every_control_is_an_entry() -> None:
    query = query_of({"L": "4", "fam": "balanced", "first": "2", "second": "4"}, [])
    state = read_depth(query)
    assert (state["L"], state["fam"], state.pair) == (4, "balanced", (2, 4))
    state = read_regimes(query_of({"show": [], "axis": "linear", "sort": "-rate"}, []))
    assert (state.curves, state.axis, state.sort) == ((), "linear", "-rate")


def test_what_someone_types_stays_one_entry() -> None:
    """An ampersand, a space, nothing at all."""
    with pytest.raises(ControlError) as caught:
        read_depth(query_of({"y": "1&L=5"}, []))
    assert caught.value.control == "y"
    with pytest.raises(ControlError) as caught:
        read_depth(query_of({"y": None}, []))
    assert caught.value.control == "y"


@pytest.mark.parametrize(
    "chosen, moved, horizon",
    [
        (["on"], [], None),
        (["on"], ["T"], 3.0),
        (["on"], ["automatic", "T"], 3.0),
        (["on"], ["T", "automatic"], None),
        ([], [], 3.0),
        ([], ["automatic"], 3.0),
    ],
)
def test_a_last_time_that_is_touched_takes_itself_from_automatic(
    chosen: list[str], moved: list[str], horizon: float | None
) -> None:
    query = query_of({"T": "3", "automatic": chosen}, moved)
    assert read_regimes(query).horizon == horizon
    query = asked("", SCALAR | {"automatic": chosen}, moved)
    assert read(query).scenario.horizon == horizon


def test_a_start_is_told_as_the_picture_tells_it() -> None:
    assert read(asked("w=0.9,0.4&y=1", SCALAR | {"w1": "1.25"}, ["w1"])).scenario.weights == (
        1.25,
        0.4,
    )
    by_imbalance = asked("d=0.65&p=0.36&y=1", SCALAR | {"from": "imbalance", "p": "0.5"}, ["p"])
    assert read(by_imbalance).scenario.product == 0.5
    other_way = read(asked("w=0.9,0.4&y=1", SCALAR | {"from": "imbalance"}, ["from"])).scenario
    assert other_way.weights is None
    assert other_way.product == pytest.approx(0.36)


def test_layers_come_and_go() -> None:
    deeper = read(asked("w=0.9,0.4&y=1", SCALAR | {"depth": "4"}, ["depth"])).scenario
    assert deeper.weights == (0.9, 0.4, 1.0, 1.0)
    # The page has two sliders still, while its picture has four layers already.
    late = asked("w=0.9,0.4,1,0.7000000000000001&y=1", SCALAR | {"depth": "4"}, ["w1"])
    assert read(late).scenario.weights == (0.9, 0.4, 1.0, 0.7000000000000001)


def test_layers_that_the_page_remembers_come_back() -> None:
    """It sends what has no control any more: used as far as the depth asks for it."""
    kept = SCALAR | {
        "w3": "1.5",
        "w4": "0.7000000000000001",
        "w6": "9",
        "d2": "3",
        "d3": "4",
        "d5": "1",
    }
    for depth, added in (
        ("2", ()),
        ("1", ()),
        ("3", (1.5,)),
        ("5", (1.5, 0.7000000000000001, 1.0)),
    ):
        again = read(asked("w=0.9,0.4&y=1", kept | {"depth": depth}, ["depth"])).scenario
        assert again.weights == (0.9, 0.4, *added)[: int(depth)]
    by_imbalance = kept | {"from": "imbalance", "depth": "4"}
    scenario = read(asked("d=0.65&p=0.36&y=1", by_imbalance, ["depth"])).scenario
    assert (scenario.imbalance, scenario.product) == (
        (0.65, 3.0, 4.0),
        pytest.approx(0.36 * 1.5 * 0.7),
    )
    for wrong in ("x", "", "1e9", "2.5"):
        with pytest.raises(ControlError) as caught:
            read(asked("w=0.9,0.4&y=1", kept | {"depth": wrong}, ["depth"]))
        assert caught.value.control == "depth"


def test_a_comma_makes_no_two_layers_of_one() -> None:
    query = asked("w=0.9,0.4&y=1", SCALAR | {"w2": "−0,5", "y": "1,5·10⁻³"}, ["w2"])
    assert read(query).scenario.weights == (0.9, -0.5)
    assert read(query).scenario.target == 0.0015


@pytest.mark.parametrize("text", ["0,5,1", "", "x", "1&2", "1;2", "1,000"])
def test_a_layer_that_is_no_number_is_named(text: str) -> None:
    with pytest.raises(ControlError) as caught:
        asked("w=0.9,0.4&y=1", SCALAR | {"w2": text}, ["w2"])
    assert caught.value.control == "w2"


@pytest.mark.parametrize("text", ["", "{", "[]", "1", '{"y": 1}', '{"y": [1]}', '{"y": {}}'])
def test_controls_that_no_page_sends_are_refused(text: str) -> None:
    with pytest.raises(ControlError):
        read_controls(text)


@pytest.mark.parametrize("topic", ["scalar", "matrix", "regimes", "depth"])
def test_the_controls_of_an_answer_ask_for_the_same_again(client: FlaskClient, topic: str) -> None:
    """What an answer sets the controls to, sent back untouched, is the same picture."""
    first = client.post(f"/api/{topic}", data={"state": ""}).get_json()
    values = first["controls"]["values"]
    controls = {
        name: value if isinstance(value, list) else str(value) for name, value in values.items()
    }
    data = {"state": first["query"], "controls": json.dumps(controls), "moved": ""}
    again = client.post(f"/api/{topic}", data=data).get_json()
    assert again["query"] == first["query"]
    assert again["quantities"] == first["quantities"]
