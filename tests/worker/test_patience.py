"""How long the worker waits for whom: real sockets against a real gunicorn."""

from __future__ import annotations

import time
import urllib.request
from pathlib import Path

from tests.worker.conftest import (
    GENEROUS,
    GET,
    HALF_BODY,
    HALF_HEAD,
    answer,
    asking,
    is_closed,
)
from tests.worker.plain import LARGE

CROWD = 500
KINDS = {"idle": b"", "half a head": HALF_HEAD, "half a body": HALF_BODY}
QUESTION = b"state=w%3D0.9%2C4%26y%3D-3&drawn="


def test_five_hundred_of_each_kind_hold_nobody_up(serve, free_port, tmp_path, connect):
    """The dashboard itself: health and pictures, while they hang on and after."""
    base = f"http://127.0.0.1:{free_port}"
    with serve(free_port, log=tmp_path / "log", WEB_CONCURRENCY="2"):
        silent = {kind: [connect(said) for _ in range(CROWD)] for kind, said in KINDS.items()}
        for number in range(10):
            with urllib.request.urlopen(f"{base}/healthz", timeout=GENEROUS) as health:
                assert health.status == 200
            question = QUESTION + str(number).encode()
            with urllib.request.urlopen(f"{base}/api/scalar", question, GENEROUS) as picture:
                assert b'"error"' not in picture.read()
        # Nobody had to go for it: there is room for all of them, until their time is over.
        assert sum(not is_closed(sock) for sock in silent["idle"]) == CROWD
    assert (tmp_path / "log").read_text().count("\n") == 1  # where it runs


def test_half_a_head_is_told_that_its_time_is_over(plain):
    with plain() as connect:
        status, _ = answer(connect(HALF_HEAD))
        assert status == 408
        status, _ = answer(connect(GET))
        assert status == 200


def test_half_a_body_is_cut_off_and_said_to_the_application(plain, tmp_path: Path):
    with plain() as connect:
        sock = connect(HALF_BODY)
        assert answer(sock)[0] == 400
        assert sock.recv(1) == b""
    assert "cut off: TimeoutError" in (tmp_path / "log").read_text()


def test_a_body_that_comes_slowly_but_steadily_is_read_whole(plain):
    with plain() as connect:
        sock = connect(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n")
        for _ in range(12):  # longer than any one pause may be
            sock.sendall(b"x" * 250_000)
            time.sleep(0.2)
        status, said = answer(sock)
    assert (status, said.split()[1]) == (200, b"3000000")


def test_a_body_of_a_byte_now_and_then_ends_all_the_same(plain):
    with plain(TRANSFER_SECONDS="3") as connect:
        sock = connect(HALF_BODY)
        sent = 0
        while not is_closed(sock) and sent < 90:
            try:
                sock.sendall(b"x")
            except ConnectionError:
                break
            sent += 1
            time.sleep(0.4)  # less than the longest pause
        assert sent < 90


def test_who_never_reads_is_left_alone(plain):
    with plain() as connect:
        sock = connect(asking("/large"))
        time.sleep(2)  # twice the longest pause
        assert len(answer(sock)[1]) < LARGE


def test_who_reads_slowly_gets_it_all(plain):
    with plain() as connect:
        sock = connect(asking("/large"))
        read = 0
        while read < LARGE and (piece := sock.recv(1 << 20)):
            read += len(piece)
            time.sleep(0.1)  # in all longer than any one pause may be
        assert read >= LARGE


def test_who_asks_without_a_pause_does_not_keep_the_others_waiting(plain):
    with plain() as connect:
        many = 3000
        connect(GET * many)
        status, said = answer(connect(GET))
        assert status == 200
        assert int(said.split()[2]) < many


def test_an_idle_connection_ends(plain):
    with plain("--keep-alive", "1") as connect:
        sock = connect(GET)
        assert answer(sock)[0] == 200
        assert sock.recv(1) == b""
        assert connect().recv(1) == b""  # nor is one kept that never asks


def test_a_body_that_is_no_http_is_the_clients_mistake(plain, tmp_path: Path):
    with plain() as connect:
        head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        sock = connect(head + b"no number\r\n")
        assert answer(sock)[0] == 400
        assert sock.recv(1) == b""
    assert "cut off: ConnectionAbortedError" in (tmp_path / "log").read_text()
