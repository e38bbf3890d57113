"""The headers of every answer."""

from __future__ import annotations

import dash
import pytest
from flask.testing import FlaskClient

from dashboard.environment import Settings, read
from dashboard.factory import create_app

PATHS = (
    "/", "/matrix", "/healthz", "/_dash-layout", "/no-such-page", "/api/scalar", "/api/code.svg",
    "/_dash-component-suites/x/y", "/assets/page.js", "/assets/none.js",
)  # fmt: skip


def policy_of(client: FlaskClient) -> dict[str, str]:
    given = client.get("/").headers["Content-Security-Policy"].split("; ")
    return dict(part.split(" ", 1) for part in given)


def test_policy_allows_the_inline_scripts_of_the_page_and_nothing_else(
    app: dash.Dash, client: FlaskClient
) -> None:
    policy = policy_of(client)
    assert policy["default-src"] == "'none'"
    assert policy["connect-src"] == policy["frame-ancestors"] == "'self'"
    assert policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["script-src"] == " ".join(["'self'", *app.csp_hashes()])
    assert len(app.csp_hashes()) > 0
    assert [name for name, sources in policy.items() if "unsafe" in sources] == ["style-src"]
    assert not {"*", "http:", "https:", "'unsafe-eval'"} & set(" ".join(policy.values()).split())


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_every_answer_has_the_headers_and_no_cookie(
    client: FlaskClient, path: str, method: str
) -> None:
    with client.open(path, method=method, headers={"Cookie": "session=x; a=b"}) as answer:
        headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self' ")
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    allowed = headers["Permissions-Policy"].split(", ")
    assert [entry for entry in allowed if not entry.endswith("=()")] == [
        "clipboard-write=(self)",
        "fullscreen=(self)",
    ]
    assert headers["Cache-Control"]
    assert "Set-Cookie" not in headers
    assert "Access-Control-Allow-Origin" not in headers


def test_other_windows_have_no_hand_on_a_page_over_https(client: FlaskClient) -> None:
    answer = client.get("/", base_url="https://localhost")
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_whose_pages_may_frame_this_one_is_the_operators_choice() -> None:
    framed_by = read({"FRAME_ANCESTORS": "https://a.example, http://*.b.example:8080"}).framed_by
    headers = create_app(Settings(framed_by=framed_by)).server.test_client().get("/").headers
    wanted = "frame-ancestors 'self' https://a.example http://*.b.example:8080"
    assert headers["Content-Security-Policy"].split("; ")[-1] == wanted
    assert "X-Frame-Options" not in headers
    assert "Cross-Origin-Resource-Policy" not in headers
    assert read({"FRAME_ANCESTORS": " * "}).framed_by == ("*",)
