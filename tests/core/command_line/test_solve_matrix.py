"""The command line for matrix networks: one JSON object, or one line that names the field."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from core.__main__ import main
from tests.core.matrix.test_scenario import BAD, DRAWN, GOOD, HUGE, MISFITS, Entries

ROOT = Path(__file__).resolve().parents[3]
MOST = {name: case for name, case in (BAD | MISFITS | HUGE).items() if "10000" not in name}


def _give(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def _refuse_constant(name: str) -> NoReturn:
    raise AssertionError(f"{name} is not JSON")


def _assert_refused(status: int, output: str, complaint: str, field: str) -> None:
    assert status == 2
    assert output == ""
    assert complaint.count("\n") == 1, complaint
    assert complaint.startswith(f"{field}: "), complaint
    assert complaint.rstrip().endswith(".")


@pytest.mark.parametrize("entries, field", MOST.values(), ids=MOST.keys())
def test_bad_input(
    entries: Entries,
    field: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Status 2, one line that begins with the field, nothing on standard output."""
    _give(monkeypatch, json.dumps(entries))
    _assert_refused(main(["solve", "-"]), *capsys.readouterr(), field)


@pytest.mark.parametrize("place", ["weights", "initialization", "objective"])
def test_any_nonsense_in_any_place(
    place: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No value of any entry ends in a traceback: a sentence, or an answer."""
    good = GOOD if place == "weights" else DRAWN
    values = [None, True, 0, -1, 1e308, 10**400, "x", [], [[]], [[[]]], {}, {"a": 1}, [None], [{}]]
    inner = [] if place == "weights" else list(good[place])
    changes = [good | {place: value} for value in values] + [
        good | {place: good[place] | {name: value}} for name in inner for value in values
    ]
    for entries in changes:
        _give(monkeypatch, json.dumps(entries))
        status = main(["solve", "-"])
        output, complaint = capsys.readouterr()
        if status == 0:
            json.loads(output, parse_constant=_refuse_constant)
        else:
            _assert_refused(status, output, complaint, complaint.split(":")[0])
            assert complaint.split(":")[0].split(".")[0].split("[")[0] in {
                "weights", "initialization", "objective",
            }  # fmt: skip


def test_deep_nesting(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Lists as deep as JSON can be read, in every place of a matrix."""
    for depth in range(700, 990, 10):
        text = "[" * depth + "1" + "]" * depth
        for entries in (
            f'{{"model":"matrix","weights":{text},"objective":{{"kind":"squared"}}}}',
            json.dumps(DRAWN)[:-1] + f',"times":{text}}}',
            f'{{"model":"matrix","objective":{{"kind":{text}}}}}',
            f'{{"model":"matrix","objective":{{"kind":"squared","target":{text}}}}}',
        ):
            _give(monkeypatch, entries)
            status = main(["solve", "-"])
            output, complaint = capsys.readouterr()
            _assert_refused(status, output, complaint, complaint.split(":")[0])


@pytest.mark.parametrize("entries", [GOOD, DRAWN], ids=["weights", "initialization"])
def test_an_answer_is_one_json_object(
    entries: Entries, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, every field of the answer, no NaN and no Infinity."""
    _give(monkeypatch, json.dumps(entries))
    assert main(["solve", "-"]) == 0
    output, complaints = capsys.readouterr()
    assert complaints == ""
    assert output.count("\n") == 1
    answer = json.loads(output, parse_constant=_refuse_constant)
    assert {
        "margin", "gamma", "minimum", "condition_number", "alpha_star", "alpha_lower_bound",
        "alpha_source", "times", "loss", "preconditioner_min", "preconditioner_max",
        "imbalance_drift", "status",
    } <= answer.keys()  # fmt: skip
    lengths = {len(answer[name]) for name in ("times", "loss", "envelope", "imbalance_drift")}
    assert len(lengths) == 1


@pytest.mark.parametrize(
    "entries, status",
    [(GOOD, 0), (MISFITS["target's shape"][0], 2), (HUGE["large product"][0], 2)],
    ids=["good", "misfit", "huge"],
)
def test_the_program_itself(entries: Entries, status: int) -> None:
    """As a process of its own, with warnings as errors."""
    result = subprocess.run(
        [sys.executable, "-W", "error", "-m", "core", "solve", "-"],
        input=json.dumps(entries), capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert result.returncode == status
    assert (result.stdout == "") == (status == 2)
    assert result.stderr.count("\n") == (1 if status == 2 else 0)
