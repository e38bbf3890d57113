"""The key figures against values worked out by hand, not by the readouts."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from core import MatrixScenario, MatrixSolution, ObjectiveRecipe, solve
from dashboard.matrix.readouts import READOUTS


def values(solution: MatrixSolution) -> dict[str, object]:
    return {readout.quantity: readout.value(solution) for readout in READOUTS}


def squared(*weights: list[list[float]], target: float) -> MatrixSolution:
    recipe = ObjectiveRecipe(kind="squared", target=[[target]])
    return solve(MatrixScenario(weights=weights, objective=recipe, times=(0.0, 1.0, 20.0)))


def test_two_layers_of_one_number_from_beyond() -> None:
    """d = 4 - 9/4; W runs from 3 to 1, so the margin is 0 and lambda_min(T) least at the end."""
    found = values(squared([[2.0]], [[1.5]], target=1.0))
    d = 1.75
    wanted = {
        "alpha_star": d,
        "alpha_lower_bound": d,
        "ntk_rate": 2.0 * (4.0 + 2.25),
        "margin": 0.0,
        "margin_paper": 0.0,
        "gamma": 2.0,
        "condition_number": 1.0,
        "tightness": d / math.sqrt(d**2 + 4.0),
        "loss": 0.5 * 2.0**2,
    }
    assert {name: found[name] for name in wanted} == pytest.approx(wanted, rel=1e-9)
    assert found["alpha_source"] == "two-layer"


def test_a_bound_is_not_shown_as_the_minimum() -> None:
    """Three layers: the bound of one number a layer is exact, that of matrices is not."""
    eye = np.eye(2)
    layers = [(scale * eye + slant).tolist() for scale, slant in ((2, 0.1), (1, 0.0), (0.5, 0.2))]
    recipe = ObjectiveRecipe(kind="squared", target=[[1.0, 0.0], [0.0, 1.0]])
    found = values(solve(MatrixScenario(weights=layers, objective=recipe, times=(0.0, 1.0))))
    assert found["alpha_source"] == "deep-square"
    assert found["alpha_star"] is None
    assert isinstance(found["alpha_lower_bound"], float)
    assert found["alpha_lower_bound"] > 0.0


def test_the_drift_is_the_largest() -> None:
    """Of all times: not the first, not the last."""
    solution = squared([[2.0]], [[1.5]], target=1.0)
    way = dataclasses.replace(
        solution.way, find_imbalance_drift=lambda: np.array([0.0, 3e-9, 1e-9])
    )
    moved = dataclasses.replace(solution, way=way, shown=np.arange(3))
    assert values(moved)["imbalance_drift"] == 3e-9
