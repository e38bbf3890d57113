"""The entries of a question are those that werkzeug finds."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask, request
from hypothesis import given
from hypothesis import strategies as st

from dashboard.parts.exchange.entries import entries, posted_file

FORM = "application/x-www-form-urlencoded"
PARTS = st.lists(
    st.sampled_from(
        ["state=a%20b", "state=c", "drawn=%CE%B1+1", "&", "=", "file=x%0D%0Ay", "page=7;8", "%",
         "𝓛=1", "=x", "drawn"]
    )
)  # fmt: skip


@given(PARTS, PARTS, st.sampled_from(["POST", "GET"]), st.booleans())
def test_of_the_address_and_of_a_form_the_first_of_each(
    query: list[str], body: list[str], method: str, asked: bool
) -> None:
    """Whether or not somebody has asked for the form before."""
    given_: dict[str, Any] = {"method": method, "query_string": "&".join(query)}
    if method == "POST":
        given_ |= {"data": "&".join(body).encode(), "content_type": FORM}
    with Flask("test").test_request_context("/", **given_):
        if asked:
            assert request.form is not None
        found = dict(entries())
        file = posted_file()
        assert found == {name: request.values[name] for name in request.values}
        said = request.form.get("file")
        assert file == (None if said is None else said.replace("\r\n", "\n").encode())


@pytest.mark.parametrize("kind", [FORM, f"{FORM}; charset=utf-8"])
def test_a_body_that_is_no_utf8_has_none(kind: str) -> None:
    given_ = {"method": "POST", "data": b"state=\xff", "content_type": kind}
    with Flask("test").test_request_context("/?drawn=1", **given_):
        assert dict(entries()) == {"drawn": "1"} == dict(request.values)
        assert posted_file() is None


def test_a_file_among_them() -> None:
    data = {"state": "w=1", "file": (io.BytesIO(b"a\r\nb"), "a.json")}
    with Flask("test").test_request_context("/", method="POST", data=data):
        assert dict(entries()) == {"state": "w=1"}
        assert posted_file() == b"a\r\nb"


def test_another_kind_of_body_has_none() -> None:
    given_ = {"method": "POST", "data": b"state=1", "content_type": "application/json"}
    with Flask("test").test_request_context("/", **given_):
        assert dict(entries()) == {}
        assert posted_file() is None
