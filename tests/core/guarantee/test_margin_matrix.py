"""The margin of matrix networks: no W with a loss as low as the start's is nearer to singular."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose

from core import MatrixScenario, ObjectiveRecipe, network, solve
from core.guarantee.margin import matrix_margin, sublevel_margin
from core.objective.base import Objective
from core.objective.regression import Regression
from core.objective.squared import Squared
from tests.core.matrix.strategies import CASES, Array, draw_objective, objective_of, seeds


def in_sublevel(objective: Objective, excess: float, rng: np.random.Generator) -> Array:
    """A random W with f(W) - f* = excess, found by bisection along a ray from W*."""
    direction = rng.standard_normal(objective.shape)
    low, high = 0.0, np.sqrt(2 * excess / objective.mu) / np.linalg.norm(direction)
    for _ in range(60):
        middle = (low + high) / 2
        inside = objective.excess_at(middle * direction) <= excess
        low, high = (middle, high) if inside else (low, middle)
    return objective.centre + low * direction


@pytest.mark.parametrize("kind", ["squared", "regression", "logistic"])
@given(seed=seeds)
def test_nothing_in_the_sublevel_set_is_below(kind: str, seed: int) -> None:
    """For random W on the level of the start; and the paper's form is never larger."""
    rng = np.random.default_rng(seed)
    objective = draw_objective(kind, rng, 3, 1 if kind == "logistic" else 2)
    start = objective.centre + 0.1 * rng.standard_normal(objective.shape)
    margin = matrix_margin(objective, start)
    excess = float(objective.excess(start))
    for _ in range(10):
        W = in_sublevel(objective, excess, rng)
        assert np.linalg.svd(W, compute_uv=False)[-1] >= margin.margin * (1 - 1e-12)
    assert 0.0 <= margin.paper <= margin.margin
    if kind == "squared":
        assert margin.paper == pytest.approx(margin.margin, rel=1e-12, abs=1e-14)


def test_the_margin_is_attained_by_the_squared_loss() -> None:
    """Moving W* straight to a singular matrix loses sigma_min at the full rate."""
    target = np.diag([3.0, 2.0, 1.0])
    start = target - np.diag([0.0, 0.0, 0.4])
    margin = matrix_margin(Squared(target), start)
    assert margin.margin == pytest.approx(0.6, rel=1e-15)
    assert margin.paper == pytest.approx(0.6, rel=1e-15)


def test_the_two_forms_differ_by_the_condition_number() -> None:
    """X = diag(2, 1): a start off along the flat direction costs the paper's form a factor 2."""
    objective = Regression(np.diag([2.0, 1.0]), np.diag([2.0, 1.0]))  # W* = I
    margin = matrix_margin(objective, np.diag([1.0, 0.8]))
    assert margin.margin == pytest.approx(0.8, rel=1e-14)
    assert margin.paper == pytest.approx(0.6, rel=1e-14)


def test_the_margin_says_nothing() -> None:
    """0 far away, at a singular target, and where the minimiser is not unique: no error."""
    assert matrix_margin(Squared(np.eye(2)), 9 * np.eye(2)).margin == 0.0
    singular = Squared(np.outer([0.1, 0.2, 0.3], [1.0, 3.0, 7.0]))
    assert matrix_margin(singular, singular.target).margin == 0.0
    assert matrix_margin(Squared(np.zeros((2, 2))), np.zeros((2, 2))).margin == 0.0
    deficient = Regression([[1.0, 0.0]], [[1.0, 2.0]])
    margin = matrix_margin(deficient, deficient.centre)
    assert margin.margin == margin.paper == 0.0
    assert (sublevel_margin(deficient, [0.0, 1.0]) == 0.0).all()


def test_the_margin_grows_as_the_loss_falls() -> None:
    """Up to sigma_min(W*)."""
    objective = Squared(np.diag([2.0, 0.5, 1.0])[:, :2])
    margins = sublevel_margin(objective, [1.0, 0.125, 0.02, 0.0])
    assert_allclose(margins, [0.0, 0.0, 0.3, 0.5], atol=1e-15)


@pytest.mark.parametrize("case", CASES, ids=[case["note"] for case in CASES])
def test_reference_cases(case: dict[str, Any]) -> None:
    """The independent figures."""
    weights = network.check_chain(case["scenario"]["weights"])
    margin = matrix_margin(objective_of(case["scenario"]), network.product(weights))
    assert margin.margin == pytest.approx(case["answer"]["margin"], rel=1e-11, abs=1e-14)


def test_there_are_cases_of_every_kind() -> None:
    """An empty file would pass the tests above."""
    notes = " ".join(case["note"] for case in CASES)
    assert len(CASES) == 11
    for kind in ("two layers", "regression with noise", "depth 4", "general imbalance"):
        assert kind in notes


@pytest.mark.parametrize("sides", [(1, 1), (2, 2), (3, 2), (2, 5), (8, 8)])
def test_a_margin_that_is_rounding_is_none(sides: tuple[int, int]) -> None:
    """The least mode of an orthogonal-like target missing: sigma_min(W*) = ||W(0) - W*||."""
    for seed in range(30):
        rng = np.random.default_rng(seed)
        left, values, right = np.linalg.svd(rng.standard_normal(sides), full_matrices=False)
        values *= rng.uniform(0.1, 10.0)
        target = (left * values) @ right
        start = target - values[-1] * np.outer(left[:, -1], right[-1])
        assert matrix_margin(Squared(target), start).margin == 0.0
        inputs = rng.standard_normal((9, sides[0]))
        objective = Regression(inputs, inputs @ target)
        weakest = np.linalg.eigh(inputs.T @ inputs)[1][:, 0]
        reach = float(np.linalg.svd(objective.centre, compute_uv=False)[-1])
        ray = np.outer(weakest, np.eye(sides[1])[0]) * reach
        assert matrix_margin(objective, objective.centre - ray).margin == 0.0
        near = matrix_margin(objective, objective.centre - (1 - 1e-9) * ray).margin
        assert near == pytest.approx(1e-9 * reach, rel=1e-3, abs=0.0)


@pytest.mark.parametrize("angle", np.linspace(0.1, 3.0, 25).tolist())
def test_the_exact_saddle_is_promised_nothing(angle: float) -> None:
    """One mode of a rotation learnt, the other at 0: alpha* is 0, not some roundings."""
    c, s = math.cos(angle), math.sin(angle)
    first = np.array([[1.0, 0.0], [0.0, 0.0]])
    second = np.array([[c, -s], [0.0, 0.0]])
    target = ((c, -s), (s, c))
    solution = solve(
        MatrixScenario(
            weights=(first.tolist(), second.tolist()),
            objective=ObjectiveRecipe(kind="squared", target=target),
            times=(0.0, 1.0),
        )
    )
    assert solution.margin.margin == 0.0
    assert solution.alpha == 0.0
    assert solution.promise.startswith("Nothing is guaranteed")
