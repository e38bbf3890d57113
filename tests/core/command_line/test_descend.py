"""`python -m core descend`: one JSON object, or one sentence that names the field and status 2."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from core import descend, read_descent
from core.__main__ import main
from tests.core.command_line.test_solve import ROOT, _assert_refused, _refuse_constant

GOOD = {"model": "scalar", "weights": [1.2, 0.3], "target": 1.0, "step_fraction": 0.5, "steps": 20}
MATRIX = {
    "model": "matrix",
    "weights": [[[1, 0.2], [0, 1]], [[0.5, 0], [0.1, 0.8]]],
    "objective": {"kind": "squared", "target": [[1, 0], [0, 1]]},
    "step": 0.1,
    "steps": 7,
}
#: What is changed in the good scenario, and the field that the complaint must begin with.
BAD = {
    "no steps": ({"steps": None}, "steps"),
    "part of a step": ({"steps": 2.5}, "steps"),
    "steps as text": ({"steps": "10"}, "steps"),
    "true steps": ({"steps": True}, "steps"),
    "0 steps": ({"steps": 0}, "steps"),
    "too many": ({"steps": 10**7}, "steps"),
    "too much work": ({"weights": [1] * 64, "steps": 10**6}, "steps"),
    "no step": ({"step_fraction": None}, "step"),
    "two steps": ({"step": 0.1}, "step"),
    "step 0": ({"step_fraction": None, "step": 0}, "step"),
    "negative fraction": ({"step_fraction": -0.5}, "step_fraction"),
    "fraction as a list": ({"step_fraction": [1]}, "step_fraction"),
    "beyond any time": ({"step_fraction": None, "step": 1e100}, "step"),
    "no limit": ({"weights": [0.8, -0.8]}, "step_fraction"),
    "schedule as a number": ({"schedule": 3}, "schedule"),
    "no such schedule": ({"schedule": "fast"}, "schedule"),
    "a schedule and a step": ({"schedule": "certified"}, "step_fraction"),
    "times": ({"times": [0, 1]}, "times"),
    "horizon": ({"horizon": 2}, "horizon"),
    "gamma": ({"gamma": "true"}, "gamma"),
    "unknown": ({"speed": 1}, "speed"),
    "bad weight": ({"weights": [1, "2"]}, "weights[1]"),
    "no target": ({"target": None}, "target"),
    "no model": ({"model": None}, "model"),
    "beyond doubles": ({"weights": [1e100, 1e100, 1e-100]}, "step_fraction"),
    "shapes": ({**MATRIX, "target": None, "step_fraction": None, "weights": [[[1], [2]]]},
               "objective.target"),
}  # fmt: skip


def _run(
    text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    status = main(["descend", "-"])
    return status, *capsys.readouterr()


@pytest.mark.parametrize("change, field", BAD.values(), ids=BAD.keys())
def test_a_bad_entry_is_refused(
    change: dict[str, object],
    field: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    entries = GOOD | change
    if entries["model"] == "matrix":
        del entries["target"]
    _assert_refused(*_run(json.dumps(entries), monkeypatch, capsys), field)


@pytest.mark.parametrize("text", ["", "[]", '{"model": "scalar"', "3"])
def test_what_is_no_scenario_is_refused(
    text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _assert_refused(*_run(text, monkeypatch, capsys), "scenario")


@pytest.mark.parametrize("entries", [GOOD, MATRIX], ids=["scalar", "matrix"])
def test_the_answer_is_one_json_object(
    entries: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What `descent` says, on one line."""
    status, output, complaints = _run(json.dumps(entries), monkeypatch, capsys)
    assert (status, complaints, output.count("\n")) == (0, "", 1)
    answer = json.loads(output, parse_constant=_refuse_constant)
    recipe = read_descent(json.dumps(entries).encode())
    assert answer == json.loads(json.dumps(descend(recipe).to_json()))
    again = read_descent(json.dumps(recipe.to_json()).encode())
    assert again == recipe
    assert answer["steps"] == entries["steps"]
    assert len(answer["loss"]) == entries["steps"] + 1
    assert {"verdict", "status", "limit", "stable_step", "flow_loss", "products"} <= answer.keys()


def test_a_divergent_run_is_an_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = json.dumps(GOOD | {"step_fraction": 5.0, "steps": 1000})
    status, output, _ = _run(text, monkeypatch, capsys)
    answer = json.loads(output, parse_constant=_refuse_constant)
    assert status == 0
    assert answer["verdict"] == "divergent"
    assert answer["steps"] < 10
    assert "cut" in answer["status"]


def test_the_program_itself() -> None:
    """As a process of its own, with warnings as errors."""
    result = subprocess.run(
        [sys.executable, "-W", "error", "-m", "core", "descend", "-"],
        input=json.dumps(GOOD),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert json.loads(result.stdout)["verdict"] == "convergent"
