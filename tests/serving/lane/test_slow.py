"""The slow lane, with processes that really work: what it does, never how fast."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from werkzeug.exceptions import Conflict, InternalServerError, ServiceUnavailable

from dashboard.serving.lane import frames, hand
from dashboard.serving.lane.client import Asker, has_left
from dashboard.serving.lane.slow import SlowLane
from tests.serving.lane import works

PATIENCE = 60.0  # seconds, for a loaded machine


def asker(address: str = "a", page: str | None = None, left=lambda: False) -> Asker:
    return Asker(address, page, left)


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)


class Request(threading.Thread):
    """Asks a lane, as a request does; `found` is the answer, or the exception."""

    def __init__(self, lane: SlowLane, key: str, work, who: Asker) -> None:
        super().__init__(daemon=True)
        self.lane, self.key, self.work, self.who = lane, key, work, who
        self.found: object = None
        self.start()

    def run(self) -> None:
        try:
            self.found = self.lane.ask(self.key, self.work, self.who).text.decode()
        except Exception as error:
            self.found = error

    def result(self) -> object:
        self.join(PATIENCE)
        assert not self.is_alive(), "the request still waits"
        return self.found


@pytest.fixture(scope="module")
def shared() -> SlowLane:
    """One process and few places."""
    return SlowLane(1, 2)


@pytest.fixture
def lane(shared: SlowLane, tmp_path: Path) -> Iterator[SlowLane]:
    """The lane at rest, before and after."""
    yield shared
    until(lambda: not len(shared) and not shared._jobs)


@pytest.fixture
def busy(lane: SlowLane, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """The process works until the function is called, or the test ends."""
    door, started = tmp_path / "door", tmp_path / "started"
    request = Request(lane, "busy", partial(works.wait_for, str(door), str(started)), asker("z"))
    until(started.exists)
    yield door.touch
    door.touch()
    request.result()


def test_work_is_done_in_another_process(lane: SlowLane):
    first = lane.ask("one", works.pid, asker()).text
    assert first != str(os.getpid())
    assert lane.ask("two", works.pid, asker()).text == first


def test_it_works_with_what_others_leave_and_once_starved_with_a_share():
    lane, nice = SlowLane(1, 2), min(os.nice(0) + 10, 19)

    def place() -> str:
        return lane.ask("place", works.place, asker()).text.decode()

    assert place() == f"{os.SCHED_IDLE} {nice}"
    lane.ask("starve", partial(works.starve, 1.1), asker())
    assert place() == f"{os.SCHED_OTHER} {nice}"
    until(lambda: place() == f"{os.SCHED_IDLE} {nice}")  # that was soon done


def test_what_it_leaves_out_for_want_of_time_is_the_same_in_a_full_class(lane: SlowLane):
    assert lane.ask("patience", works.patience, asker()).text == b"True"


def test_what_finds_no_place_is_told_when_to_come_back(lane: SlowLane, busy):
    waiting = [Request(lane, f"w{i}", partial(works.answer, str(i)), asker("a")) for i in range(2)]
    until(lambda: len(lane) == 2)
    with pytest.raises(ServiceUnavailable) as caught:
        lane.ask("more", partial(works.answer, "more"), asker("a"))
    response = caught.value.get_response()
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) >= 1
    assert json.loads(response.data)["error"]["sentence"]
    # Another client has less: the place is his.
    other = Request(lane, "other", partial(works.answer, "other"), asker("b"))
    refused = waiting[1].result()
    assert isinstance(refused, ServiceUnavailable)
    busy()
    assert (waiting[0].result(), other.result()) == ("0", "other")


def test_the_same_question_is_worked_on_once(lane: SlowLane, busy, tmp_path: Path):
    before = lane.done
    same = [Request(lane, "same", works.pid, asker(str(i))) for i in range(5)]
    until(lambda: lane._jobs["same"].waiting == 5)
    assert len(lane) == 1
    busy()
    assert len({request.result() for request in same}) == 1
    until(lambda: lane.done == before + 2)  # and the one that kept it busy


def test_a_newer_question_of_the_same_page_takes_the_place_of_the_older(lane: SlowLane, busy):
    older = Request(lane, "older", partial(works.answer, "older"), asker(page="p"))
    until(lambda: len(lane) == 1)
    newer = Request(lane, "newer", partial(works.answer, "newer"), asker(page="p"))
    assert isinstance(older.result(), Conflict)
    assert "older" not in lane._jobs
    busy()
    assert newer.result() == "newer"


def test_questions_of_other_pages_and_of_none_are_all_answered(lane: SlowLane, busy):
    asked = [
        Request(lane, key, partial(works.answer, key), who)
        for key, who in {"p": asker(page="p"), "q": asker("b", page="p")}.items()
    ]
    until(lambda: len(lane) == 2)
    busy()
    assert [request.result() for request in asked] == ["p", "q"]


def test_work_stops_where_it_runs_when_the_client_leaves(lane: SlowLane, tmp_path: Path):
    """Its process lives on, and takes the next."""
    before, process = lane.stopped, lane.ask("who", works.pid, asker()).text
    here, there = socket.socketpair()
    started = tmp_path / "started"
    with here:
        work = partial(works.wait_for, str(tmp_path / "never"), str(started))
        left = has_left({"gunicorn.socket": here})
        request = Request(lane, "left", work, asker(left=left))
        until(started.exists)
        assert not left()
        there.close()
        assert isinstance(request.result(), ServiceUnavailable)
    until(lambda: lane.stopped == before + 1)
    assert lane.ask("who else", works.pid, asker()).text == process


def test_work_that_one_of_two_still_waits_for_goes_on(lane: SlowLane, tmp_path: Path):
    door, started = tmp_path / "door", tmp_path / "started"
    work = partial(works.wait_for, str(door), str(started))
    gone = threading.Event()
    first = Request(lane, "both", work, asker(left=gone.is_set))
    second = Request(lane, "both", work, asker("b"))
    until(lambda: started.exists() and lane._jobs["both"].waiting == 2)
    gone.set()
    assert isinstance(first.result(), ServiceUnavailable)
    door.touch()
    assert second.result() == str(door)


def test_a_process_that_does_not_listen_is_killed(lane: SlowLane, tmp_path: Path):
    process, started = lane.ask("who", works.pid, asker()).text, tmp_path / "started"
    gone = threading.Event()
    request = Request(lane, "deaf", partial(works.deaf, str(started)), asker(left=gone.is_set))
    until(started.exists)
    gone.set()
    assert isinstance(request.result(), ServiceUnavailable)
    assert lane.ask("who else", works.pid, asker()).text != process


def test_work_that_never_ends_is_given_up_with_a_sentence(lane: SlowLane, tmp_path, monkeypatch):
    monkeypatch.setattr(hand, "HUNG", 0.5)
    made = lane.ask("long", partial(works.wait_for, str(tmp_path / "never")), asker())
    assert "too much time" in json.loads(made.text)["error"]["sentence"]
    assert not made.lasting


def test_a_fault_of_the_program_is_logged_and_no_answer(lane: SlowLane, caplog):
    with pytest.raises(InternalServerError):
        lane.ask("fault", works.fail, asker())
    (record,) = caplog.records
    assert "ZeroDivisionError: a fault of the program" in record.getMessage()


def test_work_that_wants_too_much_memory_gets_the_same_sentence(lane: SlowLane):
    made = lane.ask("greedy", works.greedy, asker())
    assert "memory" in json.loads(made.text)["error"]["sentence"]


def test_after_a_process_has_died_the_next_question_is_answered(lane: SlowLane, caplog):
    with pytest.raises(ServiceUnavailable):
        lane.ask("dead", works.die, asker())
    assert lane.ask("next", partial(works.answer, "alive"), asker()).text == b"alive"
    assert len(caplog.records) == 1


def test_messages_arrive_whole_however_they_are_cut(tmp_path: Path):
    here, there = socket.socketpair()
    with here, there:
        frames.send(here, "x" * 100)
        frames.send(here, [1, 2])
        bytes_ = there.recv(1 << 16)
        inbox = frames.Inbox(there)
        there.settimeout(0.01)
        for i in range(len(bytes_)):
            here.send(bytes_[i : i + 1])
            if i in (3, 50):
                with pytest.raises(TimeoutError):
                    inbox.receive()
        assert [inbox.receive(), inbox.receive()] == ["x" * 100, [1, 2]]
        here.close()
        with pytest.raises(EOFError):
            inbox.receive()
