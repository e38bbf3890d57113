"""The answers of an independent program to the scalar cases, field by field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from numpy.testing import assert_allclose

from core import scenario_from_json, solve
from core.__main__ import main

FILE = Path(__file__).with_name("cases.json")
CASES = json.loads(FILE.read_text(encoding="utf-8"))
case = pytest.mark.parametrize("case", CASES, ids=[case["note"] for case in CASES])


def assert_answers(answer: dict[str, Any], expected: dict[str, Any]) -> None:
    """Loss to 1e-9 relative; everything else to 1e-10."""
    for field, value in expected.items():
        relative, absolute = (1e-9, 0.0) if field == "loss" else (1e-10, 1e-10)
        assert_allclose(answer[field], value, rtol=relative, atol=absolute, err_msg=field)


@case
def test_solve_gives_the_answer(case: dict[str, Any]) -> None:
    """The independent figures, through the library."""
    answer = solve(scenario_from_json(case["scenario"])).to_json()
    assert_answers(answer, case["answer"])
    assert answer["times"] == case["scenario"]["times"]


@case
def test_the_command_line_gives_the_answer(
    case: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The independent figures, through a file and standard output."""
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(case["scenario"]), encoding="utf-8")
    assert main(["solve", str(file)]) == 0
    output, complaints = capsys.readouterr()
    assert complaints == ""
    assert_answers(json.loads(output), case["answer"])


def test_there_are_cases_of_every_kind() -> None:
    """An empty file would pass the tests above."""
    notes = " ".join(case["note"] for case in CASES)
    for kind in ("depth 2", "depth 8", "crosses zero", "balanced", "saddle", "overshoots"):
        assert kind in notes
