"""What leaves float64 is refused in a sentence; an error of the program comes out as what it is."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest

from core import (
    ScenarioError,
    compare,
    compare_scenario_from_json,
    descend,
    read_descent,
    scenario_from_json,
    solve,
)
from core.__main__ import main
from core.float64 import above_zero, finite, within_range

SCALAR: dict[str, Any] = {"model": "scalar", "weights": [1.2, 0.3, 0.9], "target": 1.0}
SQUARED = {"kind": "squared", "target": [[1.0, 0.2], [0.0, 1.0]]}
WEIGHTS = [[[1.0, 0.2, 0.4], [0.3, 0.8, 0.1]], [[0.5, 0.1], [0.2, 0.6], [0.3, 0.2]]]
MATRIX: dict[str, Any] = {"model": "matrix", "weights": WEIGHTS, "objective": SQUARED}
COMPARED = {
    "objective": SQUARED,
    "initializations": [{"name": name, "weights": WEIGHTS} for name in ("one", "two")],
}
STEPS = {"step": 0.1, "steps": 3}


def run_solve(entries: dict[str, Any]) -> object:
    return solve(scenario_from_json(entries))


def run_compare(entries: dict[str, Any]) -> object:
    return compare(compare_scenario_from_json(entries))


def run_descent(entries: dict[str, Any]) -> object:
    return descend(read_descent(json.dumps(entries).encode()))


ERRORS = [ValueError, np.linalg.LinAlgError, ZeroDivisionError, TypeError, StopIteration]


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize(
    "run, entries, deep",
    [
        (run_solve, SCALAR, "core.scalar.flow.one_variable time_map"),
        (run_solve, MATRIX, "core.matrix.flow.two_layer Path"),
        (run_compare, COMPARED, "core.network product"),
        (run_descent, SCALAR | STEPS, "core.descent.descend scalar_run"),
        (run_descent, MATRIX | STEPS, "core.matrix.preconditioner grams"),
    ],
    ids=["scalar", "matrix", "compare", "scalar descent", "matrix descent"],
)
def test_an_error_of_the_program_is_not_told_as_the_users(
    run: Any, entries: dict[str, Any], deep: str, error: type[Exception],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    run(entries)  # good as it is

    def fail(*_values: object, **_options: object) -> NoReturn:
        raise error("an error of the program")

    module, name = deep.split()
    monkeypatch.setattr(importlib.import_module(module), name, fail)
    with pytest.raises(error, match="an error of the program"):
        run(entries)


def test_the_command_line_lets_it_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(MATRIX))

    def fail(*_values: object) -> NoReturn:
        raise ValueError("an error of the program")

    monkeypatch.setattr("core.network.product", fail)
    with pytest.raises(ValueError, match="an error of the program"):
        main(["solve", str(file)])


# Sizes that leave the range in places that answered with something else than FloatingPointError.
BEYOND = {
    "a logarithm of an underflow": {
        "model": "scalar", "target": -8e-93, "weights": [-2.66e68, -0.0139, 16770.0],
    },
    "a rate that underflows": {
        "model": "scalar", "target": 0.0, "imbalance": [0.00145, -1e75], "product": 7e-136,
    },
    "a time that underflows": MATRIX | {
        "weights": [[[4924.0], [1e50], [13881.0]], [[4971.0]]],
        "objective": {
            "kind": "logistic", "ridge": 1.0, "labels": [1, -1, 1],
            "inputs": [[-5e146, 4e146, 1e-120], [-4e145, 7e146, -6e145], [1e146, 2e146, -3e146]],
        },
    },
    "eigenvalues of what overflowed": MATRIX | {
        "weights": [
            [[-1.6e-50, 0.21], [-5.3e-51, 1.2e-50], [-2.6e73, -4.3e-52]],
            [[2.2e-50], [-3.7e-51]],
            [[-1.8e-50, -5.5e-51, -1.6e-52]],
        ],
        "objective": {
            "kind": "squared", "target": [[-1.4, 1.8, 0.3], [0.2, -0.99, 0.28], [-0.7, -0.2, 0.0]],
        },
    },
}  # fmt: skip


@pytest.mark.parametrize("entries", BEYOND.values(), ids=BEYOND.keys())
def test_what_leaves_the_range_is_refused(entries: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError, match="double precision"):
        run_solve(entries)


def test_a_limit_that_leaves_the_range_is_refused() -> None:
    entries = MATRIX | {
        "weights": [[[3.8e105]], [[9.7e-5, -6.6e-4, 2.9e-4]], [[1.8e-4], [-6e-5], [-1.3e-4]]],
        "objective": {
            "kind": "logistic", "ridge": 6417.0, "labels": [1, -1, 1, 1],
            "inputs": [[5.94e84], [3.87e83], [-3.27e84], [1.95e84]],
        },
        "step_fraction": 0.5, "steps": 1,
    }  # fmt: skip
    with pytest.raises(ScenarioError, match="double precision") as refused:
        run_descent(entries)
    assert refused.value.field == "step_fraction"


@pytest.mark.parametrize("error", [FloatingPointError, OverflowError])
def test_what_float64_raises_is_refused(error: type[Exception]) -> None:
    with pytest.raises(ScenarioError) as refused, within_range("weights", "scalar.beyond_double"):
        raise error("overflow")
    assert refused.value.field == "weights"
    assert isinstance(refused.value.__cause__, error)


def test_numpy_raises_within_the_range_and_not_after_it() -> None:
    huge = np.array([1e300])
    for wrong in (lambda: huge * huge, lambda: huge / 0.0, lambda: np.sqrt(-huge)):
        with pytest.raises(ScenarioError), within_range("weights", "scalar.beyond_double"):
            wrong()
    with np.errstate(over="ignore"):
        assert huge * huge == np.inf


def test_numbers_that_were_looked_at() -> None:
    assert above_zero(5e-324) == 5e-324
    for value in (0.0, np.inf, np.nan, -1.0):
        with pytest.raises(FloatingPointError):
            above_zero(value)
    good = np.array([[0.0, -1e308]])
    assert finite(good) is good
    for value in (np.inf, -np.inf, np.nan):
        with pytest.raises(FloatingPointError):
            finite(np.array([1.0, value]))
