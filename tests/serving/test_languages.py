"""The language of a request: of the page, of what its scripts ask, of what is refused."""

from __future__ import annotations

import json
import pickle
import re
from functools import partial
from typing import Any

import pytest

import words
from dashboard.environment import Settings
from dashboard.factory import GUIDES, TOPICS, create_app
from dashboard.parts.exchange.desk import Made, in_language
from dashboard.serving.languages import asked_for, preferred
from tests.words.marked import second_language

GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}


@pytest.mark.parametrize(
    "header, language",
    [
        ("", "en"), ("de", "de"), ("de-AT", "de"), ("de-CH,fr;q=0.9", "de"),
        ("en-GB,de;q=0.9", "en"),
        ("fr,de;q=0.5,en;q=0.4", "de"), ("fr", "en"), ("*", "en"), ("de;q=0", "en"),
        ("en;q=0.1,de;q=0.2", "de"), ("nonsense;;;q=x", "en"), ("de" * 100_000, "en"),
    ],
)  # fmt: skip
def test_what_a_browser_prefers(header: str, language: str) -> None:
    assert preferred(header) == language


@pytest.mark.parametrize(
    "query, language",
    [
        ("", ""), ("lang=de", "de"), ("w=1,2&lang=en&y=1", "en"), ("lang=xx", ""), ("lang=", ""),
        ("slang=de", ""), ("lang=xx&lang=de", "de"), ("lang=../de", ""), ("lang=DE", ""),
    ],
)  # fmt: skip
def test_what_an_address_asks_for(query: str, language: str) -> None:
    assert asked_for(query) == language


def test_the_address_goes_before_the_browser(client) -> None:
    for query, headers, language in (
        ("", {}, "en"), ("", GERMAN, "de"), ("?lang=de", {}, "de"), ("?lang=en", GERMAN, "en"),
        ("?lang=xx", GERMAN, "de"), ("?lang=xx", {}, "en"),
    ):  # fmt: skip
        response = client.get(f"/{query}", headers=headers)
        assert f'<html lang="{language}" dir="ltr" ' in response.text
        assert response.headers["Content-Language"] == language
        assert "Accept-Language" in response.headers["Vary"]


def test_a_page_is_in_its_language(client) -> None:
    for path, title in (("/", "Tiefe skalare Netze"), ("/depth", "Tiefe und Schrittweite")):
        html = client.get(path, headers=GERMAN).text
        assert f"<title>{title} · Tiefe lineare Netze</title>" in html
        assert "Dieses Dashboard rechnet" in html
        assert 'data-decimal=","' in html
        assert '<meta property="og:locale" content="de_DE">' in html
    assert "Warum und wie schnell" in client.get("/", headers=GERMAN).text
    assert "α* = 0,97" in client.get("/?w=0.9,0.4&y=1&lang=de").text


def _asks(path: str, search: str) -> dict[str, Any]:
    """What Dash asks for a page."""
    return {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [
            {"id": "_pages_content", "property": "children"},
            {"id": "_pages_store", "property": "data"},
        ],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": path},
            {"id": "_pages_location", "property": "search", "value": search},
        ],
        "changedPropIds": ["_pages_location.pathname"],
    }


def test_its_parts_that_dash_asks_for_are_too(client) -> None:
    """Dash's scripts send the language of the page, whatever its address says by then."""
    question = _asks("/regimes", "?lang=de")
    answer = client.post("/_dash-update-component", json=question, headers=GERMAN)
    assert answer.json["response"]["_pages_store"]["data"]["title"].startswith("Regime ·")
    assert '"href":"/depth?lang=de"' in answer.text.replace("\\u002f", "/")
    question["inputs"][1]["value"] = ""
    answer = client.post("/_dash-update-component", json=question)
    assert answer.json["response"]["_pages_store"]["data"]["title"].startswith("Regimes ·")
    assert '"href":"/depth"' in answer.text.replace("\\u002f", "/")
    layouts = [client.get("/_dash-layout", headers=headers) for headers in ({}, GERMAN)]
    assert layouts[0].headers["ETag"] != layouts[1].headers["ETag"]


def test_answers_are_kept_by_language(client) -> None:
    """Whoever asked first, and where it is asked for: by header or by address."""
    asked = {"state": "w=0.8,0.31&y=1"}
    german, english = (
        client.get("/api/scalar", query_string=asked, headers=headers).json
        for headers in (GERMAN, {})
    )
    assert german["status"].startswith("Konvergiert")
    assert english["status"].startswith("Converges")
    assert (
        german["quantities"]["margin"]["text"].replace(",", ".")
        == (english["quantities"]["margin"]["text"])
    )
    for name in ("query", "controls", "now"):
        assert german[name] == english[name]
    again = client.get("/api/scalar", query_string={**asked, "lang": "de"}).json
    assert again == german


def test_refusals_and_addresses_of_nothing(client) -> None:
    refused = client.get("/api/scalar?state=y%3Dtwo", headers=GERMAN).json["error"]["sentence"]
    assert "two" in refused
    assert refused != client.get("/api/scalar?state=y%3Dtwo").json["error"]["sentence"]
    nowhere = client.get("/nothing?lang=de")
    assert nowhere.status_code == 404
    assert '<html lang="de"' in nowhere.text
    assert 'href="/depth?lang=de"' in nowhere.text
    assert "Skalare Netze" in nowhere.text
    assert client.put("/", headers=GERMAN).text == f"{words.say(_http(405), 'de')}\n"


def _http(code: int) -> words.Message:
    return words.Message("http", code=code)


def test_a_run_is_taken_away_in_the_language(client) -> None:
    """Its sentences; its numbers are for machines."""
    found = [
        json.loads(client.get(f"/api/scalar/run.json?state=w%3D0.9,0.4%26y%3D1{more}").text)
        for more in ("", "&lang=de")
    ]
    texts = [json.dumps(each) for each in found]
    assert "Converges" in texts[0]
    assert "Konvergiert" in texts[1]
    numbers = [re.findall(r"-?\d+\.\d+(?:e-?\d+)?(?=[,\]}])", text) for text in texts]
    assert numbers[0] == numbers[1] != []


def _work() -> Made:
    return Made(words.text("page.depth.name").encode())


def test_another_process_speaks_it() -> None:
    """Work goes to it as bytes, with its language."""
    work = pickle.loads(pickle.dumps(partial(in_language, "de", _work)))
    assert work().text == b"Tiefe"
    assert _work().text == b"Depth"


def test_other_languages_are_named_where_the_host_is() -> None:
    client = create_app(Settings(trusted_hosts=("lab.example.org",))).server.test_client()
    html = client.get("/depth?L=4&lang=de", base_url="https://lab.example.org").text
    found = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html)
    assert found == [
        ("en", "https://lab.example.org/depth?L=4&amp;lang=en"),
        ("de", "https://lab.example.org/depth?L=4&amp;lang=de"),
        ("x-default", "https://lab.example.org/depth?L=4"),
    ]


def test_the_log_speaks_english(client, caplog) -> None:
    client.post(
        "/_dash-update-component", data="{", headers=GERMAN, content_type="application/json"
    )
    assert "The request is not" in caplog.text


@pytest.fixture
def marked(tmp_path, monkeypatch):
    """A client of an app that knows another language, xx: English between marks."""
    english = (words.FOLDER / "en.toml").read_text(encoding="utf-8")
    second_language(tmp_path, monkeypatch)
    (tmp_path / "en.toml").write_text(english, encoding="utf-8")
    return create_app(Settings(slow_processes=0, rate=0)).server.test_client()


#: Values of codes, titles that nobody translates, and what is to be copied.
_CODES = re.compile(
    r"(middle|top|bottom) (left|right|center)|.*(PMLR|@software|<iframe|steps:\n).*", re.DOTALL
)


_UNREAD = ("kind", "className", "data-more")


def _texts(value: Any) -> set[str]:
    """Texts of at least two words, wherever they stand in JSON."""
    if isinstance(value, dict):
        return {text for name in value if name not in _UNREAD for text in _texts(value[name])}
    if isinstance(value, list):
        return {text for part in value for text in _texts(part)}
    if isinstance(value, str) and value[:2] in ('{"', "[{"):
        return _texts(json.loads(value))
    prose = isinstance(value, str) and re.search("[A-Za-z]{3,} [A-Za-z]{3,}", value)
    return {value} if prose and not _CODES.fullmatch(value) else set()


@pytest.mark.parametrize(
    "path", ["/_dash-layout", *(f"/api/{name}{kind}" for name in TOPICS for kind in ("", "-run"))]
)
def test_nothing_that_was_said_in_one_language_is_said_in_another(marked, path: str) -> None:
    """Whatever is kept between two questions, it is no text."""
    first, then = (_texts(marked.get(f"{path}?lang={name}").json) for name in ("en", "xx"))
    assert len(first) > 1, "a test of nothing"
    assert first & then == set()


@pytest.mark.parametrize("name", [*TOPICS, *GUIDES])
def test_no_page_keeps_what_it_said_in_another(marked, name: str) -> None:
    path = "/" if name == TOPICS[0] else f"/{name}"
    first, then = (
        _texts(marked.post("/_dash-update-component", json=_asks(path, ""), headers=headers).json)
        for headers in ({"Accept-Language": "en"}, {"Accept-Language": "xx"})
    )
    assert len(first) > 20, "a test of nothing"
    # The mathematics is in English alone, which its page says.
    assert {text for text in first & then if not text.startswith("<")} == set()
