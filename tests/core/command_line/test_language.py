"""The command line speaks the language of its terminal, and says the same to programs."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest

from core.__main__ import main
from words.languages import of_terminal

SCALAR = {"model": "scalar", "weights": [1.2, 0.3], "target": 1.0}


def _asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, language: str
) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    monkeypatch.setenv("LC_ALL", language)
    return (main(["solve", "-"]), *capsys.readouterr())


def _changed(english: dict[str, Any], german: dict[str, Any]) -> set[str]:
    assert english.keys() == german.keys()
    return {name for name in english if english[name] != german[name]}


def test_sentences_are_in_its_language_and_nothing_else_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = [
        json.loads(_asked(monkeypatch, capsys, json.dumps(SCALAR), language)[1])
        for language in ("C", "de_DE.UTF-8")
    ]
    english, german = answers
    assert _changed(english, german) == {"status", "guarantee", "escape_times"}
    (one,), (same,) = english["escape_times"], german["escape_times"]
    assert _changed(one, same) == {"reason"}
    assert english["status"].startswith("Converges: w(t) runs from 0.36")
    assert german["status"].startswith("Konvergiert: w(t) läuft von 0,36")


def test_refusals_are_in_its_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, output, complaint = _asked(monkeypatch, capsys, "[]", "de")
    assert (status, output) == (2, "")
    assert complaint == "scenario: muss ein JSON-Objekt sein.\n"


@pytest.mark.parametrize(
    "variables, language",
    [
        ({}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de"}, "de"),
        ({"LANG": "de_AT@euro"}, "de"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "de_DE", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US", "LC_MESSAGES": "de_DE"}, "de"),
        ({"LANG": "de_DE", "LC_MESSAGES": "de_DE", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE", "LC_ALL": ""}, "de"),  # set to nothing is not set
        ({"LANG": "../de"}, "en"),
    ],
)
def test_the_first_variable_that_is_set_counts(variables: dict[str, str], language: str) -> None:
    assert of_terminal(variables, ("en", "de")) == language
