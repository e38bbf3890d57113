"""/healthz says that a process lives, /readyz that it computes."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import ScalarScenario
from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.serving import health
from dashboard.serving.cache import EXTENSION, Report


@pytest.fixture
def server() -> Flask:
    return create_app(Settings()).server


@pytest.fixture
def client(server: Flask) -> FlaskClient:
    return server.test_client()


def test_ready_in_short_json_that_nobody_keeps(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json["ready"] is True
    assert (answer.json["solve"], answer.json["cache"]) == ("ok", "none")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["queue"] == {"waiting": 0, "places": Settings().slow_places}
    assert len(answer.data) < 300
    assert client.post("/readyz").status_code == 405


def test_below_a_prefix() -> None:
    client = create_app(Settings(prefix="/lab/")).server.test_client()
    assert client.get("/lab/readyz").status_code == 200
    assert client.get("/readyz").status_code == 404


def broken(_scenario: object) -> None:
    raise RuntimeError("a bug")


def test_not_ready_if_it_does_not_compute(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(health, "solve", broken)
    with caplog.at_level(logging.ERROR, "dashboard"):
        answers = [client.get("/readyz") for _ in range(20)]
    assert {answer.status_code for answer in answers} == {503}
    assert answers[0].json["solve"] == "failed"
    assert "a bug" not in answers[0].text
    assert 1 <= caplog.text.count("a bug") < 10  # and not once for everyone who asks
    assert client.get("/healthz").status_code == 200


def test_not_ready_if_it_computes_something_else_or_for_ever() -> None:
    now = [0.0]
    probe = health.Probe(lambda: now[0])
    solve = health.solve
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            health, "solve", lambda scenario: solve(ScalarScenario(weights=(0.7, 0.6), target=1.0))
        )
        assert probe.outcome() == "wrong"

        def slow(scenario: object) -> object:
            now[0] += health.MOST + 1
            return solve(scenario)

        patch.setattr(health, "solve", slow)
        now[0] += health.FRESH
        assert probe.outcome() == "late"
    now[0] += health.FRESH
    assert probe.outcome() == "ok"


def test_the_solve_is_made_once_a_second_however_often_it_is_asked_for() -> None:
    now, made = [0.0], []
    probe = health.Probe(lambda: now[0])
    solve = health.solve
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(health, "solve", lambda scenario: made.append(1) or solve(scenario))
        for _ in range(100):
            assert probe.outcome() == "ok"
            now[0] += health.FRESH / 10
    assert len(made) <= 11


def test_a_cache_that_fails_is_told_and_is_no_reason(server: Flask) -> None:
    class Broken:
        def report(self) -> Report:
            return Report("open", "Redis does not answer.", {}, 0, 0)

    server.extensions[EXTENSION] = Broken()
    answer = server.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json["cache"] == "open"
    assert answer.json["cache_reason"] == "Redis does not answer."
