"""The page that an address asks for, whatever it asks for."""

from __future__ import annotations

from collections.abc import Iterator

import dash
import pytest

from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.guides.poster.paths import path_of
from dashboard.guides.teach.layout import layout
from dashboard.guides.teach.sections import EXAMPLE
from tests.dashboard.guides.lessons.test_own import example
from tests.dashboard.guides.teach.test_worksheet import text_of
from words import languages, say, speaking


@pytest.fixture
def teaching(tmp_path) -> Iterator[dash.Dash]:
    (tmp_path / "good.yaml").write_text(example())
    (tmp_path / "bad.yaml").write_text("title: <b>x</b>\nsteps: []\n")
    app = create_app(Settings(lessons=str(tmp_path), slow_processes=0))
    with app.server.test_request_context():
        yield app


def test_it_lists_lessons_and_says_what_is_wrong(teaching: dash.Dash) -> None:
    said = text_of(layout())
    assert "Balanced weights" in said
    assert "bad.yaml, line 2: steps needs 1 to 40 entries, not 0." in said


@pytest.mark.parametrize("language", languages())
def test_it_speaks_the_reader_s_language(teaching: dash.Dash, language: str) -> None:
    with speaking(language):
        title = {"en": "For the teacher", "de": "Für Lehrende"}[language]
        assert title in text_of(layout())


@pytest.mark.parametrize(
    "query",
    [
        {"sheet": "../../etc/passwd"},
        {"sheet": ["poster", "x" * 100_000]},
        {"sheet": ""},
        {"sheet": [], "answers": []},
        {"sheet": "good", "answers": ["0", "1"]},
        {"answers": "1"},
        {"link": ["/nowhere"] * 500},
        {"link": "x" * 100_000},
        {"link": ""},
        {"unknown": "1", "step": "1"},
        {"sheet": "<script>alert(1)</script>"},
    ],
    ids=lambda query: str(query)[:40],
)
def test_no_address_is_an_error_of_the_program(teaching: dash.Dash, query: dict) -> None:
    assert text_of(layout(**query))


def test_the_example_is_readme_s() -> None:
    assert EXAMPLE.read_text(encoding="utf-8") == example()


def test_a_lesson_is_a_path(teaching: dash.Dash) -> None:
    path, wrong = path_of("good")
    assert wrong is None
    assert (path.href(1), len(path.steps)) == ("/poster?lesson=good&step=1", 1)
    assert path_of(None)[0].query == ""


@pytest.mark.parametrize("asked", ["no-such", ["a", "b"], "../x", "<b>" * 100])
def test_a_lesson_that_is_not_there_is_the_poster_with_a_sentence(
    teaching: dash.Dash, asked: object
) -> None:
    path, wrong = path_of(asked)
    assert path.query == ""
    assert wrong is not None
    assert len(say(wrong)) < 150
