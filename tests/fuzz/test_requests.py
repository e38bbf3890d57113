"""The server, asked by an attacker: no error of ours, no traceback, no other server afterwards."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.conftest import COUNT, HOSTILE, Target
from tests.fuzz.values import TEXTS, bodies, damaged
from tests.serving.payloads.genuine import questions

METHODS = ("GET", "GET", "GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PROPFIND", "gEt", "")
#: Queries that are answered at once.
QUERIES = (
    "w=0.9,0.4&y=1", "d=0.5&p=0.2&y=1&T=5", "L=2&n=1&m=1&h=1", "L=3&n=2&m=2&h=2&f=logistic",
    "r=0.2", "most=3&L=2", "fam=random&seed=1&most=4", "file=x.json&scenario=abc-",
    "at=0.5&show=&tab=x&pin=1",
)  # fmt: skip
CONTROLS = '{"depth":"2","y":"1","from":"weights","w1":"0.9","w2":"0.4","d1":"0","p":"0.3","T":"5",\
"automatic":["on"],"gamma":"true","show":["guarantee"],"first":"1","second":"2"}'
TYPES = (
    "application/json", "application/json; charset=utf-16", "text/plain", "", "multipart/form-data",
    "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/x;y=\"",
)  # fmt: skip
HEADERS = (
    "HTTP_HOST", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR",
    "HTTP_RANGE", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE",
    "HTTP_IF_NONE_MATCH", "HTTP_COOKIE", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_RANGE",
    "HTTP_AUTHORIZATION", "HTTP_ORIGIN", "HTTP_REFERER", "HTTP_USER_AGENT", "HTTP_X_REQUEST_ID",
    "HTTP_CONTENT_ENCODING", "HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_TRANSFER_ENCODING",
    "HTTP_EXPECT", "HTTP_UPGRADE", "REMOTE_ADDR",
)  # fmt: skip
GIVEN = (
    "bytes=0-", "bytes=-1", "bytes=9999999999-", "bytes=5-1", "Thu, 01 Jan 1970 00:00:00 GMT",
    '"x"', 'W/"', "*", "gzip;q=x", "gzip, br, zstd", "text/html;q=0.1;=", "a=b; a=c",
    "Basic \xff", "evil.com", "a b", "[::1]:80", "javascript", "https", "1.2.3.4, evil",
    "chunked", "100-continue", "\xff\x00",
)  # fmt: skip


def latin(text: str) -> str:
    """Text as WSGI has it: a byte a letter."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


texts = st.one_of(st.sampled_from(TEXTS), st.text(max_size=12)).map(latin)
headers = st.dictionaries(
    st.sampled_from(HEADERS), st.one_of(st.sampled_from(GIVEN), texts), max_size=3
)


@st.composite
def queries(draw: st.DrawFn) -> str:
    """A query string: of a link, damaged, or inside the entry by which a page asks for it."""
    state = draw(damaged(draw(st.sampled_from(QUERIES)).encode())).decode("latin-1")
    if draw(st.booleans()):
        return state
    entries = draw(
        st.dictionaries(
            st.sampled_from(
                ("drawn", "controls", "moved", "table", "link", "name", "file", "scenario")
            ),
            texts,
            max_size=2,
        )
    )
    if draw(st.booleans()):
        entries["controls"] = draw(damaged(CONTROLS.encode())).decode("latin-1")
    written = urlencode({"state": state, **entries}, encoding="latin-1")
    return draw(damaged(written.encode())).decode("latin-1") if draw(st.booleans()) else written


def check(target: Target, answer: Any) -> None:
    """Nothing that is ours has gone wrong."""
    with answer:
        status = answer.status_code
        assert status < 500 or (status == 503 and "Retry-After" in answer.headers), answer.text
        assert "Set-Cookie" not in answer.headers
        if status >= 400:
            assert len(answer.data) < 10_000
            assert "Traceback" not in answer.text
    assert "Traceback" not in target.log.text


@pytest.fixture(scope="module")
def genuine(target: Target) -> list[dict[str, Any]]:
    return questions(target.app, target.client)


@settings(HOSTILE, max_examples=COUNT * 4 // 10)
@given(data=st.data())
def test_callbacks(target: Target, genuine: list[dict[str, Any]], data: st.DataObject) -> None:
    """Dash's route, from questions that its page asks."""
    question = data.draw(st.sampled_from(genuine))
    body = data.draw(bodies(question, kept=() if data.draw(st.booleans()) else ("output",)))
    kind = data.draw(st.sampled_from((*TYPES[:1] * 8, *TYPES)))
    query = data.draw(st.sampled_from(("", "", "endId=é~x", "cacheKey=x&job=1", "cancelJob=1")))
    route = "/_dash-update-component"
    given = {"CONTENT_TYPE": kind, "QUERY_STRING": latin(query), **data.draw(headers)}
    check(target, target.client.post(route, data=body, environ_overrides=given))


@settings(HOSTILE, max_examples=COUNT * 4 // 10)
@given(data=st.data())
def test_routes(target: Target, data: st.DataObject) -> None:
    """Every rule, with every method, query and header."""
    rules = sorted({rule.rule for rule in target.app.server.url_map.iter_rules()})
    path = data.draw(
        st.sampled_from((*rules, "/matrix", "/regimes", "/depth", "/_reload-hash", "/.env"))
    )
    for name in (
        "<path:path>",
        "<path:filename>",
        "<string:package_name>",
        "<path:fingerprinted_path>",
    ):
        if name in path:
            known = ("page.js", "dash", "dcc/dash_core_components.js", "x")
            path = path.replace(name, data.draw(st.one_of(st.sampled_from(known), texts)))
    if data.draw(st.integers(0, 5)) == 0:
        path = data.draw(damaged(path.encode("latin-1"))).decode("latin-1")
    method = data.draw(st.sampled_from(METHODS))
    query, given = data.draw(queries()), data.draw(headers)
    body, kind = b"", ""
    if method == "POST" or data.draw(st.integers(0, 9)) == 0:
        kind = data.draw(st.sampled_from(TYPES))
        body = (
            query.encode("latin-1")
            if data.draw(st.booleans())
            else data.draw(st.binary(max_size=80))
        )
        given["CONTENT_LENGTH"] = data.draw(
            st.sampled_from((*[str(len(body))] * 6, "-1", "x", "9" * 30, "", "1"))
        )
    given |= {
        "PATH_INFO": f"/{path.lstrip('/')}", "QUERY_STRING": query, "REQUEST_METHOD": method,
        "CONTENT_TYPE": kind,
    }  # fmt: skip
    check(target, target.client.open("/", data=body, environ_overrides=given))


FILES = (
    b'{"model": "scalar", "weights": [0.9, 0.4], "target": 1.0, "horizon": 5}',
    b'{"model": "matrix", "weights": [[[1, 0.5]], [[0.3], [0.2]]], "x": 1}',
    b'{"page": {"topic": "scalar", "query": "w=0.9,0.4&y=1"}, "model": "scalar", "answer": {}}',
)


@settings(HOSTILE, max_examples=COUNT // 20)
@given(data=st.data())
def test_files(target: Target, data: st.DataObject) -> None:
    """What someone drops on a page."""
    file = data.draw(damaged(data.draw(st.sampled_from(FILES))))
    name = data.draw(st.sampled_from(TEXTS)).replace("\ud800", "")
    route = data.draw(
        st.sampled_from(("/api/open", "/api/matrix", "/api/matrix/take", "/api/matrix/run.json"))
    )
    form = {
        "file": (io.BytesIO(file), "x"),
        "name": name,
        "state": f"file={quote(name, errors='replace')}",
    }
    check(target, target.client.post(route, data=form))
