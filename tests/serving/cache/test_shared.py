"""A cache in Redis: what one process stores another finds, and nobody else's is ever read."""

from __future__ import annotations

import os
import pickle
import socket
import sys
import time
from urllib.parse import quote

import pytest

from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.serving.cache import EXTENSION, breaker, link
from dashboard.serving.cache.memory import MOST_TEXT_BYTES
from dashboard.serving.cache.sealed import Seal
from dashboard.serving.cache.shared import WORTH
from tests.serving.cache.processes import SECRET, made, ready
from tests.serving.cache.strangers import is_silent, stranger
from tests.serving.redis_server import until

pytestmark = pytest.mark.usefixtures("soon")


def entry(cache: str) -> str:
    """The name in Redis of the entry of a key."""
    return f"deep-linear-networks:{Seal(SECRET).name(cache)}"


# -- as it should be ---------------------------------------------------------------------------


def test_what_one_process_stores_another_finds(redis_server, lines):
    one, other = (ready(redis_server.start().url), ready(redis_server.url))
    assert other.get("k") is None
    assert one.set("k", "täxt".encode())
    assert other.get("k") == "täxt".encode()
    redis_server.stop()
    assert other.get("k") == "täxt".encode()  # in its own memory now
    assert dict(other.report().counts) == {"misses": 1, "shared_hits": 1, "hits": 1}
    assert lines() == []


def test_nothing_is_asked_of_redis_before_the_first_question():
    """So an app may be made before workers are forked."""
    asked: list[object] = []

    def manner(connection: socket.socket) -> None:
        asked.append(connection)
        is_silent(connection)

    with stranger(manner) as port:
        cache = made(f"redis://127.0.0.1:{port}")
        time.sleep(5 * breaker.LONGEST_WAIT)
        assert asked == []
        cache.get("k")
        until(lambda: cache.link._reason and asked)  # the stranger may be the slower one
        assert len(asked) == 1  # nor is it tried again and again


def test_entries_end_by_themselves_and_their_names_tell_nothing(redis_server):
    cache = ready(redis_server.start().url)
    cache.set("scalar?w1=1", b"text")
    cache.set("short", b"text", 60)
    (first, second) = sorted(redis_server.names(), key=lambda name: redis_server.ask("TTL", name))
    assert 0 < redis_server.ask("TTL", first) <= 60
    assert 3600 < redis_server.ask("TTL", second) <= 24 * 3600
    assert second.decode() == entry("scalar?w1=1")
    assert b"scalar" not in second


def test_those_with_another_secret_share_nothing_and_disturb_nobody(redis_server, lines):
    one, other = ready(redis_server.start().url), ready(redis_server.url, "another secret!!")
    one.set("k", b"mine")
    assert other.get("k") is None
    other.set("k", b"theirs")
    assert (ready(redis_server.url).get("k"), one.get("k")) == (b"mine", b"mine")
    assert "rejected" not in other.report().counts
    assert lines() == []


def test_deleted_is_deleted_for_all(redis_server):
    one = ready(redis_server.start().url)
    one.set("k", b"v")
    assert one.delete("k")
    assert not one.delete("k")
    assert ready(redis_server.url).get("k") is None


def test_what_is_kept_at_all_is_shared_however_long(redis_server):
    cache = ready(redis_server.start().url)
    longest = b"x" * (MOST_TEXT_BYTES - sys.getsizeof(b""))
    assert not cache.set("k", longest + b"x")
    assert redis_server.names() == []
    assert cache.set("k", longest)
    assert ready(redis_server.url).get("k") == longest


def test_what_is_quick_to_make_is_remembered_here_and_never_asked_of_redis(redis_server):
    one, other = ready(redis_server.start().url), ready(redis_server.url)
    costs = {"cheap": lambda: WORTH, "dear": lambda: WORTH * 1.01}
    for key, cost in costs.items():
        assert one.get(key, cost) is None
        assert one.set(key, b"text", cost=cost)
        assert one.get(key, cost) == b"text"
    assert redis_server.names() == [entry("dear").encode()]
    redis_server.ask("SET", entry("cheap"), Seal(SECRET).seal(Seal(SECRET).name("cheap"), b"text"))
    assert [other.get(key, cost) for key, cost in costs.items()] == [None, b"text"]
    assert dict(other.report().counts) == {"misses": 1, "shared_hits": 1}


def test_a_step_of_a_drag_is_not_shared_and_a_flow_of_the_matrix_page_is(redis_server):
    app = create_app(Settings(redis_url=redis_server.start().url, cache_secret=SECRET, rate=0))
    until(lambda: app.server.extensions[EXTENSION].report().shared == "ok")
    client = app.server.test_client()
    for topic, shared in (("scalar", 0), ("matrix", 1)):
        assert client.post(f"/api/{topic}", data={"state": ""}).status_code == 200
        assert len(redis_server.names()) == shared


def test_a_connection_that_redis_closed_is_made_again(redis_server, lines):
    cache = ready(redis_server.start().url)
    cache.set("k", b"v")
    redis_server.ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    cache.set("l", b"w")
    assert ready(redis_server.url).get("l") == b"w"
    assert lines() == []


@pytest.mark.parametrize("password", ["word", "p@s/s#?: é%"])
def test_a_password_and_a_database(redis_server, password):
    redis_server.start(password=password)
    url = f"redis://:{quote(password, safe='')}@127.0.0.1:{redis_server.port}/3"
    ready(url).set("k", b"v")
    assert ready(url).get("k") == b"v"
    assert "db3" in redis_server.ask("INFO", "keyspace", password=password)


def test_a_unix_socket(redis_server, tmp_path):
    path = tmp_path / "r.sock"
    redis_server.start("--unixsocket", str(path))
    cache = ready(f"unix://{path}")
    cache.set("k", b"v")
    assert ready(redis_server.url).get("k") == b"v"
    assert cache.link._client.get_connection_kwargs()["socket_connect_timeout"] == link.PATIENCE


# -- entries that others wrote -----------------------------------------------------------------


class Bomb:
    def __init__(self, path: str) -> None:
        self._path = path

    def __reduce__(self):
        return (os.mkdir, (self._path,))


def hostile(path: str) -> dict[str, list[object]]:
    """What someone may write in place of an entry: a command, without the entry's name."""
    good = Seal(SECRET).seal(Seal(SECRET).name("k"), b"text")
    return {
        "garbage": ["SET", b"\xff\x00garbage"],
        "an answer": ["SET", b'{"traces": []}'],
        "a pickle": ["SET", pickle.dumps(Bomb(path))],
        "a pickle of flask-caching": ["SET", b"!" + pickle.dumps(Bomb(path))],
        "another entry": ["SET", Seal(SECRET).seal(Seal(SECRET).name("l"), b"text")],
        "another secret": ["SET", Seal("x").seal(Seal(SECRET).name("k"), b"text")],
        "another version": ["SET", Seal(SECRET, "0").seal(Seal(SECRET).name("k"), b"text")],
        "cut": ["SET", good[:-1]],
        "longer": ["SET", good + b"\0"],
        "very long": ["SETRANGE", 300_000_000, b"x"],
        "a list": ["RPUSH", good],
        "a hash": ["HSET", "k", good],
        "a stream": ["XADD", "*", "k", good],
    }


@pytest.mark.parametrize("name", hostile(""))
def test_what_is_not_ours_is_a_miss_is_counted_and_is_written_again(
    redis_server, tmp_path, lines, name
):
    command, *rest = hostile(str(tmp_path / "bomb"))[name]
    redis_server.start().ask(command, entry("k"), *rest)
    cache = ready(redis_server.url)
    assert [cache.get("k"), cache.get("k")] == [None, None]
    assert cache.report().counts["rejected"] == 2
    assert cache.report().shared == "ok"
    assert not (tmp_path / "bomb").exists()
    (line,) = lines()  # once
    assert "entries that this program has not written" in line
    cache.set("k", b"new")
    assert ready(redis_server.url).get("k") == b"new"


def test_an_empty_value_is_no_entry(redis_server):
    redis_server.start().ask("SET", entry("k"), b"")
    assert ready(redis_server.url).get("k") is None


def test_an_answer_to_someone_else_is_not_sent_out(redis_server):
    """Should a connection ever be one answer behind: the digest covers the entry's name."""
    cache = ready(redis_server.start().url)
    cache.set("k", b"for k")
    cache.set("l", b"for l")
    cache.clear()
    getrange = cache.link._client.getrange
    cache.link._client.getrange = lambda name, *ends: getrange(entry("k"), *ends)
    assert (cache.get("l"), cache.get("k")) == (None, b"for k")
    assert cache.report().counts["rejected"] == 1
