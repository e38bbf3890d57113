"""Addresses of nothing, and addresses that were meant for a page."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from dashboard.environment import Settings
from dashboard.factory import GUIDES, create_app


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    client: FlaskClient = create_app(Settings(slow_processes=0)).server.test_client()
    return client


NOWHERE = (
    "no-such-page",
    "matrix/x",
    ".env",
    "metrics",
    "favicon.ico",
    "api/none",
    "%C3%A4",
    "a%0d%0ab",
)


@pytest.mark.parametrize("path", NOWHERE)
def test_no_page_is_a_404_with_a_way_back(client: FlaskClient, path: str) -> None:
    for answer in (client.get(f"/{path}"), client.get(f"/{path}?w=1,2"), client.head(f"/{path}")):
        assert (answer.status_code, answer.mimetype) == (404, "text/html")
        assert answer.headers["Content-Security-Policy"]
    html = client.get(f"/{path}").text
    guides = [f"/{guide}" for guide in GUIDES]
    assert re.findall(r'<a href="([^"]*)"', html) == [
        "/",
        "/matrix",
        "/regimes",
        "/depth",
        "/atlas",
        *guides,
    ]
    assert "There is no such page" in html
    assert path not in html
    for file in re.findall(r'(?:src|href)="(/[^"]+\.(?:css|js)[^"]*)"', html):
        with client.get(file) as found:
            assert found.status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/matrix", "/regimes", "/depth", "/healthz", "/_dash-layout"]
)
def test_what_is_there_is_not_touched(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path, page",
    [
        ("/regimes/", "/regimes"), ("/regimes//", "/regimes"), ("/Matrix", "/matrix"),
        ("/depth).", "/depth"), ("/depth%22", "/depth"), ("/depth/)", "/depth"), ("/).", "/"),
    ],
)  # fmt: skip
def test_what_was_meant_for_a_page_leads_there(client: FlaskClient, path: str, page: str) -> None:
    answer = client.get(f"{path}?L=3&n=2")
    assert (answer.status_code, answer.headers["Location"]) == (308, f"{page}?L=3&n=2")
    assert client.get(path).headers["Location"] == page


def test_below_a_prefix() -> None:
    client = create_app(Settings(prefix="/lab/")).server.test_client()
    html = client.get("/lab/no-such-page").text
    assert 'href="/lab/matrix"' in html
    (styles,) = re.findall(r'href="(/lab/bundle/[^"]+)"', html)
    assert ":root" in client.get(styles).text
    assert {client.get(path).status_code for path in ("/lab/.env", "/no-such-page", "/")} == {404}
    assert {client.get(path).status_code for path in ("/lab/", "/lab/matrix", "/lab/healthz")} == {
        200
    }
    assert client.get("/lab/regimes/").headers["Location"] == "/lab/regimes"
    assert client.get("/lab").headers["Location"].endswith("/lab/")


def test_behind_a_proxy_that_strips_the_prefix() -> None:
    client = create_app(Settings(public_prefix="/lab/")).server.test_client()
    assert client.get("/matrix").status_code == 200
    assert client.get("/no-such-page").status_code == 404
    assert client.get("/regimes/").headers["Location"] == "/lab/regimes"
