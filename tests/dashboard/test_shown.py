"""Every text that is shown is of the catalogue, in the language of who asked.

Pages and answers are asked for in English and then in a second language in which the catalogue
stands between marks: what stands outside of them was written elsewhere, or kept from before.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import words
from dashboard.environment import Settings
from dashboard.factory import GUIDES, TOPICS, create_app
from dashboard.guides.poster.layout import PATH
from tests.dashboard.parts.pages import PRESETS
from tests.words.marked import second_language, strings, unmarked

#: Properties and entries of a page that nobody reads.
PASSED = frozenset(
    ("id", "className", "href", "type", "role", "rel", "style", "scope", "lang", "hrefLang", "name",
     "value", "htmlFor", "accept", "namespace", "refresh", "readOnly", "spellCheck", "wrap",
     "data-challenge", "data-closes", "data-column", "data-control", "data-copies", "data-does",
     "data-file", "data-key", "data-kind", "data-language", "data-languages", "data-more",
     "data-opens", "data-plot", "data-quantity", "data-said", "data-shows", "data-tab",
     "data-table", "data-turns", "aria-controls", "aria-current", "aria-describedby",
     "aria-expanded", "aria-hidden", "aria-keyshortcuts", "aria-labelledby", "aria-live",
     "aria-pressed", "aria-selected", "aria-sort",
     # of what the scripts are told
     "answer", "code", "dash", "found", "graphs", "judge", "kept", "key", "kind", "later",
     "message", "minimum", "open", "pages", "plots", "route", "choice", "page",
     "control", "controls", "hides", "plot", "scale", "start", "tab")
)  # fmt: skip
#: Titles, which nobody translates.
CITED = ("ICML 2023", "@InProceedings", "@software")
#: Of an answer.
CODED = frozenset(
    ("query", "controls", "kind", "value", "color", "line", "marker", "dtype", "bdata", "font",
     "family", "fill", "type", "mode", "model", "hoverinfo", "xref", "yref", "xanchor", "yanchor",
     "exponentformat", "rangemode", "hovermode", "separators", "paper_bgcolor", "plot_bgcolor",
     "fillcolor", "anchor", "scaleanchor", "axes", "names", "side", "symbol",
     "textposition", "ticks", "scenario", "aspectmode",
     "backgroundcolor", "gridcolor", "linecolor", "zerolinecolor")
)  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Of an app that knows a second language, xx, and has been asked for all in English."""
    with pytest.MonkeyPatch.context() as patch:
        folder: Path = tmp_path_factory.mktemp("words")
        second_language(folder)
        patch.setattr(words, "FOLDER", folder)
        yield create_app(Settings(slow_processes=0, rate=0)).server.test_client()


def page(client: FlaskClient, path: str, query: str) -> dict:
    """What Dash is given to draw."""
    question = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [
            {"id": "_pages_content", "property": "children"},
            {"id": "_pages_store", "property": "data"},
        ],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": path},
            {"id": "_pages_location", "property": "search", "value": query},
        ],
        "changedPropIds": ["_pages_location.pathname"],
    }
    return client.post("/_dash-update-component", json=question, headers=language(query)).json


def language(query: str) -> dict[str, str]:
    return {"Accept-Language": "xx"} if "lang=xx" in query else {}


def foreign(found: object, passed: frozenset[str] = PASSED) -> set[str]:
    """What is not of the catalogue: where, and the words."""
    return {
        f"{at}: {rest}"
        for at, text in strings(found, passed)
        if not any(cited in text for cited in CITED) and (rest := unmarked(text))
    }


def pages() -> list[str]:
    return ["/", *(f"/{name}" for name in (*TOPICS[1:], *GUIDES))]


@pytest.mark.parametrize("path", pages())
def test_pages(client: FlaskClient, path: str) -> None:
    english = page(client, path, "")
    assert len(foreign(english)) > 30, "a test of nothing"
    assert foreign(page(client, path, "?lang=xx")["response"]) == set()


def test_what_lies_over_all_pages(client: FlaskClient) -> None:
    assert foreign(client.get("/_dash-layout?lang=xx").json) == set()


@pytest.mark.parametrize("topic", TOPICS)
def test_answers(client: FlaskClient, topic: str) -> None:
    """Of what a page shows first, in English too, of a preset and of what cannot be read."""
    states = ["", *(preset.query for preset in PRESETS[topic][2:5]), "y=two", "strange=1"]
    for state in states:
        query = {"state": state}
        english = client.get(f"/api/{topic}", query_string=query).json
        answer = client.get(f"/api/{topic}", query_string={**query, "lang": "xx"}).json
        assert foreign(english, CODED)
        assert foreign(answer, CODED) == set(), state


@pytest.mark.parametrize("topic", TOPICS)
def test_runs(client: FlaskClient, topic: str) -> None:
    """What the table of runs is told, and what can be taken away but for programs."""
    answer = client.get(f"/api/{topic}-run?lang=xx").json
    assert foreign(answer, CODED | {"name"}) == set()
    taken = client.get(f"/api/{topic}/take?lang=xx").json
    assert foreign(taken["title"]) == set()


@pytest.mark.parametrize("step", range(1, len(PATH.steps) + 1))
def test_steps(client: FlaskClient, step: int) -> None:
    query = f"?step={step}&lang=xx"
    assert foreign(page(client, "/poster", query)["response"]) == set()
    answer = client.post("/api/poster-step", data={"step": step}, headers=language(query)).json
    assert foreign(answer["step"]["answer"]) == set()
