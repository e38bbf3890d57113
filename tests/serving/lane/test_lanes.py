"""Which lane does the work, as a request meets it."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from core.integrate import check_time, remaining
from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.parts.exchange.desk import Made
from dashboard.serving import lane
from dashboard.serving.lane.slow import SlowLane
from tests.serving.lane import works


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """Keys of what comes to the slow lane, where nothing works."""
    keys: list[str] = []

    def ask(_lane: SlowLane, key: str, _work: object, _asker: object) -> Made:
        keys.append(key)
        return Made(b"slow")

    monkeypatch.setattr(SlowLane, "ask", ask)
    return keys


def do(key: str, work, cost: float = 0.0, processes: int = 1) -> str:
    server = Flask(__name__)
    lanes = lane.make_lanes(server, processes, 4)
    assert server.extensions["lanes"] is lanes
    with server.test_request_context():
        return lanes.do(key, work, cost).text.decode()


def cut_short() -> Made:
    """A flow that is stopped where it is when the time is over."""
    while remaining() > 0:
        pass
    return Made(b"a part")


def of_no_use() -> Made:
    while True:
        check_time()


def test_quick_work_is_done_where_the_request_is(asked):
    assert do("quick", partial(works.answer, "here")) == "here"
    assert asked == []


def test_what_is_expected_to_take_long_is_not_begun_here(asked, tmp_path: Path):
    here = partial(works.wait_for, str(tmp_path), str(tmp_path / "begun"))
    assert do("long", here, cost=lane.QUICK * 1.01) == "slow"
    assert asked == ["long"]
    assert not (tmp_path / "begun").exists()


@pytest.mark.parametrize("work", [cut_short, of_no_use])
def test_what_turns_out_to_take_long_goes_on_in_the_slow_lane(asked, work):
    assert do("found out", work) == "slow"
    assert asked == ["found out"]


def test_a_server_without_slow_processes_does_all_by_itself(asked):
    made = partial(works.answer, "here")
    assert do("any", made, cost=100.0, processes=0) == "here"
    assert asked == []


def test_a_fault_of_the_program_is_no_answer(asked):
    with pytest.raises(ZeroDivisionError):
        do("fault", works.fail)
    assert asked == []


def test_a_page_is_told_by_a_token_and_nothing_else():
    server = Flask(__name__)
    for page, known in {"abc1": True, "": False, "a b": False, "x" * 41: False}.items():
        with server.test_request_context("/api/x", method="POST", data={"page": page}):
            assert (lane.asker().page is not None) == known


def test_a_question_of_the_slow_lane_has_the_answer_of_the_quick_one(monkeypatch):
    """Through a real process, to the last digit."""
    monkeypatch.setattr(lane, "QUICK", 600.0)  # on a busy machine nothing is
    texts = []
    for cost in (0.0, 1e6):
        app = create_app(Settings())
        lanes = app.server.extensions["lanes"]
        quick = lanes.quick
        lanes.quick = lambda work, _cost, quick=quick, cost=cost: quick(work, cost)
        response = app.server.test_client().post("/api/matrix", data={"state": "n=3&m=3&h=4"})
        texts.append(response.text)
        assert lanes.slow.done == (cost > 0)
    assert json.loads(texts[0])["graphs"]
    assert texts[0] == texts[1]
