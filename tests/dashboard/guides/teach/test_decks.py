"""Decks as the browser is told of them: by name, and of links that anybody may have sent."""

from __future__ import annotations

from typing import Any

import dash
import pytest
from flask.testing import FlaskClient

from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.guides.lessons.deck import MOST_LINKS
from dashboard.guides.teach.plans import PLANS
from tests.dashboard.guides.lessons.test_own import ROOT


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    settings = Settings(lessons=str(ROOT / "docs/lessons"), prefix="/lab/", slow_processes=0)
    return create_app(settings).server.test_client()


def asked(client: FlaskClient, **entries: Any) -> dict[str, Any]:
    response = client.post("/lab/api/deck", data=entries)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    found: dict[str, Any] = response.json
    return found


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_every_plan_is_a_deck(client: FlaskClient, plan: Any) -> None:
    deck = asked(client, name=plan.name)["deck"]
    assert deck["name"] == plan.name
    for slide in deck["slides"]:
        assert slide["href"].startswith("/lab/")
        assert slide["title"]
        assert slide["note"]
        assert slide["wrong"] == ""


def test_a_file_is_a_deck_in_the_reader_s_language(client: FlaskClient) -> None:
    response = client.get("/lab/api/deck?name=lecture", headers={"Accept-Language": "de"})
    deck = response.json["deck"]
    assert deck["title"] == "Eine Vorlesung aus vier Links"
    assert [slide["href"].partition("?")[0] for slide in deck["slides"]] == [
        "/lab/", "/lab/", "/lab/depth", "/lab/poster",
    ]  # fmt: skip
    assert deck["slides"][0]["note"] == "Ausgewogen: Was macht die Rate?"


def test_a_link_that_cannot_be_read_is_told_of_and_the_others_go_on(client: FlaskClient) -> None:
    links = ["/?w=1,1", "/nowhere", "javascript:alert(1)", "/?w=x", "/depth?L=3"]
    slides = asked(client, link=links)["deck"]["slides"]
    assert [bool(slide["href"]) for slide in slides] == [True, False, False, False, True]
    assert [bool(slide["wrong"]) for slide in slides] == [False, True, True, True, False]
    assert slides[1]["wrong"] == "/nowhere is the address of no page of this program."


@pytest.mark.parametrize(
    "entries",
    [
        {},
        {"name": "../../etc/passwd"},
        {"name": "no-such"},
        {"name": "x" * 5000},
        {"name": "\x00<script>"},
        {"link": ["/"] * (MOST_LINKS + 1)},
    ],
)
def test_what_is_no_deck_is_a_sentence(client: FlaskClient, entries: dict[str, Any]) -> None:
    found = asked(client, **entries)
    assert set(found) == {"error"}
    assert found["error"]["sentence"].endswith(".")
    assert len(found["error"]["sentence"]) < 200


@pytest.mark.parametrize(
    "link", ["", " ", "/" * 9000, "http://[", "//", "\x00", "?" * 100, "/?w=1\n2"]
)
def test_no_link_is_an_error_of_the_program(client: FlaskClient, link: str) -> None:
    (slide,) = asked(client, link=[link])["deck"]["slides"]
    assert bool(slide["href"]) != bool(slide["wrong"])


def test_the_bar_is_on_every_page(app: dash.Dash) -> None:
    text = app.server.test_client().get("/_dash-layout").get_data(as_text=True)
    assert text.count('"deck-bar"') == 1
