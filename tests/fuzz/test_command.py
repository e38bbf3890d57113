"""The command line, given hostile files: an answer, or a sentence and status 2."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.__main__ import COMMANDS, main
from tests.fuzz.conftest import COUNT, HOSTILE
from tests.fuzz.values import bodies

_MATRIX = {
    "model": "matrix",
    "initialization": {"kind": "gaussian", "n": 2, "m": 1, "widths": [2], "seed": 1, "scale": 0.5},
    "objective": {"kind": "squared", "target": {"distance": 0.5, "seed": 2}},
    "times": [0, 1, 2.5],
}
GENUINE = {
    "solve": (
        {"model": "scalar", "weights": [0.9, 0.4], "target": 1.0, "horizon": 2.0},
        {"model": "scalar", "imbalance": [0.5], "product": 0.2, "target": 1, "times": [0, 1]},
        _MATRIX,
        {"model": "matrix", "weights": [[[1, 0.5]], [[0.3], [0.2]]], "objective": {
            "kind": "regression", "data": {"x": [[1, 2]], "y": [[1, 0]]}}, "horizon": 1},
    ),
    "compare": (
        {
            "model": "compare",
            "target": {"singular_values": [1.0]},
            "initializations": [
                {"name": "a", "weights": [[[1.0]], [[0.5]]]},
                {"name": "b", "initialization": _MATRIX["initialization"] | {"n": 1}},
            ],
            "horizon": 2.0,
        },
    ),
    "descend": (
        {"model": "scalar", "weights": [0.9, 0.4], "target": 1.0, "steps": 20, "step": 0.1},
        {**{k: v for k, v in _MATRIX.items() if k != "times"}, "steps": 5, "step_fraction": 0.5},
    ),
    "depth": (
        {"model": "depth", "seed": 1, "depths": [2, 3], "depth": 3, "step_fraction": 1, "steps": 9},
    ),
}  # fmt: skip


def run(
    monkeypatch: pytest.MonkeyPatch, command: list[str], data: bytes
) -> tuple[int | str | None, str, str]:
    """Exit status, standard output and standard error of the command line, in this process."""
    streams = {name: io.StringIO() for name in ("stdout", "stderr")}
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        for name, stream in streams.items():
            patch.setattr(f"sys.{name}", stream)
        try:
            status: int | str | None = main(command)
        except SystemExit as end:  # argparse's
            status = end.code
    return status, streams["stdout"].getvalue(), streams["stderr"].getvalue()


def test_the_genuine_files_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else what is mutated would not get far."""
    assert GENUINE.keys() == COMMANDS.keys()
    answered = 0
    for command, files in GENUINE.items():
        for file in files:
            status, _, said = run(monkeypatch, [command, "-"], json.dumps(file).encode())
            answered += status == 0
            assert status == 0 or said, (command, file)
    assert answered >= 6


@settings(HOSTILE, max_examples=COUNT * 3 // 20)
@given(data=st.data())
def test_files(monkeypatch: pytest.MonkeyPatch, data: st.DataObject) -> None:
    command = data.draw(st.sampled_from(sorted(GENUINE)))
    file = data.draw(bodies(data.draw(st.sampled_from(GENUINE[command]))))
    status, out, said = run(monkeypatch, [command, "-"], file)
    assert status in (0, 2)
    assert (status == 0) is bool(out)
    if status == 2:
        assert said.count("\n") == 1
        assert len(said) < 2_000
        assert said.endswith(".\n"), said
    else:
        json.loads(out, parse_constant=pytest.fail)
