"""The answers of an independent program to the matrix cases, field by field."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from core import scenario_from_json, solve
from tests.core.matrix.strategies import CASES

ROOT = Path(__file__).resolve().parents[3]
case = pytest.mark.parametrize("case", CASES, ids=[case["note"] for case in CASES])


def assert_answers(answer: dict[str, Any], expected: dict[str, Any], start: float) -> None:
    """The excess to 1e-7 of itself or 1e-12 of the start's, rates to 1e-10, lambda_min 1e-8."""
    minimum = expected["minimum"]
    for field, value in expected.items():
        if field == "loss":
            excess = np.array(value) - minimum
            wrong = np.abs(np.array(answer["loss"]) - value)
            assert np.all(wrong <= 1e-7 * excess + 1e-12 * start)
        else:
            tolerance = 1e-8 if field == "preconditioner_min" else 1e-10
            found = _three_layers(answer) if field == "alpha_lower_bound" else answer[field]
            assert_allclose(found, value, rtol=tolerance, atol=1e-10, err_msg=field)


def _three_layers(answer: dict[str, Any]) -> float:
    """The bound of the theorem of three layers; the answer is the largest of all."""
    bounds = {each["source"]: float(each["alpha"]) for each in answer["candidates"]}
    assert answer["alpha_lower_bound"] == max(bounds.values())
    return bounds["three-layer-bound"]


def _start(case: dict[str, Any]) -> float:
    first = solve(scenario_from_json(case["scenario"] | {"times": [0.0]})).to_json()
    return float(first["loss"][0])


@case
def test_solve_gives_the_answer(case: dict[str, Any]) -> None:
    """The independent figures, through the library."""
    answer = solve(scenario_from_json(case["scenario"])).to_json()
    assert_answers(answer, case["answer"], _start(case))
    assert answer["times"] == case["scenario"]["times"]


@case
def test_the_program_gives_the_answer(case: dict[str, Any]) -> None:
    """Through a process of its own and standard input, with warnings as errors."""
    result = subprocess.run(
        [sys.executable, "-W", "error", "-m", "core", "solve", "-"],
        input=json.dumps(case["scenario"]), capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    assert result.stderr == ""
    assert_answers(json.loads(result.stdout), case["answer"], _start(case))
