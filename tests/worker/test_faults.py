"""What is not HTTP gets its status, and a line of the log at most."""

from __future__ import annotations

import time

import pytest
from gunicorn.http import errors

from dashboard.worker.faults import status_of
from tests.worker.conftest import GET, answer, asking

LINE = b"GET / HTTP/1.1\r\nHost: x\r\n"
WRONG = {
    "no HTTP at all": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    "a version of its own": (b"GET / HTTP/9.9\r\n\r\n", 400),
    "a method of its own": (b"g#t / HTTP/1.1\r\n\r\n", 400),
    "a space in the address": (b"GET /a b HTTP/1.1\r\n\r\n", 400),
    "a long address": (b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\n\r\n", 414),
    "a long header": (LINE + b"A: " + b"b" * 10_000 + b"\r\n\r\n", 431),
    "many headers": (LINE + b"".join(b"A%d: b\r\n" % i for i in range(200)) + b"\r\n", 431),
    "two hosts": (LINE + b"Host: y\r\n\r\n", 400),
    "a folded header": (LINE + b"A: b\r\n c\r\n\r\n", 400),
    "a control character": (LINE + b"A: \x00\r\n\r\n", 400),
    "two lengths": (LINE + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    "no length": (LINE + b"Content-Length: minus one\r\n\r\n", 400),
    "a length of 6000 digits": (LINE + b"Content-Length: " + b"9" * 6000 + b"\r\n\r\n", 400),
    "an unknown coding": (LINE + b"Transfer-Encoding: secret\r\n\r\n", 400),
    "an unknown expectation": (LINE + b"Expect: wonders\r\n\r\n", 417),
}


def test_every_kind_is_refused_in_a_line_without_what_was_sent(plain, tmp_path):
    with plain(DEEP_LINEAR_LOG_LEVEL="info") as connect:
        statuses = {kind: answer(connect(said))[0] for kind, (said, _) in WRONG.items()}
        assert answer(connect(GET))[0] == 200
    assert statuses == {kind: status for kind, (_, status) in WRONG.items()}
    lines = (tmp_path / "log").read_text().splitlines()
    assert "Traceback" not in "".join(lines)
    assert sum("refused: " in line for line in lines) == len(WRONG)
    assert max(map(len, lines)) < 200


def test_what_is_left_unread_does_not_take_the_answer_away(plain):
    with plain() as connect:
        sock = connect(b"nonsense\r\n\r\n" + b"x" * 60_000)
        time.sleep(0.3)  # a reset would have come by now
        assert answer(sock)[0] == 400
        assert sock.recv(1) == b""  # the end, and no reset


def test_nothing_is_said_of_it_at_the_level_of_warnings(plain, tmp_path):
    with plain(DEEP_LINEAR_LOG_LEVEL="warning") as connect:
        for said, _ in WRONG.values():
            answer(connect(said))
    assert (tmp_path / "log").read_text().count("\n") == 1  # where it runs


def test_a_mistake_of_the_applications_own_is_logged_whole_once(plain, tmp_path):
    with plain() as connect:
        assert answer(connect(asking("/fail")))[0] == 500
        assert answer(connect(GET))[0] == 200
    assert (tmp_path / "log").read_text().count("a mistake of the application's own\n") == 1


@pytest.mark.parametrize("error", [ValueError("ours"), RuntimeError("ours"), errors.InvalidHeader])
def test_once_the_request_is_read_an_error_is_ours(error):
    assert status_of(error, read=True) is None
