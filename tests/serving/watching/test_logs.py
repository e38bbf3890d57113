"""One line of the log a request, with an id, and nothing personal in it."""

from __future__ import annotations

import functools
import io
import json
import logging
import logging.config
import re
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import dash
import pytest

from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.records import FIELDS, configuration, request_id

SECRET = "w=1.2,0.3&y=1&name=my%20thesis.json"


@pytest.fixture(autouse=True)
def loggers_as_they_were() -> Iterator[None]:
    """The settings of a log are a process's, not an app's."""
    names = ["", *configuration(Settings())["loggers"]]
    loggers = [logging.getLogger(name) for name in names]
    kept = [(one, one.level, one.handlers[:], one.propagate, one.filters[:]) for one in loggers]
    yield
    for one, level, handlers, propagate, filters in kept:
        one.setLevel(level)
        one.handlers[:], one.propagate, one.filters[:] = handlers, propagate, filters


@contextmanager
def logged(monkeypatch, **settings) -> Iterator[io.StringIO]:
    """What is written to standard error with these settings."""
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    logging.config.dictConfig(configuration(Settings(**settings)))
    yield stream


def answer(path: str, headers: dict[str, str] | None = None, **settings):
    app = made(tuple(settings.items()))
    with app.server.test_client().get(path, headers=headers or {}) as response:
        return response


@functools.cache
def made(settings: tuple[tuple[str, object], ...]) -> dash.Dash:
    return create_app(Settings(**dict(settings)))


def test_a_request_is_one_line_with_the_id_of_its_answer(monkeypatch):
    with logged(monkeypatch, log_level="info") as stream:
        response = answer(f"/api/scalar?{SECRET}", log_level="info")
    line = stream.getvalue().splitlines()[-1]  # before it the app has asked itself for its page
    name = response.headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{16}", name)
    assert re.fullmatch(
        rf"\S+Z INFO dashboard\.requests {name} answered method=GET route=/api/scalar status=200"
        r" ms=[\d.]+ bytes=\d+( lane=\w+)?",
        line,
    )


def test_nothing_personal_is_written_unless_asked(monkeypatch):
    for shown in (False, True):
        settings = {"log_level": "info", "log_addresses": shown, "log_queries": shown}
        with logged(monkeypatch, **settings) as stream:
            answer(f"/api/scalar?{SECRET}", **settings)
        assert ("thesis" in stream.getvalue()) is shown
        assert ("127.0.0.1" in stream.getvalue()) is shown


def test_by_default_an_answer_is_no_news(monkeypatch):
    with logged(monkeypatch) as stream:
        answer("/")
        answer("/no-such-page")
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    "given, kept",
    [
        ("abc-123_X.y:z/=+@", True),
        ("a" * 128, True),
        ("a" * 129, False),
        ("", False),
        ("a b", False),
        ("a\tb", False),
        ('"a"', False),
        ("ä", False),
    ],
)
def test_an_id_that_comes_along_is_taken_if_it_is_one(given, kept):
    headers = answer("/healthz", {"X-Request-ID": given}).headers.getlist("X-Request-ID")
    assert (headers == [given]) is kept
    assert len(headers) == 1
    assert request_id.get() == ""


@pytest.mark.parametrize(
    "path, route",
    [
        ("/", "/"),
        ("/matrix", "/matrix"),
        ("/secret/place", "/<path:path>"),
        ("/assets/page.js", "/assets/<path:filename>"),
    ],
)
def test_routes_are_places_of_ours_and_no_text_of_a_client(monkeypatch, path, route):
    with logged(monkeypatch, log_level="info", log_format="json") as stream:
        answer(path)
    assert json.loads(stream.getvalue().splitlines()[-1])["route"] == route


def test_json_is_an_object_a_line(monkeypatch):
    with logged(monkeypatch, log_level="info", log_format="json") as stream:
        response = answer("/healthz", {"X-Request-ID": "mine"})
    said = json.loads(stream.getvalue().splitlines()[-1])
    assert said.pop("time").endswith("Z")
    assert said.pop("ms") >= 0
    assert said == {
        "level": "info",
        "logger": "dashboard.requests",
        "message": "answered",
        "id": "mine",
        "method": "GET",
        "route": "/healthz",
        "status": 200,
        "bytes": len(response.data),
        "lane": None,
    }


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_error_of_ours_is_one_record_whole_with_its_request(monkeypatch, form):
    with logged(monkeypatch, log_format=form) as stream:
        app = create_app(Settings(), warm=False)

        @app.server.get("/broken")
        def broken():
            raise RuntimeError("first line\n2026-11-29 ERROR second\x1b[31m line")

        with app.server.test_client().get("/broken") as response:
            assert response.status_code == 500
    lines = stream.getvalue().splitlines()
    name = response.headers["X-Request-ID"]
    if form == "json":
        (said,) = map(json.loads, lines)
        assert said["id"] == name
        assert said["traceback"].startswith("Traceback")
        assert "test_logs.py" in said["traceback"]
    else:
        assert f" ERROR dashboard.factory {name} " in lines[0]
        assert lines[1] == "    Traceback (most recent call last):"
        assert all(line.startswith("    ") for line in lines[1:])
    assert "\x1b" not in stream.getvalue()


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_text_makes_a_line_of_its_own(monkeypatch, form):
    with logged(monkeypatch, log_format=form) as stream:
        fields = {FIELDS: {"query": "b\r\nforged=1\x1b]0;\x07"}}
        logging.getLogger("dashboard.any").warning("a\r\nforged %s", "\u2028x\x00", extra=fields)
    assert len(stream.getvalue().split("\n")) == 2
    assert not re.search(r"[\r\x1b\x07\x00]", stream.getvalue())
    assert form == "json" or "\u2028" not in stream.getvalue()


def test_the_real_server_logs_a_line_a_request(serve, free_port, tmp_path):
    """Its own messages too, all of one form; not its address, which is for people."""
    log = tmp_path / "log"
    environ = {"DEEP_LINEAR_LOG_LEVEL": "info", "DEEP_LINEAR_LOG_FORMAT": "json"}
    with serve(free_port, log=log, WEB_CONCURRENCY="1", **environ):
        request = urllib.request.Request(
            f"http://127.0.0.1:{free_port}/api/scalar?{SECRET}", headers={"X-Request-ID": "mine"}
        )
        with urllib.request.urlopen(request, timeout=20) as response:
            assert response.headers["X-Request-ID"] == "mine"
        with socket.create_connection(("127.0.0.1", free_port)) as raw:
            raw.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Request-ID: a\nb\r\n\r\n")
            raw.recv(100)
    lines = log.read_text().splitlines()
    said = [json.loads(line) for line in lines if not line.startswith("Deep linear networks: ")]
    assert len(said) == len(lines) - 1
    (asked,) = [each for each in said if each.get("id") == "mine"]
    assert (asked["route"], asked["status"]) == ("/api/scalar", 200)
    assert "gunicorn.error" in {each["logger"] for each in said}
    assert "thesis" not in log.read_text()
