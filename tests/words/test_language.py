"""A second language is one new file: every sentence of an answer changes, and no number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core import (
    ScenarioError,
    compare,
    compare_scenario_from_json,
    descend,
    scenario_from_json,
    solve,
)
from core.descent import descent_scenario_from_json
from dashboard.parts.query import ControlError
from dashboard.regimes.answer import regimes_answer
from dashboard.regimes.controls import read
from tests.words.marked import second_language
from words import speaking

#: Where answers hold sentences.
SENTENCES = {"status", "guarantee", "limit", "theory_reason", "gain_reason", "reason"}
SCALAR = {"model": "scalar", "weights": [1.2, 0.3], "target": 1.0}
MATRIX = {
    "model": "matrix",
    "weights": [[[1, 0.2], [0, 1]], [[0.5, 0], [0.1, 0.8]]],
    "objective": {"kind": "squared", "target": [[1, 0], [0, 1]]},
}
COMPARISON = {
    "target": {"distance": 0.15},
    "near": "balanced",
    "initializations": [
        {"name": "NTK", "kind": "gaussian", "n": 2, "m": 2, "widths": [1000]},
        {"name": "balanced", "kind": "balanced", "n": 2, "m": 2, "widths": [2]}
        | {"singular_values": [1, 0.5]},
        {"name": "general", "kind": "imbalance", "n": 2, "m": 2, "widths": [3], "scales": [1, 0.3]},
    ],
}
ANSWERS = {
    "solve scalar": lambda: solve(scenario_from_json(SCALAR)).to_json(),
    "solve matrix": lambda: solve(scenario_from_json(MATRIX)).to_json(),
    "compare": lambda: compare(compare_scenario_from_json(COMPARISON)).to_json(),
    "descend": lambda: descend(
        descent_scenario_from_json(SCALAR | {"step_fraction": 0.8, "steps": 50})
    ).to_json(),
    "regimes": lambda: regimes_answer(read("L=2"), ()),
}


@pytest.fixture
def language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A second language for the whole of a test."""
    return second_language(tmp_path, monkeypatch)


def _sentences(answer: Any, at: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(answer, dict):
        for name, value in answer.items():
            yield from _sentences(value, name)
    elif isinstance(answer, list):
        for value in answer:
            yield from _sentences(value, at)
    elif isinstance(answer, str) and at in SENTENCES and answer:
        yield at, answer


@pytest.mark.parametrize("name", ANSWERS)
def test_every_sentence_changes(name: str, language: str) -> None:
    """Those of the command line's answers, and of a page's."""
    with speaking(language):
        found = list(_sentences(ANSWERS[name]()))
    assert found, "a test of nothing"
    assert [(at, text) for at, text in found if not text.startswith("«")] == []


def test_refusals_change(language: str) -> None:
    """Of a scenario, and of a page's control."""
    with pytest.raises(ScenarioError) as refused:
        scenario_from_json(SCALAR | {"weights": []})
    with pytest.raises(ControlError) as wrong:
        read("L=two")
    with speaking(language):
        assert str(refused.value).startswith("«weights: «describes 0 layers")
        assert str(wrong.value) == "««Depth» must be a number, not “two”.»"


def test_nothing_else_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same numbers, the same codes: one run, written in two languages."""
    run = descend(descent_scenario_from_json(SCALAR | {"step_fraction": 0.8, "steps": 50}))
    english = run.to_json()
    with speaking(second_language(tmp_path, monkeypatch)):
        other = run.to_json()
    changed = {name for name in english if english[name] != other[name]}
    assert changed == {"status", "limit", "reason"}
