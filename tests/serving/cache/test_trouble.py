"""A cache in Redis, whatever Redis does: texts come back or do not, and nothing fails.

What is tested is asked in this process; `test_faults.py` asks the real server.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.serving.cache import breaker, link
from dashboard.serving.cache.shared import SharedCache
from tests.serving.cache.processes import made, ready
from tests.serving.cache.strangers import Wire, drips, hangs_up, is_silent, says, stranger
from tests.serving.redis_server import RedisServer, until

pytestmark = pytest.mark.usefixtures("soon")


def trouble(cache: SharedCache) -> str:
    """Ask until it is left alone, and why; then see that all goes on without it."""
    count = iter(range(10_000))
    until(lambda: cache.get(f"new {next(count)}") is None and cache.report().shared == "open")
    assert cache.set("mine", b"text")
    assert cache.get("mine") == b"text"
    reason = cache.report().reason
    assert reason is not None
    return reason


def stops(redis_server: RedisServer) -> None:
    redis_server.stop()


def freezes(redis_server: RedisServer) -> None:
    redis_server.freeze()


def wants_a_password(redis_server: RedisServer) -> None:
    redis_server.ask("CONFIG", "SET", "requirepass", "another")
    redis_server.ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no", password="another")


def becomes_read_only(redis_server: RedisServer) -> None:
    redis_server.ask("REPLICAOF", "127.0.0.1", "1")


def loses_writes(redis_server: RedisServer) -> None:
    redis_server.ask("CONFIG", "SET", "min-replicas-to-write", "1")


def fills(redis_server: RedisServer) -> None:
    redis_server.ask("CONFIG", "SET", "maxmemory-policy", "noeviction")
    redis_server.ask("CONFIG", "SET", "maxmemory", "1")


def heals(redis_server: RedisServer, fault) -> None:
    if fault is stops:
        redis_server.start()
    elif fault is freezes:
        redis_server.thaw()
    elif fault is wants_a_password:
        redis_server.ask("CONFIG", "SET", "requirepass", "", password="another")
    elif fault is becomes_read_only:
        redis_server.ask("REPLICAOF", "NO", "ONE")
    elif fault is loses_writes:
        redis_server.ask("CONFIG", "SET", "min-replicas-to-write", "0")
    else:
        redis_server.ask("CONFIG", "SET", "maxmemory", "0")


FAULTS = {
    stops: "cannot be reached",
    freezes: "does not answer in time",
    wants_a_password: "a password or a right",
    becomes_read_only: "read only",
    loses_writes: "refuses: NOREPLICAS",
    fills: "is full",
}


def keeps_writing(cache: SharedCache) -> str:
    """Like `trouble`, of what shows only when something is stored."""
    count = iter(range(10_000))
    until(lambda: cache.set(f"new {next(count)}", b"x" * 1000) and cache.report().shared == "open")
    return trouble(cache)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_trouble_is_told_once_and_so_is_its_end(redis_server, lines, fault):
    cache = ready(redis_server.start().url)
    cache.set("old", b"text")
    assert lines() == []
    fault(redis_server)
    assert FAULTS[fault] in keeps_writing(cache)
    until(lambda: cache.report() and lines())
    for _ in range(10):  # several looks that find it as bad
        time.sleep(breaker.LONGEST_WAIT)
        cache.get("something")
    (line,) = lines()
    assert line.startswith("The shared cache is left alone.")
    assert FAULTS[fault] in line
    heals(redis_server, fault)
    until(lambda: cache.report().shared == "ok")
    assert cache.report().reason is None
    (_, line) = lines()
    assert line.startswith("The shared cache is used again")
    cache.set("k", b"v")
    assert ready(redis_server.url).get("k") == b"v"


@pytest.mark.parametrize(
    "manner, why",
    [
        (says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "is not Redis"),
        (says(b"+OK\r\n"), "is not Redis"),
        (says(b"$2\r\nhi\r\n"), "a password or a right"),
        (says(b"$-7\r\n"), ""),
        (says(b":\xff\r\n"), ""),
        (says(b"*99999999\r\n"), ""),
        (says(b"\x15\x03\x01\x00\x02\x02\x46"), ""),  # as a server of TLS answers one without
        (says(b"-LOADING Redis is loading\r\n"), "still loading"),
        (says(b"-MISCONF Errors writing\r\n"), "refuses: MISCONF"),
        (says(b"-ERR hunter2\r\n"), "refuses: ERR"),
        (says(b"-<script>hunter2\r\n"), "refuses: ERR"),
        (says(b"-MOVED 1 127.0.0.1:1\r\n"), ""),
        (hangs_up, "cannot be reached"),
        (is_silent, "does not answer in time"),
        (drips, "does not end"),
    ],
)
def test_a_stranger_in_its_place(lines, manner, why, monkeypatch):
    monkeypatch.setattr(link, "LONGEST", 0.3)
    with stranger(manner) as port:
        cache = made(f"redis://:hunter2@127.0.0.1:{port}")
        said = trouble(cache)
        assert why in said
        until(lambda: cache.report() and lines())
        (line,) = lines()
        assert "hunter2" not in line + said
        assert "127.0.0.1" not in line + said


def test_tls_where_there_is_none(redis_server):
    """Redis waits for the end of a line, another server says that it understands nothing."""
    redis_server.start()
    assert "does not answer in time" in trouble(made(f"rediss://127.0.0.1:{redis_server.port}"))
    with stranger(says(b"-ERR unknown command\r\n")) as port:
        assert "encrypted" in trouble(made(f"rediss://127.0.0.1:{port}"))


@pytest.mark.parametrize(
    "url, why",
    [
        ("redis://:wrong@127.0.0.1:{port}", "a password or a right"),
        ("redis://127.0.0.1:{port}", "a password or a right"),
        ("redis://:word@127.0.0.1:{port}/9999", "refuses: ERR"),
        ("redis://:word@127.0.0.1:1", "cannot be reached"),
        ("redis://:word@no-such-host.invalid", "cannot be reached"),
        ("unix:///nowhere/r.sock?password=word", "cannot be reached"),
    ],
)
def test_wrong_from_the_start(redis_server, lines, url, why):
    redis_server.start(password="word")
    cache = made(url.format(port=redis_server.port))
    assert why in trouble(cache)
    until(lambda: cache.report() and lines())
    (line,) = lines()
    assert "wor" not in line.replace("password", "")


def test_the_answer_that_finds_it_gone_waits_a_moment_and_no_other_waits(redis_server, monkeypatch):
    """Counted in conversations: each may last `PATIENCE`, and only one is begun."""
    cache = ready(redis_server.start().url)
    monkeypatch.setattr(breaker, "FIRST_WAIT", 1000.0)
    cache.link._breaker._wait = 1000.0
    redis_server.freeze()
    for i in range(100):
        assert cache.get(f"{i}") is None
        cache.set(f"{i}", b"x")
    counts = cache.report().counts
    assert (counts["errors"], counts["skipped"]) == (1, 199)


def test_a_slow_redis_is_worse_than_none(redis_server, lines):
    wire = Wire(redis_server.start().port)
    with stranger(wire) as port:
        cache = ready(f"redis://127.0.0.1:{port}")
        wire.late = 2 * link.PATIENCE
        assert "does not answer in time" in trouble(cache)
        until(lambda: cache.report() and lines())
        wire.late = 0.0
        until(lambda: cache.report().shared == "ok")
    assert len(lines()) == 2


def test_a_hiccup_is_counted_and_not_logged(redis_server, lines):
    cache = ready(redis_server.start().url)
    redis_server.freeze()
    assert cache.get("k") is None
    redis_server.thaw()
    until(lambda: cache.report().shared == "ok")
    assert cache.report().counts["errors"] == 1
    assert lines() == []


def test_an_answer_that_never_ends_is_cut_off_by_the_next_one(redis_server, lines, monkeypatch):
    monkeypatch.setattr(link, "LONGEST", 0.3)
    wire = Wire(redis_server.start().port)
    with stranger(wire) as port:
        cache = ready(f"redis://127.0.0.1:{port}")
        wire.dripping = True
        stuck = threading.Thread(target=cache.get, args=("k",))
        stuck.start()
        until(lambda: cache.report().shared == "open")
        stuck.join(20)
        assert not stuck.is_alive()
        until(lambda: cache.report() and lines())
        (line,) = lines()
        assert "does not end" in line


def test_more_questions_at_once_than_connections(redis_server, lines):
    cache = ready(redis_server.start().url)
    for i in range(200):
        cache.set(f"{i}", f"text {i}".encode())
    cache.clear()
    with ThreadPoolExecutor(64) as pool:
        found = list(pool.map(lambda i: cache.get(f"{i % 200}"), range(2000)))
    assert all(text in (None, f"text {i % 200}".encode()) for i, text in enumerate(found))
    assert found.count(None) == cache.report().counts.get("misses", 0)
    assert redis_server.ask("INFO", "clients")["connected_clients"] <= link.CONVERSATIONS + 2
    assert lines() == []


def test_a_mistake_of_ours_is_logged_whole_and_once(redis_server, caplog, monkeypatch):
    cache = ready(redis_server.start().url)

    def wrong(*_args: object) -> bytes:
        raise ZeroDivisionError

    monkeypatch.setattr(cache.link, "_read", wrong)
    trouble(cache)
    until(lambda: cache.report() and len(caplog.records) > 1)
    time.sleep(5 * breaker.LONGEST_WAIT)
    cache.get("k")
    assert [bool(record.exc_info) for record in caplog.records] == [True, False]


def test_a_process_without_threads_to_spare_does_without(redis_server, monkeypatch):
    cache = made(redis_server.start().url)

    def refuse(_thread: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", refuse)
    assert cache.get("k") is None
    monkeypatch.undo()
    until(lambda: cache.report().shared == "ok")


def test_clocks_that_jump_matter_to_nothing(redis_server, monkeypatch):
    cache = ready(redis_server.start().url)
    cache.set("k", b"v")
    for now in (0.0, 1e12):
        monkeypatch.setattr("time.time", lambda now=now: now)
        assert cache.get("k") == b"v"
        assert ready(redis_server.url).get("k") == b"v"


def test_a_unix_socket_that_hangs(redis_server, tmp_path):
    path = tmp_path / "r.sock"
    redis_server.start("--unixsocket", str(path))
    cache = ready(f"unix://{path}")
    redis_server.freeze()
    assert "does not answer in time" in trouble(cache)
