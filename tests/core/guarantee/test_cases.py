"""The rates of the reference cases (tests/core/matrix/cases.json), by whichever theorem holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.guarantee.homogeneous import (
    balanced,
    homogeneous_cumulative,
    homogeneous_imbalance,
    homogeneous_rate,
)
from core.guarantee.numerical import numerical_minimum, refusal
from core.guarantee.three_layer import three_layer_bound
from core.guarantee.two_layer import imbalance_eigenvalues, two_layer_rate
from tests.core.guarantee.networks import imbalance

CASES = json.loads((Path(__file__).parents[1] / "matrix" / "cases.json").read_text())


def _weights(case: dict[str, Any]) -> list[np.ndarray]:
    return [np.array(layer, dtype=float) for layer in case["scenario"]["weights"]]


def _rate(layers: list[np.ndarray], margin: float) -> tuple[str, float]:
    n, m = layers[0].shape[0], layers[-1].shape[1]
    if len(layers) == 2:
        rate = two_layer_rate(imbalance_eigenvalues(*layers), n, m, margin)
        return "alpha_star", rate.alpha_star
    if homogeneous_imbalance(layers) is not None:
        return "alpha_star", homogeneous_rate(homogeneous_cumulative(layers), margin).alpha_star
    d_1, d_2 = imbalance(*layers[:2]), imbalance(*layers[1:])
    return "alpha_lower_bound", three_layer_bound(d_1, d_2, n, m)


def test_all_cases_are_there() -> None:
    assert len(CASES) == 11


@pytest.mark.parametrize("case", CASES, ids=[case["note"] for case in CASES])
def test_rate(case: dict[str, Any]) -> None:
    answer, layers = case["answer"], _weights(case)
    field, value = _rate(layers, answer["margin"])
    assert value == pytest.approx(answer[field], rel=1e-11, abs=1e-14)
    assert min(answer["preconditioner_min"]) >= value * (1 - 1e-12)
    assert not balanced(layers)
    if not refusal(layers):
        found = numerical_minimum(layers, answer["margin"], seconds=1.0).value
        assert found >= value * (1 - 1e-10) - 1e-14
