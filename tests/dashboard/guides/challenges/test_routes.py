"""The judge as a page asks it."""

from __future__ import annotations

import dash
import pytest
from werkzeug.test import TestResponse

from dashboard.guides.challenges.table import BY_KEY, CHALLENGES


def _asked(app: dash.Dash, **entries: str) -> TestResponse:
    found: TestResponse = app.server.test_client().post("/api/challenge", data=entries)
    return found


@pytest.mark.parametrize("key", BY_KEY)
def test_every_challenge_is_judged(app: dash.Dash, key: str) -> None:
    challenge = BY_KEY[key]
    start = _asked(app, c=key, state=challenge.scene.query).get_json()
    solved = _asked(app, c=key, state=challenge.solution).get_json()
    assert (start["met"], start["stars"], solved["met"], solved["stars"]) == (False, 0, True, 3)
    assert start["missing"]
    assert not solved["missing"]
    assert solved["query"] == challenge.solved.canonical
    assert all(condition["holds"] for condition in solved["conditions"])
    for answer in (start, solved):
        assert answer["sentence"]
        assert answer["measured"]


def test_what_was_changed_is_named(app: dash.Dash) -> None:
    found = _asked(app, c="alone", state="w=1.98,-0.26&y=2").get_json()
    assert (found["met"], found["valid"], found["measure"]) == (False, False, None)
    assert "y" in found["sentence"]


@pytest.mark.parametrize(
    "entries, status",
    [
        ({}, 404),
        ({"c": "none", "state": ""}, 404),
        ({"c": "alone", "state": "w=one"}, 400),
        ({"c": "alone", "state": "w=1,nan"}, 400),
        ({"c": "alone", "state": "x=1"}, 400),
        ({"c": "alone", "state": "w=1,1&w=2,2"}, 400),
        ({"c": "alone", "state": "w=" + "1" * 9_000}, 400),
        ({"c": "alone", "state": "\x00"}, 400),
        ({"c": "rank", "state": "file=a.json&scenario=x"}, 200),
    ],
)
def test_rubbish_is_refused_in_a_sentence(
    app: dash.Dash, entries: dict[str, str], status: int
) -> None:
    found = _asked(app, **entries)
    assert found.status_code == status
    answer = found.get_json()
    assert answer["sentence" if status == 200 else "error"]
    assert not answer.get("met", False)


def test_only_post(app: dash.Dash) -> None:
    assert app.server.test_client().get("/api/challenge?c=alone").status_code in (404, 405)


def test_the_verdict_is_said_in_every_language_of_one_finding(app: dash.Dash) -> None:
    """What is remembered has no words in it."""
    challenge = CHALLENGES[0]
    first = _asked(app, c=challenge.key, state=challenge.solution).get_json()
    again = _asked(app, c=challenge.key, state=challenge.solution).get_json()
    assert first == again
