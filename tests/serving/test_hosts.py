"""Who may call this server by which name, and what of that a page says."""

from __future__ import annotations

import re
import urllib.error
import urllib.request

import pytest
from flask.testing import FlaskClient

from dashboard.environment import Settings
from dashboard.factory import create_app

NAMED = Settings(trusted_hosts=("lab.example.org", "*.school.example"))
BAD = ("a b", "evil.com/x", "<script>", "evil.com:0", "x:99999", "", "a@b", "[::1", "é", "a:b")


def client_of(settings: Settings) -> FlaskClient:
    client: FlaskClient = create_app(settings).server.test_client()
    return client


def ask(client: FlaskClient, host: str | None, path: str = "/", **environ: str) -> tuple[int, str]:
    given = {"HTTP_HOST": host, **environ}
    answer = client.get(path, environ_overrides=given)
    return answer.status_code, answer.text


def test_a_host_that_nobody_has_named_is_in_no_page(client: FlaskClient) -> None:
    for path in ("/", "/matrix?L=3", "/no-such-page"):
        status, html = ask(client, "evil.example", path)
        assert status == (404 if "no" in path else 200)
        assert "evil" not in html
    assert "evil" not in str(client.get("/regimes/", headers={"Host": "evil.example"}).headers)


@pytest.mark.parametrize("host", BAD)
def test_no_host_that_is_none(client: FlaskClient, host: str) -> None:
    for path in ("/", "/api/scalar", "/_dash-layout"):
        assert ask(client, host, path)[0] == 400
    assert ask(client, host, "/healthz")[0] == 200


def test_named_hosts_alone() -> None:
    client = client_of(NAMED)
    hosts = ("lab.example.org", "lab.example.org:8050", "a.school.example", "b.a.school.example")
    for host in hosts:
        status, html = ask(client, host, "/?w=0.9,0.4&y=1")
        assert status == 200
        assert f'<meta property="og:url" content="http://{host}/?w=0.9,0.4&amp;y=1">' in html
        (image,) = re.findall('<meta property="og:image" content="http://([^"]+)">', html)
        assert image.startswith(f"{host}/assets/preview.png")
        with client.get(f"/{image.split('/', 1)[1]}", headers={"Host": host}) as picture:
            assert picture.data[1:4] == b"PNG"
    for host in ("evil.example", "lab.example.org.evil.example", "127.0.0.1", "notschool.example"):
        assert ask(client, host)[0] == 400
        assert ask(client, host, "/healthz") == (200, "OK")


def test_proxies_are_believed_only_when_told() -> None:
    seen = {}
    for count in (0, 1):
        app = create_app(
            Settings(trusted_proxies=count, trusted_hosts=("example.org", "localhost"))
        )
        headers = {"X-Forwarded-Host": "example.org", "X-Forwarded-Proto": "https"}
        html = app.server.test_client().get("/", headers=headers).text
        seen[count] = "https://example.org/" in html  # in the page's own og: tags
    assert seen == {0: False, 1: True}


@pytest.mark.parametrize("scheme", ["javascript", "data", "JAVASCRIPT", "", "file"])
def test_no_scheme_but_http(scheme: str) -> None:
    """Whoever reaches a server past the proxy that it trusts writes these headers himself."""
    client = client_of(Settings(trusted_proxies=1))
    headers = {"X-Forwarded-Proto": scheme, "X-Forwarded-Host": "evil.example"}
    answer = client.get("/", headers=headers)
    assert answer.status_code == (400 if scheme else 200)  # no word: as it came, http
    assert "evil" not in answer.text
    assert "javascript:" not in answer.text.lower()


@pytest.mark.parametrize(
    "header", ["SCRIPT_NAME", "Script_Name", "PATH_INFO", "X-Forwarded-Proto", "X-Forwarded-Ssl"]
)
def test_a_server_believes_no_header_from_this_machine(serve, free_port, tmp_path, header) -> None:
    """gunicorn takes some from any client on the same machine; with one of them it failed."""
    with serve(free_port, log=tmp_path / "log", WEB_CONCURRENCY="1"):
        address = f"http://127.0.0.1:{free_port}/matrix"
        request = urllib.request.Request(address, headers={header: "/x"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert answer.status == 200
            assert answer.headers["Cross-Origin-Opener-Policy"] is None  # which is for https
    assert "Error" not in (tmp_path / "log").read_text()
