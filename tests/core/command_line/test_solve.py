"""The command line: one JSON object, or one sentence that names the field and status 2."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from core.__main__ import main

ROOT = Path(__file__).resolve().parents[3]
GOOD = {"model": "scalar", "weights": [1.2, 0.3], "target": 1.0, "times": [0.0, 1.0]}

# What is changed in the good scenario, and the field that the complaint must begin with.
BAD_ENTRIES = {
    "NaN": ('{"target": NaN}', "target"),
    "Infinity": ('{"target": Infinity}', "target"),
    "NaN weight": ('{"weights": [1, NaN]}', "weights[1]"),
    "minus infinity in times": ('{"times": [-Infinity]}', "times[0]"),
    "1e400": ('{"weights": [1e400, 1]}', "weights[0]"),
    "integer beyond double": (f'{{"target": 1{"0" * 400}}}', "target"),
    "text": ('{"target": "1"}', "target"),
    "text in a list": ('{"weights": [1, "2"]}', "weights[1]"),
    "text for a list": ('{"weights": "12"}', "weights"),
    "boolean": ('{"target": true}', "target"),
    "boolean weight": ('{"weights": [true, 1]}', "weights[0]"),
    "null target": ('{"target": null}', "target"),
    "null weight": ('{"weights": [null]}', "weights[0]"),
    "number for a list": ('{"weights": 1}', "weights"),
    "object for a list": ('{"weights": {"1": 2}}', "weights"),
    "nested list": ('{"weights": [[1, 2]]}', "weights[0]"),
    "empty weights": ('{"weights": []}', "weights"),
    "65 layers": (json.dumps({"weights": [1.0] * 65}), "weights"),
    "65 layers by imbalance": (
        json.dumps({"weights": None, "imbalance": [0.0] * 64, "product": 1.0}),
        "imbalance",
    ),
    "weights and imbalance": ('{"imbalance": [1], "product": 1}', "weights"),
    "weights and product": ('{"product": 1}', "weights"),
    "no start": ('{"weights": null}', "weights"),
    "missing product": ('{"weights": null, "imbalance": [1]}', "product"),
    "missing imbalance": ('{"weights": null, "product": 1}', "weights"),
    "bad product": ('{"weights": null, "imbalance": [1], "product": "x"}', "product"),
    "bad imbalance": ('{"weights": null, "imbalance": [1, []], "product": 1}', "imbalance[1]"),
    "unknown entry": ('{"speed": 1}', "speed"),
    "unknown entry of two lines": (r'{"a\nb": 1}', "'a\\nb'"),
    "unknown entry without a name": ('{"": 1}', ""),
    "unknown model": ('{"model": "tensor"}', "model"),
    "no model": ('{"model": null}', "model"),
    "model of a wrong type": ('{"model": ["scalar"]}', "model"),
    "decreasing times": ('{"times": [1, 0.5]}', "times[1]"),
    "negative time": ('{"times": [-1, 0.5]}', "times[0]"),
    "no times": ('{"times": []}', "times"),
    "times that are no list": ('{"times": 3}', "times"),
    "times and horizon": ('{"horizon": 3}', "horizon"),
    "zero horizon": ('{"times": null, "horizon": 0}', "horizon"),
    "text horizon": ('{"times": null, "horizon": "long"}', "horizon"),
    "bad gamma": ('{"gamma": 4}', "gamma"),
    "gamma of a wrong type": ('{"gamma": ["true"]}', "gamma"),
    "product underflows": ('{"weights": [1e-60, 1e-60, 1e-60]}', "weights"),
    "product overflows": ('{"weights": [1e60, 1e60, 1e60]}', "weights"),
    "weight too small": ('{"weights": [1e-160, 1]}', "weights[0]"),
    "preconditioner overflows": ('{"weights": [1e100, 1e100, 1e-100]}', "weights"),
    "rate overflows": ('{"weights": [1e77, 1e77, 1e-5], "target": 1e149, "times": [1]}', "weights"),
    "rate overflows by imbalance": (
        '{"weights": null, "imbalance": [1e150, 1e150, 1e150], "product": 1}',
        "imbalance",
    ),
}
BAD_TEXTS = {
    "empty": (b"", "scenario"),
    "not JSON": (b"weights = 1", "scenario"),
    "cut short": (b'{"model": "scalar"', "scenario"),
    "list": (b"[1, 2]", "scenario"),
    "number": (b"3", "scenario"),
    "empty object": (b"{}", "model"),
    "no target": (b'{"model": "scalar", "weights": [1]}', "target"),
    "invalid UTF-8": (b'{"model": "\xff"}', "scenario"),
    "duplicate keys": (b'{"model": "scalar", "target": 1, "target": 2, "weights": [1]}', "target"),
    "deep nesting": (b"[" * 100_000, "scenario"),
    "deep objects": (b'{"a":' * 100_000, "scenario"),
}


def _give(monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))


def _assert_refused(status: int, output: str, complaint: str, field: str) -> None:
    assert status == 2
    assert output == ""
    assert complaint.endswith("\n")
    assert complaint.count("\n") == 1, complaint
    assert complaint.startswith(f"{field}:"), complaint


def _refuse_constant(name: str) -> NoReturn:
    raise AssertionError(f"{name} is not JSON")


@pytest.mark.parametrize("change, field", BAD_ENTRIES.values(), ids=BAD_ENTRIES.keys())
def test_a_bad_entry_is_refused(
    change: str,
    field: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Status 2, one line that begins with the field, nothing else: no traceback, no warning."""
    _give(monkeypatch, json.dumps(GOOD | json.loads(change)).encode())
    _assert_refused(main(["solve", "-"]), *capsys.readouterr(), field)


@pytest.mark.parametrize("text, field", BAD_TEXTS.values(), ids=BAD_TEXTS.keys())
def test_a_bad_text_is_refused(
    text: bytes,
    field: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is no scenario at all is refused in the same way."""
    _give(monkeypatch, text)
    _assert_refused(main(["solve", "-"]), *capsys.readouterr(), field)


def test_lists_nested_as_deeply_as_json_can_be_read_are_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Between what the parser reads and what Python can print lies no traceback."""
    for depth in range(700, 1000):
        nested = "[" * depth + "]" * depth
        _give(monkeypatch, f'{{"model":"scalar","target":1,"weights":[{nested}]}}'.encode())
        status = main(["solve", "-"])
        output, complaint = capsys.readouterr()
        _assert_refused(status, output, complaint, complaint.split(":")[0])


def test_a_file_that_cannot_be_read_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing file and a directory: the complaint names the file."""
    for file in (tmp_path / "missing.json", tmp_path):
        _assert_refused(main(["solve", str(file)]), *capsys.readouterr(), str(file))


def test_the_answer_is_one_json_object(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, no NaN and no Infinity in it, every field of the answer; null where no number."""
    _give(monkeypatch, json.dumps(GOOD | {"weights": [0.5, -0.5]}).encode())
    assert main(["solve", "-"]) == 0
    output, complaints = capsys.readouterr()
    assert complaints == ""
    assert output.count("\n") == 1
    answer = json.loads(output, parse_constant=_refuse_constant)
    assert "measured_rate" not in answer
    assert answer["tightness"] is None  # the saddle: a flow whose own rate is 0
    assert {
        "product", "imbalance", "cumulative_imbalance", "margin", "gamma", "alpha_star",
        "alpha_lower_bound", "times", "loss", "weights", "preconditioner", "status",
        "infimum", "decay_rate", "final_rate", "sharpness", "time_to", "end",
    } <= answer.keys()  # fmt: skip


@pytest.mark.parametrize(
    "text, status",
    [(json.dumps(GOOD), 0), (json.dumps(GOOD | {"target": "1"}), 2), ("[" * 100_000, 2)],
    ids=["good", "bad", "deep"],
)
def test_the_program_itself(text: str, status: int) -> None:
    """As a process of its own, with warnings as errors: the status reaches the shell."""
    result = subprocess.run(
        [sys.executable, "-W", "error", "-m", "core", "solve", "-"],
        input=text,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert result.returncode == status
    assert (result.stdout == "") == (status == 2)
    assert result.stderr.count("\n") == (1 if status == 2 else 0)


def test_help_says_what_the_program_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "`python -m core COMMAND FILE` prints the answer to one scenario as JSON." in told
    for command in ("solve", "compare", "descend"):
        assert f" {command} " in told
