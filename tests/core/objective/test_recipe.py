"""Data that are drawn are what their recipe says."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import ScenarioError
from core.objective.logistic import Logistic
from core.objective.recipe import objective_from_json
from core.objective.target import target_from_json


def test_drawn_classification() -> None:
    """n columns whose second moments are 1; one rule, with noise."""
    entries = {"kind": "logistic", "ridge": 1e-3, "samples": 400}
    made = objective_from_json(entries).make(np.zeros((3, 1)))
    assert isinstance(made, Logistic)
    assert made.inputs.shape == (400, 3)
    moments = np.linalg.eigvalsh(made.inputs.T @ made.inputs / 400)
    np.testing.assert_allclose(moments, 1.0, rtol=1e-12)
    right = np.sign(made.inputs @ made.centre[:, 0]) == made.labels
    assert 0.7 < right.mean() < 0.99  # neither chance nor a rule without noise


@pytest.mark.parametrize(
    "entry, value", [("seed", -1), ("samples", 0), ("condition_number", 0.5), ("noise", -1.0)]
)
def test_what_no_data_have(entry: str, value: float) -> None:
    entries = {"kind": "regression", "target": {"distance": 0.1}, entry: value}
    with pytest.raises(ScenarioError) as refused:
        objective_from_json(entries)
    assert refused.value.field == f"objective.{entry}"
    least = {"seed": 0, "samples": 1, "condition_number": 1.0, "noise": 0.0}[entry]
    objective_from_json(entries | {entry: least})


def test_a_singular_value_of_a_target_may_be_0() -> None:
    made = target_from_json({"singular_values": [2.0, 0.0]}).make(np.zeros((3, 2)))
    np.testing.assert_allclose(np.linalg.svd(made, compute_uv=False), [2.0, 0.0], atol=1e-14)
