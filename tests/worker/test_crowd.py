"""Who has to go when there are too many connections."""

from __future__ import annotations

import resource

from dashboard.worker import process
from tests.worker.conftest import GET, HALF_BODY, answer, asking, is_closed

MOST = ("--worker-connections", "5")


def test_who_idles_longest_makes_room(plain):
    with plain(*MOST) as connect:
        idle = []
        for _ in range(5):
            idle.append(connect(GET))
            assert answer(idle[-1])[0] == 200
        idle[0].sendall(GET)  # so it is the second that has been silent longest
        assert answer(idle[0])[0] == 200
        new = connect(GET)
        assert answer(new)[0] == 200
        assert idle[1].recv(1) == b""
        assert [is_closed(sock) for sock in [*idle[2:], idle[0], new]] == [False] * 5


def test_any_number_of_silent_ones_shut_nobody_out(plain):
    with plain(*MOST) as connect:
        for _ in range(60):
            connect()
        assert answer(connect(GET))[0] == 200


def test_half_bodies_make_room_too(plain):
    with plain(*MOST) as connect:
        for _ in range(5):
            connect(HALF_BODY)
        assert answer(connect(GET))[0] == 200


def test_nobody_goes_whose_answer_is_being_made(plain):
    with plain(*MOST) as connect:
        at_work = [connect(asking("/slow")) for _ in range(5)]
        late = connect()
        assert late.recv(1) == b""
        assert [answer(sock)[0] for sock in at_work] == [200] * 5


def test_a_worker_allows_itself_as_many_files_as_it_may(monkeypatch):
    allowed = []
    monkeypatch.setattr(resource, "getrlimit", lambda which: (1024, 3000))
    monkeypatch.setattr(resource, "setrlimit", lambda which, limits: allowed.append(limits))
    assert process.files() == 3000
    assert allowed == [(3000, 3000)]
    monkeypatch.setattr(resource, "getrlimit", lambda which: (-1, -1))
    assert process.files() > 100_000
    assert len(allowed) == 1
