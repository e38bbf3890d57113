"""What Dash's callbacks may be asked: what a page asks, and nothing else."""

from __future__ import annotations

import copy
import json
from typing import Any

import dash
import pytest
from flask.testing import FlaskClient

from tests.serving.payloads.genuine import questions

ROUTE = "/_dash-update-component"
#: What stands for a value of any type.
WRONG = (None, True, -1, 10**20, 1e308, "x", "\x00", [], {}, [[]], {"a": {}}, ["x"])


def ask(client: FlaskClient, question: Any) -> int:
    return client.post(ROUTE, json=question).status_code


@pytest.fixture(scope="module")
def genuine(app: dash.Dash) -> list[dict[str, Any]]:
    return questions(app, app.server.test_client())


def test_every_callback_is_asked_as_the_page_asks(client, genuine) -> None:
    assert len(genuine) > 15
    assert {ask(client, question) for question in genuine} == {200, 204}


@pytest.mark.parametrize("entry", ["output", "outputs", "inputs", "changedPropIds"])
def test_no_entry_may_be_missing(client, genuine, entry) -> None:
    for question in genuine:
        assert ask(client, {key: value for key, value in question.items() if key != entry}) == 400


@pytest.mark.parametrize(
    "entry", ["output", "outputs", "inputs", "state", "changedPropIds", "more"]
)
@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_no_entry_may_be_another_thing(client, genuine, entry, wrong) -> None:
    allowed = {("changedPropIds", "[]"), ("state", "[]")}
    for question in genuine:
        status = ask(client, {**question, entry: wrong})
        assert status == 400 or ((entry, repr(wrong)) in allowed and status < 300)


def parts(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where there is something in a value, itself first."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(place for key, part in inner for place in parts(part, (*path, key)))]


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    found = copy.deepcopy(value)
    inner = found
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = new
    return found


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_no_value_makes_an_error_of_ours(client, genuine, wrong) -> None:
    """In every place of every question, down to the letters of an answer in the page's store."""
    for question in genuine:
        places = parts(question)[1:]
        for path in places[:: max(1, len(places) // 8)]:
            assert ask(client, changed(question, path, wrong)) < 500, path


def test_a_type_is_what_the_function_says(client, genuine) -> None:
    """The annotations of the callbacks are what is checked: an answer whose rows are text."""
    asked = 0
    for question in genuine:
        for index, given in enumerate(question["inputs"]):
            store = given.get("value") if isinstance(given, dict) else None
            if isinstance(store, dict) and "controls" in store:
                for path in (("controls",), ("controls", "values"), ("controls", "layers")):
                    wrong = changed(question, ("inputs", index, "value", *path), "x")
                    asked += ask(client, wrong) == 400
    assert asked > 20


@pytest.mark.parametrize("entry", ["id", "property"])
def test_no_other_place(client, genuine, entry) -> None:
    for question in genuine:
        for kind in ("inputs", "outputs"):
            listed = question[kind] if isinstance(question[kind], list) else [question[kind]]
            if isinstance(listed[0], dict):
                path = (kind, 0) if isinstance(question[kind], list) else (kind,)
                assert ask(client, changed(question, (*path, entry), "other")) == 400


def test_wildcards_list_the_same_ids_everywhere(client, genuine) -> None:
    """What the page shows, and what is to be shown there, are gone through side by side."""
    seen = 0
    for question in genuine:
        for index, given in enumerate(question.get("state", [])):
            if isinstance(given, list) and len(given) > 1 and "page" in given[0]["id"]:
                for other in ([], given[1:], given[::-1], [*given, given[0]]):
                    status = ask(client, changed(question, ("state", index), other))
                    assert status < 500
                    seen += status == 400
    assert seen > 20


BODIES = [
    b"", b"null", b"[]", b"1", b'"x"', b"{", b"{}", b"\xff\xfe", b"\xef\xbb\xbf{}", b"NaN",
    b'{"output": NaN}', b'{"output": 1e999}', b'{"output": ' + b"9" * 5000 + b"}",
    b'{"output": "\\ud800"}', b'{"output": "x", "output": "y"}', b"[" * 200_000, b'{"a":' * 100_000,
    b"[" * 300 + b"]" * 300, '{"output": "x"}'.encode("utf-16"), b'{"output": "\x00"}', b"\x00",
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:24]))
def test_no_body_but_json_as_a_browser_writes_it(client, caplog, body) -> None:
    answer = client.post(ROUTE, data=body, content_type="application/json")
    assert (answer.status_code, answer.mimetype) == (400, "application/json")
    sentence = json.loads(answer.data)["error"]["sentence"]
    assert sentence.endswith(".")
    assert len(sentence) < 200
    assert len(caplog.records) <= 1
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "a/b; c"])
def test_no_other_form(client, kind) -> None:
    assert client.post(ROUTE, data=b"{}", content_type=kind).status_code == 415


def test_an_error_of_ours_is_told_as_ours_and_logged_once(
    app, genuine, monkeypatch, caplog
) -> None:
    """An honest question to a callback that fails: 500, and not the user's error."""
    (question,) = [each for each in genuine if each["output"] == "runs-table.children"]

    def fail(*_arguments: object, **_more: object) -> None:
        raise KeyError("ours")

    monkeypatch.setitem(app.callback_map["runs-table.children"], "callback", fail)
    monkeypatch.setattr(
        "dashboard.serving.payloads.contract.Values.check", lambda *_arguments: None
    )
    client = app.server.test_client()
    answers = [client.post(ROUTE, json=question) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {500}
    assert "not yours" in answers[0].json["error"]["sentence"]
    assert "KeyError" not in answers[0].text
    assert caplog.text.count("Traceback") == 1
