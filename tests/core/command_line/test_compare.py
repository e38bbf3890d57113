"""`python -m core compare`: one JSON object, or one line that names the field."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from core.__main__ import main
from tests.core.regimes.comparisons import NEAR, Entries
from tests.core.regimes.test_scenario import BAD

ROOT = Path(__file__).resolve().parents[3]


def _give(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def _refuse_constant(name: str) -> NoReturn:
    raise AssertionError(f"{name} is not JSON")


@pytest.mark.parametrize("change, field", BAD.values(), ids=BAD.keys())
def test_bad_input(
    change: Entries,
    field: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _give(monkeypatch, json.dumps({**NEAR, **change}))
    assert main(["compare", "-"]) == 2
    output, complaint = capsys.readouterr()
    assert output == ""
    assert complaint.count("\n") == 1, complaint
    assert complaint.startswith(field)


@pytest.mark.parametrize("text", ["", "[", "3", "null", '{"a": 1, "a": 2}', "[" * 5000])
def test_what_is_no_scenario(
    text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _give(monkeypatch, text)
    assert main(["compare", "-"]) == 2
    output, complaint = capsys.readouterr()
    assert output == ""
    assert complaint.count("\n") == 1


def test_any_nonsense_in_any_place(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sentence, or an answer."""
    values = [None, True, 0, -1, 1e308, 10**400, "x", [], [[]], [[[]]], {}, {"a": 1}, [None], [{}]]
    first = NEAR["initializations"][2]
    changes: list[Entries] = [{name: value} for name in [*NEAR, "times"] for value in values]
    changes += [
        {"initializations": [first | {name: value}]}
        for name in [*first, "weights"]
        for value in values
    ]
    for change in changes:
        _give(monkeypatch, json.dumps({**NEAR, **change}))
        status = main(["compare", "-"])
        output, complaint = capsys.readouterr()
        if status == 0:
            json.loads(output, parse_constant=_refuse_constant)
        else:
            assert (status, output) == (2, "")
            assert complaint.count("\n") == 1
            assert ": " in complaint


def test_an_answer_is_one_json_object(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _give(monkeypatch, json.dumps(NEAR))
    assert main(["compare", "-"]) == 0
    output, complaints = capsys.readouterr()
    assert complaints == ""
    assert output.count("\n") == 1
    answer = json.loads(output, parse_constant=_refuse_constant)
    assert answer["model"] == "compare"
    assert [regime["name"] for regime in answer["regimes"]] == [
        start["name"] for start in NEAR["initializations"]
    ]
    for regime in answer["regimes"]:
        assert {
            "theory_rate", "theory_reason", "alpha_star", "alpha_source", "rate", "infimum",
            "decay_rate", "theory_ratio", "theory_verdict", "rate_ratio", "rate_verdict",
            "time_to", "loss", "preconditioner_min", "status",
        } <= regime.keys()  # fmt: skip
        assert len(regime["loss"]) == len(answer["times"])
    general = answer["regimes"][3]
    assert general["theory_rate"] is None
    assert general["theory_reason"].startswith("No earlier theory")


@pytest.mark.parametrize("change, status", [({}, 0), ({"near": "x"}, 2)], ids=["good", "bad"])
def test_the_program_itself(change: Entries, status: int) -> None:
    """As a process of its own, with warnings as errors."""
    result = subprocess.run(
        [sys.executable, "-W", "error", "-m", "core", "compare", "-"],
        input=json.dumps(NEAR | change), capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert result.returncode == status, result.stderr
    assert (result.stdout == "") == (status == 2)
    assert result.stderr.count("\n") == (1 if status == 2 else 0)
