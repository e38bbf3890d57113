"""The end of the server: SIGTERM lets what is asked be answered, and waits for nobody else."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.worker.conftest import GET, HALF_BODY, HALF_HEAD, answer, asking

PATIENT = 10  # seconds, of whoever stops it, until it is killed


def workers_of(master: int) -> list[int]:
    return list(map(int, Path(f"/proc/{master}/task/{master}/children").read_text().split()))


@pytest.fixture
def stopping(serve, free_port, tmp_path):
    return serve(free_port, "tests.worker.plain:server", log=tmp_path / "log", WEB_CONCURRENCY="2")


@pytest.mark.parametrize("group", [False, True], ids=["master", "everyone"])
def test_sigterm_lets_requests_end_and_nobody_else_stay(stopping, connect, group):
    with stopping as process:
        kept = connect(GET)
        assert answer(kept)[0] == 200
        silent = [connect(said) for said in (b"", HALF_HEAD) for _ in range(20)]
        running = [connect(asking("/slow")) for _ in range(6)]
        time.sleep(0.5)  # until they run
        (os.killpg if group else os.kill)(process.pid, signal.SIGTERM)
        assert {sock.recv(1) for sock in [kept, *silent]} == {b""}
        assert [answer(sock)[0] for sock in running] == [200] * 6
        assert process.wait(PATIENT) == 0


def test_half_bodies_delay_it_by_less_than_ten_seconds(serve, free_port, tmp_path, connect):
    """With the patience of the real server, which is longer than that."""
    with serve(free_port, log=tmp_path / "log") as process:
        for _ in range(20):
            connect(HALF_BODY)
        assert answer(connect(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"))[0] == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENT) == 0


def test_what_was_asked_before_sigterm_is_answered(stopping, connect, free_port):
    """Though no worker had read it, nor taken the connection."""
    with stopping as process:
        kept = connect(GET)
        assert answer(kept)[0] == 200
        workers = workers_of(process.pid)
        for worker in workers:
            os.kill(worker, signal.SIGSTOP)
        kept.sendall(GET)
        new = [connect(GET) for _ in range(5)]
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)  # until the master has passed it on
        for worker in workers:
            os.kill(worker, signal.SIGCONT)
        assert [answer(sock)[0] for sock in [kept, *new]] == [200] * 6
        assert process.wait(PATIENT) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT])
def test_ctrl_c_waits_for_nobody(stopping, connect, number):
    with stopping as process:
        running = [connect(asking("/endless")) for _ in range(6)]
        time.sleep(0.3)
        os.killpg(process.pid, number)
        assert process.wait(PATIENT) == 0
        assert {answer(sock)[0] for sock in running} == {0}


def test_sigterm_while_it_starts(serve, free_port, tmp_path):
    with serve(free_port, log=tmp_path / "log") as process:
        os.killpg(process.pid, signal.SIGTERM)
        assert process.wait(PATIENT) == 0
    assert "Traceback" not in (tmp_path / "log").read_text()
