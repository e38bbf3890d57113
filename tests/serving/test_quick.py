"""Questions that are answered before Flask is asked: as Flask's way answers them."""

from __future__ import annotations

import gzip
import io
import json
import logging
from collections.abc import Callable
from typing import Any

import brotli
import pytest
from backports import zstd

from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.serving.limits.bodies import MAX_QUESTION_BYTES
from dashboard.serving.quick import Packer, is_plain

FORM = "application/x-www-form-urlencoded"
#: What makes no plain question of one, and asks for the same.
ASIDE = "?no=1"
QUESTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/api/scalar", {"state": "w=0.7,0.4&y=2", "drawn": "weights 2 True False |rate"}),
    ("/api/scalar", {"state": "w=0.7,a&y=2"}),
    ("/api/scalar", {"state": "w=0.7,0.4&y=2&none=1"}),
    ("/api/scalar", {"state": "", "controls": "no JSON"}),
    ("/api/scalar", {"state": "y=2", "controls": json.dumps({"y": "3"}), "moved": "y"}),
    ("/api/scalar-run", {"state": "w=0.7,0.5&y=2"}),
    ("/api/matrix", {"state": "n=2&m=2&h=2", "page": "abc"}),
    ("/api/depth", {"state": "", "sight": ""}),
    ("/api/atlas", {"state": ""}),
    ("/api/none", {"state": ""}),
)
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "zstd": zstd.decompress, "br": brotli.decompress, "gzip": gzip.decompress,
}  # fmt: skip


@pytest.fixture
def asked_of_flask(app, monkeypatch) -> list[str]:
    """Paths that come to Flask."""
    paths: list[str] = []
    monkeypatch.setattr(app.server, "preprocess_request", _noting(app.server, paths))
    return paths


def _noting(server: Any, paths: list[str]) -> Callable[[Any], Any]:
    before = server.preprocess_request

    def note(*given: Any) -> Any:
        from flask import request

        paths.append(request.path)
        return before(*given)

    return note


@pytest.mark.parametrize("path, told", QUESTIONS)
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_answer_and_its_headers_are_those_of_flask(client, path, told, language) -> None:
    given = {"Accept-Language": language, "X-Request-ID": "one"}
    for encoding in ("", "gzip, deflate", "gzip, deflate, br", "zstd;q=1", "identity", "deflate"):
        headers = {**given, "Accept-Encoding": encoding} if encoding else given
        quick = client.post(path, data=told, headers=headers)
        other = client.post(f"{path}{ASIDE}", data=told, headers=headers)
        assert quick.status_code == other.status_code
        assert _text(quick) == _text(other)
        names = sorted(quick.headers.keys())
        assert names == sorted(other.headers.keys())
        assert all(quick.headers[n] == other.headers[n] for n in names if n != "Content-Length")
        assert int(quick.headers["Content-Length"]) == len(quick.data)


def _text(response: Any) -> bytes:
    return PACKED.get(response.headers.get("Content-Encoding", ""), bytes)(response.data)


def test_flask_is_not_asked(client, asked_of_flask) -> None:
    for number in range(2):  # made, and remembered
        assert client.post("/api/scalar", data={"state": "w=0.71,0.4&y=2"}).json["graphs"], number
        assert asked_of_flask == []


@pytest.mark.parametrize(
    "given",
    [
        {"query_string": "drawn=rate"},
        {"method": "GET", "query_string": "state=y=2", "data": None},
        {"data": b"", "content_type": FORM},
        {"data": json.dumps({"state": "y=2"}), "content_type": "application/json"},
        {"data": {"state": "y=2", "file": "{}"}},
        {"data": {"state": "y=2", "file": (io.BytesIO(b"{}"), "a.json")}},
        {"headers": {"Accept-Encoding": "zstd;q=0.1, gzip"}},
        {"headers": {"Host": "a b"}},
        {"environ_overrides": {"HTTP_TRANSFER_ENCODING": "chunked"}},
        {"data": {"state": "y=2", "page": "a" * MAX_QUESTION_BYTES}},
    ],
    ids=range(10),
)
def test_what_is_not_plain_is_flasks(client, asked_of_flask, given) -> None:
    client.open("/api/scalar", **{"method": "POST", "data": {"state": "y=2"}, **given})
    assert asked_of_flask == ["/api/scalar"]


def test_a_form_is_told_by_its_type_and_its_length() -> None:
    plain = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": FORM, "CONTENT_LENGTH": "3"}
    assert is_plain(plain)
    assert is_plain({**plain, "CONTENT_TYPE": f"{FORM}; charset=UTF-8"})
    assert is_plain({**plain, "CONTENT_LENGTH": str(MAX_QUESTION_BYTES)})
    for length in ("", "0", "-3", "+3", " 3", "3.0", "٣", "9" * 5_000, str(MAX_QUESTION_BYTES + 1)):
        assert not is_plain({**plain, "CONTENT_LENGTH": length})


def test_an_error_of_ours_is_logged_as_any(client, monkeypatch, caplog) -> None:
    monkeypatch.setattr("dashboard.scalar.callbacks.scalar_answer", None)
    answer = client.post("/api/scalar", data={"state": "w=0.72,0.4&y=2"})
    assert answer.status_code == 500
    assert answer.json["error"]["sentence"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "NoneType" in caplog.text


@pytest.mark.parametrize("rest", [b"", b"state=w%3D0.7", OSError()])
def test_a_body_that_breaks_off_is_no_question(app, rest) -> None:
    class Body:
        def read(self, _size: int = -1) -> bytes:
            if isinstance(rest, OSError):
                raise rest
            return rest

    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/api/scalar", "CONTENT_TYPE": FORM,
        "CONTENT_LENGTH": "100", "SERVER_NAME": "a", "SERVER_PORT": "80", "HTTP_HOST": "a",
        "wsgi.url_scheme": "http", "wsgi.input": Body(), "wsgi.input_terminated": True,
        "wsgi.errors": io.StringIO(),
    }  # fmt: skip
    statuses: list[str] = []
    list(app.server(environ, lambda status, *_: statuses.append(status)))
    assert statuses == ["400 BAD REQUEST"]


def test_a_question_counts_once_and_is_refused_by_flask() -> None:
    client = create_app(Settings(rate=1, class_size=1)).server.test_client()
    statuses = [client.post("/api/scalar", data={"state": "y=2"}).status_code for _ in range(12)]
    assert statuses == [200] * 10 + [429] * 2
    # What turns out not to be plain has been counted then.
    client = create_app(Settings(rate=1, class_size=1)).server.test_client()
    told = {"state": "y=2", "file": "{}"}
    statuses = [client.post("/api/matrix", data=told).status_code for _ in range(12)]
    assert statuses == [200] * 10 + [429] * 2


def test_what_takes_long_is_asked_for_once(app, client, monkeypatch) -> None:
    """In the cache, and of the lanes: the second look knows what the first has found."""
    asked: list[str] = []
    cache, lanes = app.server.extensions["shared_cache"], app.server.extensions["lanes"]
    get, ask = cache.get, lanes.slow.ask
    monkeypatch.setattr(cache, "get", lambda *given: asked.append("cache") or get(*given))
    monkeypatch.setattr(
        lanes.slow, "ask", lambda key, work, asker: asked.append("slow") or ask(key, work, asker)
    )
    monkeypatch.setattr("dashboard.serving.lane.QUICK", 0.0)
    answer = client.post("/api/scalar", data={"state": "w=0.73,0.4&y=2"})
    assert answer.json["graphs"]
    assert asked == ["cache", "slow"]


def test_its_route_and_its_lane_are_told(caplog) -> None:
    client = create_app(Settings(rate=0)).server.test_client()
    with caplog.at_level(logging.INFO, "dashboard.requests"):
        for _ in range(2):
            client.post("/api/scalar", data={"state": "w=0.74,0.4&y=2"})
    told = [record.fields for record in caplog.records if hasattr(record, "fields")]
    assert [(one["route"], one["status"], one["lane"]) for one in told] == [
        ("/api/scalar", 200, "quick"), ("/api/scalar", 200, "kept"),
    ]  # fmt: skip
    assert all(one["bytes"] > 10_000 for one in told)


def test_packed_again_and_again_it_is_the_same_text() -> None:
    packer = Packer(2, 500)
    for text in (b"a" * 499, b"ab" * 5_000, b"", json.dumps(list(range(9_000))).encode()):
        for accepted, way in (
            ("gzip, deflate, br, zstd", "zstd"),
            ("gzip,br", "br"),
            ("GZIP", "gzip"),
        ):
            packed, header = packer.pack(text, accepted)
            if len(text) < 500:
                assert (packed, header) == (text, [])
            else:
                assert header == [("Content-Encoding", way)]
                assert PACKED[way](packed) == text
    assert packer.pack(b"a" * 500, "identity")[1] == []
    assert [packer.can(accepted) for accepted in ("", "br", "deflate", "gzip;q=0", "*")] == [
        True, True, False, False, False,
    ]  # fmt: skip
