"""No promise is larger than what the flow does: gamma alpha* <= gamma inf lambda_min(T).

Nothing is clipped on the way to these numbers, so a theorem that says too much fails here, for
every kind of start and of loss.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import Initialization, MatrixScenario, MatrixSolution, ObjectiveRecipe, solve
from tests.core.guarantee.corridor import check_corridor, check_layers
from tests.core.scalar.strategies import scenarios

KINDS = ["gaussian", "balanced", "homogeneous", "imbalance"]
seeds = st.integers(0, 2**32 - 1)
#: Of the preconditioner's largest eigenvalue: lambda_min(T) is no more exact than that.
_EIGENVALUE = 1e-13
#: The error of a flow that is integrated.
_FLOW = 1e-7


@given(scenarios())
def test_scalar(scenario: Any) -> None:
    """To a few roundings a layer."""
    s = solve(scenario)
    allowed = 1 + 8 * s.network.depth * float(np.finfo(float).eps)
    assert s.gamma * s.alpha_star <= s.infimum * allowed
    assert s.alpha_lower_bound <= s.alpha_star * allowed
    assert s.tightness is None or s.tightness <= allowed
    assert s.preconditioner.max() <= s.beta_star * allowed
    check_corridor(s, s.loss, error=1e-9)


def _never_too_much(s: MatrixSolution) -> None:
    gamma = s.objective.gamma
    rounding = gamma * _EIGENVALUE * float(s.preconditioner_max.max())
    assert gamma * s.alpha <= s.infimum * (1 + _FLOW) + rounding
    assert s.infimum <= gamma * s.preconditioner_min.min() * (1 + _FLOW)
    bound = s.alpha_lower_bound
    assert bound is None or bound <= s.alpha * (1 + _FLOW)
    check_corridor(s, s.excess, error=1e-6)
    check_layers(s, error=_FLOW)
    assert s.beta_star is None or s.preconditioner_max.max() <= s.beta_star * (1 + _FLOW)
    assert (s.beta_star is None) == (not s.objective.unique)


def _recipe(kind: str, n: int, m: int, depth: int, seed: int) -> Initialization:
    rng = np.random.default_rng(seed)
    entries: dict[str, Any] = {"kind": kind, "n": n, "m": m, "seed": seed}
    widths = [int(h) for h in rng.integers(max(n, m), 5, depth - 1)]
    values = np.sort(rng.uniform(0.2, 1.5, min(n, m)))[::-1].tolist()
    if kind == "gaussian":
        entries |= {"scale": 1.0, "exponent": float(rng.uniform(0.0, 1.0))}
    elif kind == "imbalance":
        entries |= {"scales": rng.uniform(0.3, 2.0, depth).tolist()}
    elif kind == "homogeneous":
        widths = [n] * (depth - 1)
        entries |= {"m": n, "singular_values": values[:1] * n}
        entries |= {"imbalance": rng.choice([-0.5, 0.0, 0.3, 1.0], depth - 1).tolist()}
    else:
        entries |= {"singular_values": values}
    return Initialization(**entries, widths=tuple(widths))


def _objective(kind: str, start: Initialization, near: float, seed: int) -> ObjectiveRecipe:
    rng = np.random.default_rng(seed)
    n, m = start.n, start.m
    if kind == "logistic":
        inputs = rng.standard_normal((12, n)).tolist()
        labels = rng.integers(0, 2, 12).tolist()
        return ObjectiveRecipe(kind="logistic", inputs=inputs, labels=labels, ridge=0.1)
    target = rng.standard_normal((n, m))
    product = np.linalg.multi_dot([*start.draw().weights, np.eye(m)])
    target = product + near * target / np.linalg.norm(target)
    if kind == "squared":
        return ObjectiveRecipe(kind="squared", target=target.tolist())
    inputs = np.linalg.qr(rng.standard_normal((6, n)))[0] * rng.uniform(1.0, 2.0, n)
    return ObjectiveRecipe(
        kind="regression", inputs=inputs.tolist(), outputs=(inputs @ target).tolist()
    )


@pytest.mark.parametrize(
    "kind, loss",
    [
        *itertools.product(KINDS, ["squared", "regression"]),
        ("spectral", "squared"),
    ],
)
@settings(max_examples=8)
@given(
    st.integers(1, 3), st.integers(1, 3), st.integers(2, 4),
    st.sampled_from([0.05, 0.4, 3.0]), seeds,
)  # fmt: skip
def test_matrix(kind: str, loss: str, n: int, m: int, depth: int, near: float, seed: int) -> None:
    start = _recipe(kind, n, m, depth, seed)
    objective = _objective(loss, start, near, seed)
    _never_too_much(solve(MatrixScenario(initialization=start, objective=objective, horizon=3.0)))
