"""How long a browser keeps what."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

FOR_GOOD = "public, max-age=31536000, immutable"
NAMED = r'(?:src|href)="(/(?:assets|bundle|_dash-component)[^"]+)"'


def kept(client: FlaskClient, address: str) -> str:
    with client.get(address) as answer:
        return str(answer.headers["Cache-Control"])


def test_every_file_that_the_page_names_is_kept_for_good(client: FlaskClient) -> None:
    named = re.findall(NAMED, client.get("/").text)
    assert [address.rpartition(".")[2] for address in named].count("css") == 1
    assert len(named) > 10
    assert {kept(client, address) for address in named} == {FOR_GOOD}


def test_an_address_of_another_version_is_not_kept_for_good(client: FlaskClient) -> None:
    """While a new version comes, a page of it may ask an old server: that holds for now alone."""
    ours = 0
    for address in re.findall(NAMED, client.get("/").text):
        other = re.sub(r"/bundle/..", "/bundle/no", re.sub(r"m\d(\d+\.)", r"m9\1", address))
        if other != address:
            assert kept(client, other) == "no-cache"
            ours += other.startswith("/bundle/")
    assert ours == 2
    assert kept(client, "/assets/page.js") == kept(client, "/assets/page.js?m=") == "no-cache"


@pytest.mark.parametrize(
    "path", ["/", "/matrix", "/healthz", "/_dash-layout", "/_dash-dependencies"]
)
def test_what_may_change_is_asked_for_again(client: FlaskClient, path: str) -> None:
    assert kept(client, path) == "no-cache"


@pytest.mark.parametrize("path", ["/_dash-layout", "/_dash-dependencies"])
@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_what_has_not_changed_is_not_sent_again(
    client: FlaskClient, path: str, encoding: str
) -> None:
    first = client.get(path, headers={"Accept-Encoding": encoding})
    given = {"Accept-Encoding": encoding, "If-None-Match": first.headers["ETag"]}
    again = client.get(path, headers=given)
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "path",
    ["/api/scalar", "/api/matrix-run", "/api/scalar?w=x", "/no-such-page", "/api/scalar/take"],
)
def test_answers_and_refusals_are_not_kept(client: FlaskClient, path: str) -> None:
    assert kept(client, path) == "no-store"
