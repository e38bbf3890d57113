"""Two layers with D = lambda I: known at every time, and W - Y to all its digits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from core import Initialization, MatrixScenario, ObjectiveRecipe, solve
from core.arrays import Array
from core.matrix.flow import trajectory
from core.matrix.flow.closed_form import ClosedForm
from core.matrix.flow.lambda_flow import lambda_flow
from core.matrix.flow.two_layer import TwoLayerFlow, two_layer_flow
from core.objective.squared import Squared
from core.objective.target import DrawnTarget, GivenTarget
from tests.core.matrix.flow.digits import exact
from tests.core.matrix.flow.test_closed_form import drawn

#: seed, n, m, lambda: square, wide and tall, at both ends of lambda and between.
CASES = [
    (1, 3, 3, 0.0), (2, 3, 2, 0.7), (3, 2, 3, 0.7), (4, 3, 3, 5.0), (5, 3, 3, -20.0),
    (6, 2, 4, 3.0), (7, 2, 4, -3.0), (8, 4, 2, 100.0), (9, 1, 3, -0.2),
]  # fmt: skip


def case(seed: int, n: int, m: int, imbalance: float) -> tuple[Array, Array, Array]:
    """Balanced square layers and a target that they reach: determinants of one sign."""
    first, second, _ = drawn(seed, n, m, imbalance)
    target = np.random.default_rng(100 + seed).standard_normal((n, m))
    if n == m and imbalance == 0.0 and np.linalg.det(first @ second @ target) < 0.0:
        target[:, 0] *= -1.0
    return first, second, target


@pytest.mark.parametrize("seed, n, m, imbalance", CASES)
def test_the_distance_has_its_own_digits(seed: int, n: int, m: int, imbalance: float) -> None:
    """Thirteen and more beside sixty exact ones, from the start until little or nothing is left."""
    first, second, target = case(seed, n, m, imbalance)
    form = ClosedForm(first, second, target, imbalance)
    assert form.reaches
    least = float(np.linalg.svd(target, compute_uv=False)[-1])
    for t in (0.0, 0.1, 1.0, 20.0 / math.hypot(imbalance, least), 8.0 / least):
        _, gap = exact(first, second, target, imbalance, t)
        found = form.gap(np.array([t]))[0]
        size = float(np.linalg.norm(gap))
        assert np.linalg.norm(found - gap) <= 1e-13 * size, (t, size)


@pytest.mark.parametrize("seed, n, m, imbalance", CASES)
def test_it_is_the_flow_of_the_steps(seed: int, n: int, m: int, imbalance: float) -> None:
    first, second, target = case(seed, n, m, imbalance)
    objective, times = Squared(target), np.linspace(0.0, 6.0, 40)
    flow = lambda_flow(objective, (first, second))
    assert flow is not None
    ours = flow.at(times)
    W, C1, C2 = first @ second, first @ first.T, second.T @ second
    steps = two_layer_flow(objective, W, C1, C2, times, weights=(first, second), tolerance=1e-15)
    size = abs(imbalance) + float(np.linalg.norm(target)) + 1.5
    for name in ("product", "left", "right", "gradient"):
        np.testing.assert_allclose(
            getattr(ours, name), getattr(steps, name), rtol=0.0, atol=1e-11 * size, err_msg=name
        )
    np.testing.assert_allclose(ours.excess, steps.excess, rtol=1e-8)
    np.testing.assert_allclose(flow.excess(times), ours.excess, rtol=1e-12)
    # No time needs those before it.
    np.testing.assert_allclose(flow.at(times[17:18]).product[0], ours.product[17], atol=1e-14)


@pytest.mark.parametrize("imbalance", [0.0, 2.0, -2.0])
def test_its_end_is_the_target(imbalance: float) -> None:
    first, second, target = case(4, 3, 3, imbalance)
    flow = lambda_flow(Squared(target), (first, second))
    assert flow is not None
    point, known = flow.end(0.0)
    assert known
    assert point.excess == 0.0
    np.testing.assert_allclose(point.layers[0] @ point.layers[1], target, atol=1e-14)
    D = point.layers[0].T @ point.layers[0] - point.layers[1] @ point.layers[1].T
    np.testing.assert_allclose(D, imbalance * np.eye(len(D)), atol=1e-13)
    late = flow.at(np.array([0.0, 1e6]))
    np.testing.assert_array_equal(late.product[-1], target)
    assert late.excess[-1] == 0.0


def _refused() -> dict[str, tuple[Any, tuple[Array, ...]]]:
    random = np.random.default_rng(0)
    first, second, target = case(1, 3, 3, 0.0)
    wrong = target.copy()
    wrong[:, 0] *= -1.0
    few = np.linalg.svd(target)
    low = (few[0][:, :2] * few[1][:2]) @ few[2][:2]
    spread = (few[0] * [1.0, 0.5, 1e-6]) @ few[2]
    product = first @ second
    return {
        "a manifold that it cannot leave": (Squared(wrong), (first, second)),
        "a mode of size 0": (Squared(low), (first, second)),
        "modes of all sizes": (Squared(spread), (first, second)),
        "a start at the target": (Squared(product + 1e-6), (first, second)),
        "another imbalance": (
            Squared(target), (random.standard_normal((3, 4)), random.standard_normal((4, 3))),
        ),
        "a bottleneck": (
            Squared(target), (random.standard_normal((3, 1)), random.standard_normal((1, 3))),
        ),
        "three layers": (Squared(target), (np.eye(3), np.eye(3), np.eye(3))),
    }  # fmt: skip


@pytest.mark.parametrize("why", _refused())
def test_other_starts_are_followed(why: str) -> None:
    objective, weights = _refused()[why]
    assert lambda_flow(objective, weights) is None


@pytest.mark.parametrize("kind", ["balanced", "lambda_balanced"])
@pytest.mark.parametrize("missing", [0, 1])
def test_an_answer_is_the_same_either_way(
    kind: str, missing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flow, rates and end; a target of lower rank is reached exponentially for lambda alone."""
    values = (2.0, 1.5, 1.0)[: 3 - missing] + (0.0,) * missing
    scenario = MatrixScenario(
        objective=ObjectiveRecipe(
            kind="squared", target=DrawnTarget(singular_values=values, seed=3)
        ),
        initialization=Initialization(
            kind=kind, n=3, m=3, widths=(3,), singular_values=(0.5, 0.3, 0.2), seed=8,
            **({"imbalance": (0.8,)} if kind == "lambda_balanced" else {}),
        ),
    )  # fmt: skip
    ours = solve(scenario)
    monkeypatch.setattr(trajectory, "lambda_flow", lambda *_: None)
    steps = solve(scenario)
    known = lambda_flow(ours.objective, scenario.start().weights) is not None
    assert known is (kind == "lambda_balanced" or not missing)
    np.testing.assert_array_equal(ours.times, steps.times)
    np.testing.assert_allclose(ours.excess, steps.excess, rtol=1e-8, atol=0.0)
    np.testing.assert_allclose(ours.preconditioner_min, steps.preconditioner_min, rtol=1e-9)
    assert ours.outcome is steps.outcome
    assert ours.infimum == pytest.approx(steps.infimum, rel=1e-9)
    assert ours.decay_rate == pytest.approx(steps.decay_rate, rel=1e-9)
    assert ours.end.kind is steps.end.kind
    assert ours.end.sharpness == pytest.approx(steps.end.sharpness, rel=1e-8)
    for one, other in zip(ours.times_to, steps.times_to, strict=True):
        assert (one.flow is None) is (other.flow is None)
        assert (one.flow or 0.0) == pytest.approx(other.flow or 0.0, rel=1e-9)


def test_a_start_of_modes_is_put_to_the_test_by_steps() -> None:
    """What compares modes with a flow wants one that knows nothing of them."""
    weights = (np.diag([0.5, 0.4]), np.diag([0.5, 0.4]))
    objective = Squared(np.diag([2.0, 1.0]))
    assert lambda_flow(objective, weights) is not None
    way = trajectory.flow_of(objective, weights, by_modes=False).at(np.array([0.0, 1.0]))
    assert way.steps > 0
    given = GivenTarget(((2.0, 0.1), (0.0, 1.0)))
    other = trajectory.flow_of(Squared(given.make(np.zeros((2, 2)))), weights, by_modes=False)
    assert other.at(np.array([0.0, 1.0])).steps == 0


def test_late_starts_end_where_steps_do_not_come() -> None:
    """Lambda < 0 and n < m: the range has to turn, which takes |lambda| times as long."""
    first, second, target = case(3, 2, 4, -30.0)
    flow = lambda_flow(Squared(target), (first, second))
    assert flow is not None
    W, C1, C2 = first @ second, first @ first.T, second.T @ second
    steps = TwoLayerFlow(Squared(target), W, C1, C2, weights=(first, second))
    times = np.array([0.0, 1.0, 40.0])
    np.testing.assert_allclose(flow.excess(times), steps.excess(times), rtol=1e-8)
    assert flow.excess(times)[-1] > 1e-4 * flow.excess(times)[0]
    assert flow.excess(np.array([1e5]))[0] < 1e-20
