"""Every address, asked in every wrong way."""

from __future__ import annotations

import pytest

from dashboard.serving.limits.bodies import MAX_BODY_BYTES, MAX_QUESTION_BYTES
from words.numbers import marked

NOWHERE = (
    "/_dash-component-suites/x/y", "/_dash-component-suites/dash/no.js",
    "/_dash-component-suites/dash/../../../etc/passwd", "/_dash-component-suites/dash/%2e%2e/x",
    "/_dash-component-suites/dash/dcc/%00.js", "/_dash-component-suites/%F0%9F%92%A9/%FF",
    "/_dash-component-suites/os/path", "/_dash-component-suites//", "/_dash-component-suites/dash/",
    "/_reload-hash", "/static/x", "/assets/", "/assets/../app.py", "/assets/%2e%2e/app.py",
    "/assets/%00", "/assets/no.js?m=1", "/readyz/x", "/metrics", "/.env", "/.git/config", "/a/b/c",
    "/api", "/api/", "/api/none", "/api/scalar/none", "/wp-login.php", "/%FF%FE", "/%",
    "/%zz",
)  # fmt: skip


@pytest.mark.parametrize("path", NOWHERE)
def test_nothing_is_there(client, caplog, path) -> None:
    for method in ("GET", "HEAD"):
        assert client.open(path, method=method).status_code == 404
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"):
        assert client.open(path, method=method).status_code in (404, 405, 200)
    assert caplog.text == ""


@pytest.mark.parametrize("path", ["/metrics", "/.env", "/no", "/api/none"])
@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "DELETE", "PROPFIND"])
def test_what_is_nowhere_is_so_for_every_method(client, path, method) -> None:
    assert client.open(path, method=method).status_code == 404


@pytest.mark.parametrize(
    "path, takes",
    [
        ("/", "GET"), ("/matrix", "GET"), ("/_dash-layout", "GET"), ("/healthz", "GET"),
        ("/_dash-update-component", "POST"), ("/api/open", "POST"), ("/api/code.svg", "GET"),
        ("/api/scalar", "GET"), ("/api/scalar", "POST"), ("/assets/page.js", "GET"),
    ],
)  # fmt: skip
def test_a_wrong_method_is_told_the_right_one(client, path, takes) -> None:
    for method in ("PUT", "DELETE", "PATCH", "PROPFIND"):
        answer = client.open(path, method=method)
        assert answer.status_code == 405
        assert takes in answer.headers["Allow"]
        assert "no such request" in answer.text


TEXTS = (
    "%", "%zz", "%00", "%FF%FE", "a=%ED%A0%80", "w=%00", "state=%00", "=", "&&&", "w=1&w=1", "?",
    "state=" + "9" * 7000, "w=" + "1," * 3000, "%F0%9F%92%A9=1", "state=%0d%0aSet-Cookie:x",
    "controls=%FF", "controls=" + "%5B" * 2000, "controls={\"x\":1}", "moved=%00&controls={}",
    "drawn=" + "|" * 5000, "table=%00", "link=%00", "link=http://%FF", "link=http://" + "x" * 1190,
)  # fmt: skip
ASKED = (
    "/", "/matrix", "/regimes", "/depth", "/api/scalar", "/api/scalar-run", "/api/matrix",
    "/api/scalar/take", "/api/scalar/run.csv", "/api/depth/run.json", "/api/code.svg", "/healthz",
    "/no-such", "/matrix/", "/_dash-layout", "/assets/page.js",
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:16])
def test_no_query_is_an_error_of_ours(client, caplog, text) -> None:
    for path in ASKED:
        with client.get(path, environ_overrides={"QUERY_STRING": text}) as answer:
            assert answer.status_code < 500, path
            assert "Set-Cookie" not in answer.headers
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("text", ["\xff", "state=\xed\xa0\x80", "w=\xe9"])
def test_a_query_that_is_no_text_is_refused(client, text) -> None:
    for path in ASKED:
        answer = client.get(path, environ_overrides={"QUERY_STRING": text})
        assert answer.status_code in (308, 400, 404), path


def test_a_body_over_the_limit_of_its_route_is_refused(client) -> None:
    for path, most in (("/_dash-update-component", MAX_BODY_BYTES), ("/api/open", MAX_BODY_BYTES)):
        answer = client.post(path, data=b"x" * (most + 1), content_type="application/json")
        assert answer.status_code == 413 or "may have" in answer.text
    form = {"state": "x" * MAX_QUESTION_BYTES}
    for path in ("/api/scalar", "/api/regimes-run", "/api/depth/take"):
        answer = client.post(path, data=form)
        assert marked(str(MAX_QUESTION_BYTES)) in answer.json["error"]["sentence"]
    assert client.post("/api/matrix", data=form | {"file": "{}"}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/scalar", "/healthz", "/assets/page.js", "/no"])
def test_no_body_where_none_is_read(client, path) -> None:
    for method in ("GET", "HEAD"):
        assert client.open(path, method=method, data=b"x").status_code in (404, 413)
