"""The lower edge of the loss against its own differential equation, and where it is the loss."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from core import MatrixScenario, ObjectiveRecipe, ScalarScenario, solve
from core.arrays import Array
from core.guarantee.beta import sublevel_reach
from core.guarantee.corridor import progressive_lower_envelope
from core.objective.regression import Regression
from core.objective.squared import Squared
from core.scalar.rate import scalar_rate
from tests.core.guarantee.test_envelope import REGIMES
from tests.core.scalar.strategies import signs, sizes


def _numerically(slope: Any, excess: float, times: np.ndarray) -> np.ndarray:
    solution = solve_ivp(
        lambda _, log_loss: [slope(math.exp(log_loss[0]))],
        (0.0, times[-1]),
        [math.log(excess)],
        method="LSODA",
        t_eval=times,
        rtol=1e-10,
        atol=1e-10,
    )
    return np.exp(solution.y[0])


@pytest.mark.parametrize("weights, target", REGIMES.values(), ids=REGIMES.keys())
def test_progressive_lower_edge_of_numbers(weights: tuple[float, ...], target: float) -> None:
    """dl/dt = -4 tau l at |w| = |y| + sqrt(l), in every regime and whatever gamma is."""
    times = np.linspace(0.0, 1.0, 21)
    s = solve(ScalarScenario(weights=weights, target=target, times=tuple(times), gamma="poster"))
    c = s.network.cumulative_imbalance

    def slope(loss: float) -> float:
        return -4.0 * scalar_rate(c, abs(target) + math.sqrt(loss)).alpha_star

    expected = _numerically(slope, s.loss[0], times)
    assert_allclose(s.progressive_lower_envelope, expected, rtol=1e-6)
    assert s.lower_envelope[-1] == pytest.approx(s.loss[0] * math.exp(-4.0 * s.beta_star))


@given(st.lists(sizes, min_size=1, max_size=8), st.floats(0.01, 1.0), signs)
def test_from_beyond_the_progressive_lower_edge_is_the_loss(
    weights: list[float], share: float, sign: float
) -> None:
    """w(0)/y >= 1: nothing is lost, and beta* is the preconditioner of the start."""
    weights[0] *= sign
    target = math.prod(weights) * share
    s = solve(ScalarScenario(weights=tuple(weights), target=target))
    assert_allclose(s.progressive_lower_envelope, s.loss, rtol=1e-12)
    assert s.beta_star == s.preconditioner[0]


def test_balanced_numbers() -> None:
    """L p^(2 - 2/L) with p = y + (y - w(0)) = 1.75, and the corridor's two rates."""
    s = solve(ScalarScenario(weights=(0.5, 0.5), target=1.0))
    assert s.beta_star == pytest.approx(2 * 1.75, rel=1e-14)
    assert s.alpha_star == pytest.approx(2 * 0.25, rel=1e-14)
    assert s.guaranteed_condition_number == pytest.approx(1 / 7, rel=1e-13)
    time = s.time_to(1e-2)
    assert time.earliest == pytest.approx(math.log(100.0) / (4 * 3.5), rel=1e-13)
    assert time.flow is not None
    assert time.bound is not None
    assert time.earliest < time.flow < time.bound


MATRICES = {
    "squared": (Squared(np.diag([2.0, 1.0])), 0.5, 3.0),
    "curvature 4": (Regression(2.0 * np.eye(2), 2.0 * np.diag([2.0, 1.0])), 0.5, 9.0),
    "towards zero": (Squared(np.zeros((2, 2))), 0.0, 3.0),
}


@pytest.mark.parametrize("objective, at_zero, excess", MATRICES.values(), ids=MATRICES.keys())
def test_progressive_lower_edge_of_matrices(
    objective: Squared | Regression, at_zero: float, excess: float
) -> None:
    """dl/dt = -2 K beta(||W*|| + sqrt(2 l / mu)) l, here with beta = a + reach."""
    times = np.linspace(0.0, 2.0, 21)

    def beta(reach: Any) -> Array:
        return at_zero + np.asarray(reach)

    def slope(loss: float) -> float:
        return -2.0 * objective.smoothness * float(beta(sublevel_reach(objective, loss)))

    found = progressive_lower_envelope(objective, beta, excess, times)
    assert found is not None
    assert_allclose(found, _numerically(slope, excess, times), rtol=1e-6)
    assert found[0] == pytest.approx(excess, rel=1e-14)


def test_far_beyond_the_end_the_edge_falls_on() -> None:
    """After exp(-60) at the rate of there, which is no smaller than the true one."""
    objective, times = Squared(np.eye(2)), np.array([0.0, 1.0, 100.0, 101.0])
    found = progressive_lower_envelope(objective, np.asarray, 1.0, times)
    assert found is not None
    assert found[3] / found[2] == pytest.approx(math.exp(-2.0), rel=1e-9)


def test_where_there_is_no_lower_edge() -> None:
    """No unique minimiser: a low loss bounds no weight. Beyond float64: no number."""
    free = Regression(np.array([[1.0, 0.0]]), np.array([[1.0, 2.0]]))
    assert not free.unique
    times = np.arange(3.0)
    one = Squared(np.eye(2))
    assert progressive_lower_envelope(free, lambda _: np.ones(()), 1.0, times) is None
    assert progressive_lower_envelope(one, lambda _: np.array(np.inf), 1.0, times) is None
    still = progressive_lower_envelope(one, lambda reach: 0.0 * np.asarray(reach), 1.0, times)
    assert still is not None
    assert (still == 1.0).all()
    s = solve(
        MatrixScenario(
            objective=ObjectiveRecipe(kind="regression", inputs=[[1.0, 0.0]], outputs=[[1.0, 2.0]]),
            weights=[[[1.0], [0.5]], [[0.5, 1.0]]],
        )
    )
    answer = s.to_json()
    for name in ("beta_star", "reach", "lower_envelope", "guaranteed_condition_number"):
        assert answer[name] is None, name
    assert answer["beta_source"] == "none"
    assert all(each["earliest"] is None for each in answer["time_to"])


def test_the_answer_lists_every_theorem() -> None:
    """What each says, needs and holds for; null where it does not speak."""
    slanted = [[[1.0, 0.1], [0.0, 0.9]]] * 4
    target = (np.linalg.matrix_power(np.array(slanted[0]), 4) * 1.02).tolist()
    s = solve(
        MatrixScenario(objective=ObjectiveRecipe(kind="squared", target=target), weights=slanted)
    )
    answer = s.to_json()
    assert answer["alpha_star"] is None
    assert answer["beta_source"] == "deep"
    told = {each["source"]: each for each in answer["candidates"]}
    assert set(told) == {"deep-square", "deep-unimodal", "deep-margin"}
    assert told["deep-unimodal"]["alpha"] is None
    assert answer["alpha_lower_bound"] == max(each["alpha"] or 0.0 for each in told.values()) > 0.0
    assert told[answer["alpha_source"]]["alpha"] == answer["alpha_lower_bound"]
    assert all(each["needs"] and each["holds"] and not each["exact"] for each in told.values())
    assert answer["guaranteed_condition_number"] == pytest.approx(
        answer["alpha_lower_bound"] / answer["beta_star"]
    )
    earliest = [each["earliest"] for each in answer["time_to"]]
    assert earliest == pytest.approx(
        [-math.log(part) / (2.0 * answer["beta_star"]) for part in (1e-2, 1e-6, 1e-12)]
    )
