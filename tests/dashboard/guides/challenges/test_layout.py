"""The pages as they are made: the list, a challenge on its stage, and what no challenge is."""

from __future__ import annotations

import json
from typing import Any

import dash
import pytest
from dash.development.base_component import Component

from dashboard.guides.challenges.ids import Overview, Trial
from dashboard.guides.challenges.layout import layout, told
from dashboard.guides.challenges.table import BY_KEY, CHALLENGES
from words import speaking


def made(page: Component) -> str:
    """Everything of a page, as it is sent."""
    return json.dumps(page.to_plotly_json(), default=lambda part: part.to_plotly_json())


@pytest.mark.parametrize("asked", [None, "", [], "nothing", "<b>", "0", "16", "-1", "1.0", "³"])
def test_what_names_no_challenge_is_the_list(app: dash.Dash, asked: Any) -> None:
    with app.server.test_request_context():
        page = made(layout(asked))
    assert f'"id": "{Overview.PAGE}"' in page
    assert all(f'"data-challenge": "{key}"' in page for key in BY_KEY)
    assert (asked in (None, "")) != ("There is no challenge" in page)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("key", BY_KEY)
def test_a_challenge_stands_on_its_stage(app: dash.Dash, key: str, language: str) -> None:
    place = list(BY_KEY).index(key) + 1
    with app.server.test_request_context(), speaking(language):
        page, again, twice = made(layout(key)), made(layout(str(place))), made(layout(["x", key]))
        title = BY_KEY[key].text("title")
    assert page == again == twice
    assert f'"id": "{Trial.PANEL}"' in page
    assert json.dumps(title) in page
    assert f"&back=challenges-{place}" in page


@pytest.mark.parametrize("challenge", CHALLENGES, ids=list(BY_KEY))
def test_the_scripts_are_told_a_start_and_a_solution(app: dash.Dash, challenge: Any) -> None:
    with app.server.test_request_context():
        said = told(challenge)
    assert said["challenge"] == challenge.key
    assert said["solution"] == challenge.solved.canonical != challenge.scene.canonical
    assert said["judge"] == "/api/challenge"
