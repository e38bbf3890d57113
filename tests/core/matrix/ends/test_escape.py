"""Predicted times of escape against the flow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from core import scenario_from_json, solve
from core.matrix.ends.escape import Grounds
from core.matrix.solution import MatrixSolution

VALUES = [3.0, 2.0, 1.0]


def solved(
    kind: str,
    size: float,
    *,
    widths: Sequence[int] = (8,),
    objective: dict[str, Any] | None = None,
    values: Sequence[float] = VALUES,
    horizon: float | None = None,
) -> MatrixSolution:
    """Starts whose product has about the size given; sides 4 x 3."""
    singular = {"singular_values": [size, 0.5 * size, 2.0 * size]}
    gaussian = {"scale": size ** (1.0 / (len(widths) + 1)), "exponent": 1.0}
    target = {"singular_values": list(values), "seed": 5}
    entries = {
        "initialization": {
            "kind": kind, "n": 4, "m": 3, "widths": list(widths),
            **(gaussian if kind == "gaussian" else singular),
        },
        "objective": {"kind": "squared", **(objective or {}), "target": target},
        "horizon": horizon,
    }  # fmt: skip
    found = solve(scenario_from_json({"model": "matrix", **entries}))
    assert isinstance(found, MatrixSolution)
    return found


def errors(found: MatrixSolution) -> list[float]:
    off = []
    for mode in found.escape_times:
        assert mode.predicted is not None
        assert mode.measured is not None
        off.append(abs(mode.predicted / mode.measured - 1.0))
    return off


@pytest.mark.parametrize("widths", [(3,), (8,), (4, 4), (3, 5, 3)])
@pytest.mark.parametrize("objective", [{}, {"kind": "regression", "condition_number": 1.0}])
def test_aligned_modes_escape_when_it_is_said(
    widths: Sequence[int], objective: dict[str, Any]
) -> None:
    found = solved("spectral", 1e-3, widths=widths, objective=objective)
    assert {mode.grounds for mode in found.escape_times} == {Grounds.ALIGNED}
    assert [mode.start for mode in found.escape_times] == pytest.approx([1e-3, 5e-4, 2e-3])
    assert max(errors(found)) < 1e-7


@pytest.mark.parametrize("kind", ["gaussian", "balanced"])
def test_small_starts_of_two_layers_tend_to_it(kind: str) -> None:
    """Aligned or not, balanced or not; the error falls with the start."""
    off = [max(errors(solved(kind, size))) for size in (1e-3, 1e-5, 1e-8)]
    assert off[0] > off[1] > off[2]
    assert off[2] < 2e-3


def test_modes_that_tie_and_a_bottleneck() -> None:
    found = solved("gaussian", 1e-7, values=[2.0, 2.0, 1.0])
    assert max(errors(found)) < 1e-4
    narrow = solved("gaussian", 1e-7, widths=(2,)).escape_times
    assert [mode.predicted is None for mode in narrow] == [False, False, True]
    assert narrow[2].reason is not None
    assert narrow[2].reason.code == "escape.never"
    assert narrow[2].measured is None


@pytest.mark.parametrize(
    "why, found",
    [
        ("not_aligned", lambda: solved("balanced", 1e-3, widths=(4, 4))),
        ("not_small", lambda: solved("gaussian", 1.0)),
        (
            "coupled",
            lambda: solved(
                "balanced", 1e-3, objective={"kind": "regression", "condition_number": 10.0}
            ),
        ),
        ("beyond", lambda: solved("spectral", 5.0)),
        ("one_layer", lambda: solved("gaussian", 0.1, widths=())),
    ],
)
def test_nothing_is_predicted_without_grounds(why: str, found: Any) -> None:
    solution = found()
    for mode in solution.to_json()["escape_times"]:
        assert mode["predicted"] is mode["leading"] is mode["assumes"] is None
        assert mode["reason"]
    assert {mode.reason.code for mode in solution.escape_times} == {f"escape.{why}"}


def test_a_logistic_objective_has_no_modes_and_a_target_of_0_none() -> None:
    entries = {
        "initialization": {"kind": "gaussian", "n": 3, "m": 1, "widths": [4], "scale": 0.01},
        "objective": {"kind": "logistic", "ridge": 0.1, "samples": 20},
    }
    logistic = solve(scenario_from_json({"model": "matrix", **entries}))
    assert isinstance(logistic, MatrixSolution)
    assert [mode.reason.code for mode in logistic.escape_times if mode.reason] == ["escape.curved"]
    assert solved("gaussian", 0.1, values=[0.0] * 3).escape_times == ()


def test_json_tells_all_and_a_short_window_has_not_seen_it() -> None:
    mode = solved("spectral", 1e-3, horizon=0.5).to_json()["escape_times"][0]
    assert mode["measured"] is None
    assert mode["predicted"] > 0.5
    assert mode["grounds"] == "aligned"
    assert "exact" in mode["assumes"]
    assert mode["s0"] == pytest.approx(1e-3)
    assert mode["s_star"] == pytest.approx(3.0)


def test_where_it_is_measured_the_mode_is_half_there() -> None:
    found = solved("gaussian", 1e-4, widths=(8, 8), horizon=40.0)
    left, targets, right = np.linalg.svd(found.objective.centre, full_matrices=False)
    product = found.way.product
    for mode, u, v, target in zip(found.escape_times, left.T, right, targets, strict=True):
        part = np.einsum("i,tij,j->t", u, product, v) / target
        assert mode.measured is not None
        assert np.interp(mode.measured, found.way.times, part) == pytest.approx(0.5, abs=0.02)
