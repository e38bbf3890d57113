"""What a link says of itself: title, description, preview."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from core import ScalarScenario, solve
from tests.dashboard.parts.pages import PRESETS

PATHS = {"scalar": "/", "matrix": "/matrix", "regimes": "/regimes", "depth": "/depth"}


def head(client: FlaskClient, address: str) -> dict[str, str]:
    response = client.get(address)
    assert response.status_code == 200
    (title,) = re.findall("<title>(.*?)</title>", response.text)
    found = {"title": html.unescape(title)}
    for name, content in re.findall(
        r'<meta (?:name|property)="([\w:]+)" content="([^"]*)">', response.text
    ):
        assert name not in found, f"{name} twice"
        found[name] = html.unescape(content)
    return found


def test_a_link_says_what_it_shows(client: FlaskClient) -> None:
    found = head(client, "/?w=0.9,0.4&y=1")
    assert found["title"].startswith("Two layers, w = (0.9, 0.4), y = 1: α* = 0.97, guaranteed")
    assert found["og:title"] == found["title"]
    solution = solve(ScalarScenario(weights=(0.9, 0.4), target=1.0))
    assert found["description"] == f"{solution.status} {solution.guarantee}"
    assert found["og:description"] == found["description"]
    # Nobody has said what this server is called.
    assert not {"og:url", "og:image"} & found.keys()
    saddle = head(client, "/?w=0.8,-0.8&y=1")
    assert "nothing is guaranteed" in saddle["title"]


@pytest.mark.parametrize("topic", PATHS)
def test_presets_have_heads_of_their_own(client: FlaskClient, topic: str) -> None:
    """Every one of them, and none that is only the page's."""
    plain = head(client, PATHS[topic])
    for preset in PRESETS[topic]:
        found = head(client, f"{PATHS[topic]}?{preset.query}")
        if preset.query:
            assert found["title"].endswith(f" · {plain['title']}"), preset.query
            assert found["description"] != plain["description"]


@pytest.mark.parametrize(
    "query",
    [
        "w=x&y=1", 'w="><script>alert(1)</script>', "%22%3E%3Cscript%3E=1&w=2,3,", "w=1,2&w=3",
        "w=1e200,1e200&y=1", "y=", "w=0.9,0.4&d=1", "%ff%fe", "w=" + "1," * 5000,
    ],
)  # fmt: skip
def test_a_bad_link_has_the_pages_own_head(client: FlaskClient, query: str) -> None:
    """And says nothing back of what it was given, but the address, which is escaped."""
    found, plain = head(client, f"/?{query}"), head(client, "/")
    for name in ("title", "description", "og:title", "og:description"):
        assert found[name] == plain[name]
    assert "<script>alert" not in client.get(f"/?{query}").text


def test_what_mail_adds_and_what_no_page_knows_changes_nothing(client: FlaskClient) -> None:
    clean = head(client, "/?w=0.9,0.4&y=1")["title"]
    assert head(client, "/?w=0.9,0.4&y=1&utm_source=x&_gl=1")["title"] == clean
    assert head(client, "/?w=0.9,0.4&y=1&unheard=of")["title"] == clean
