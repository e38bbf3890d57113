"""Whatever the pages show or say comes from the catalogue, and is said when it is shown.

In a language whose words stand between marks, what stands outside of them is no word.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dash
import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboard.factory import GUIDES, TOPICS, create_app
from tests.words.marked import second_language
from words import habits, languages, speaking

#: Properties that a person reads or hears.
SAID = {
    "children", "title", "alt", "label", "placeholder", "aria-label", "opened", "closing",
    "oversize", "html", "data-title", "data-text", "data-flat", "data-plots", "data-controls",
    "data-done", "data-failed", "sentence", "status", "guarantee", "caption", "text",
    "unlinked", "reason", "regime", "hint", "first", "again",
}  # fmt: skip
#: In these a name is one that is read: elsewhere it is a control's.
NAMING = {"data", "network"}
#: Of these every text is said.
WHOLE = {"now_labels", "data-texts", "reasons"}
#: Elements that hold what is to be copied: programs, files, references;
#: and the notes.
QUOTED = {"Pre", "Code", "Textarea", "Quoted"}
#: What is no word of ours: languages by their own names, a citation.
OURS_NOT = (
    *(habits(language).name for language in languages()),
    "H. Min, R. Vidal, E. Mallada: On the Convergence of Gradient Flow on Multi-layer Linear "
    "Models. ICML 2023, PMLR 202, 24850–24887.",
)
_FORMULA = re.compile(r"exp|inf|min|max|rest")
QUERIES = {
    "scalar": ("", "w=1,2,0.5&show=lower,progressive,contours,field", "starts=1,1&T=3"),
    "matrix": ("", "L=3&n=2&m=2&h=2&init=imbalance&show=layers,ntk", "f=logistic&m=1"),
    "regimes": ("", "L=3&n=2&m=2&k=2"),
    "depth": ("", "pair=2,3&L=5", "fam=balanced&p=0.8&k=60&L=2"),
    "atlas": ("", "show=contours,product,imbalance", "plane=step&fine=33"),
}


@pytest.fixture(scope="module")
def app() -> dash.Dash:
    return create_app(warm=False)


@pytest.fixture
def language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The marked one, spoken."""
    name = second_language(tmp_path, monkeypatch)
    with speaking(name):
        yield name


def _unmarked(text: str) -> str:
    """What is left without marks and what is in them, elements of HTML, and formulas' names."""
    for left in OURS_NOT:
        text = text.replace(left, "")
    text = re.sub(r"<[^>]*>", " ", text)
    while (inner := re.sub("«[^«»]*»", "", text)) != text:
        text = inner
    return _FORMULA.sub("", text)


def _said(value: Any, at: str, whole: bool = False) -> Iterator[tuple[str, str]]:
    """Place and text of whatever is read or heard."""
    if isinstance(value, dict):
        if value.get("type") in QUOTED:
            return
        for name, part in value.items():
            read = name in WHOLE or (name == "name" and at in NAMING)
            yield from _said(part, name, whole or read)
    elif isinstance(value, list):
        for part in value:
            yield from _said(part, at, whole)
    elif isinstance(value, str) and value:
        if at in ("data-page", "data-runs", "data-share", "data-starts", "data-texts"):
            yield from _said(json.loads(value), at, whole)
        elif whole or at in SAID:
            yield at, value


def _words_outside(value: Any) -> list[tuple[str, str]]:
    found = list(_said(value, ""))
    assert len(found) > 10, "a test of nothing"
    return [(at, text) for at, text in found if re.search("[A-Za-z]{3,}", _unmarked(text))]


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("place", [*TOPICS, *(f"guides.{guide}" for guide in GUIDES)])
def test_a_page_has_no_words_of_its_own(app: dash.Dash, place: str) -> None:
    with app.server.test_request_context("/"):
        page = importlib.import_module(f"dashboard.{place}.layout").layout()
        shell = app.layout()
    for part in (page, shell):
        assert _words_outside(json.loads(json.dumps(part, cls=PlotlyJSONEncoder))) == []


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize(
    "topic, query", [(topic, query) for topic, queries in QUERIES.items() for query in queries]
)
def test_an_answer_has_no_words_of_its_own(topic: str, query: str) -> None:
    read = importlib.import_module(f"dashboard.{topic}.controls").read
    answered = getattr(importlib.import_module(f"dashboard.{topic}.answer"), f"{topic}_answer")
    answer = json.loads(json.dumps(answered(read(query), ())))
    run = importlib.import_module(f"dashboard.{topic}.runs")
    assert _words_outside(answer) == []
    assert _words_outside(getattr(run, f"{topic}_run")(read(query))) == []
