"""The stable step against Hessians, and flows that come to no minimum."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import (
    DescentScenario,
    MatrixScenario,
    ObjectiveRecipe,
    ScenarioError,
    descend,
    network,
    scenario_from_json,
    solve,
)
from core.arrays import Array
from core.descent.iterates import matrix_run
from core.descent.sharpness import compared, limited, stability
from core.matrix.ends.end import Kind, flow_end, matrix_sharpness
from core.objective.base import Objective
from tests.core.descent.descents import matrix, scalar
from tests.core.matrix.strategies import draw_layers, draw_objective, seeds
from tests.core.scalar.strategies import signs, sizes, weights
from words import say


def hessian(objective: Objective, layers: list[Array]) -> Array:
    """Of the loss in all weights, by central differences of the gradient."""
    flat = np.concatenate([layer.ravel() for layer in layers])
    edges = np.cumsum([layer.size for layer in layers])[:-1]

    def gradient(point: Array) -> Array:
        parts = [
            part.reshape(layer.shape)
            for part, layer in zip(np.split(point, edges), layers, strict=True)
        ]
        slopes = network.gradients(parts, objective.gradient(network.product(parts)))
        return np.concatenate([slope.ravel() for slope in slopes])

    h = 1e-5
    columns = [
        (gradient(flat + h * e) - gradient(flat - h * e)) / (2 * h) for e in np.eye(flat.size)
    ]
    return np.array(columns)


@given(
    seeds, st.sampled_from(["squared", "regression", "logistic", "deficient"]), st.integers(1, 4)
)
def test_sharpness_is_the_hessians_largest_eigenvalue(seed: int, kind: str, depth: int) -> None:
    """At weights whose product is the minimiser: the last layer is solved for."""
    rng = np.random.default_rng(seed)
    n, m = 3, 1 if kind == "logistic" else 2
    objective = draw_objective(kind, rng, n, m)
    layers = draw_layers(rng, [n] * depth + [m])
    rest = network.product(layers[:-1]) if depth > 1 else np.eye(n)
    if np.linalg.cond(rest) > 30.0:
        rest, layers[:-1] = np.eye(n), [np.eye(n)] * (depth - 1)
    layers[-1] = np.linalg.solve(rest, objective.centre)
    wanted = np.linalg.eigvalsh(hessian(objective, layers))[-1]
    P = np.stack([A @ A.T for A in network.left_products(layers)])
    Q = np.stack([B.T @ B for B in network.right_products(layers)])
    assert matrix_sharpness(objective, P, Q) == pytest.approx(wanted, rel=1e-6)


@given(weights(min_depth=1, max_depth=6), signs, sizes)
def test_a_scalar_networks_stable_step_is_one_over_tau(
    start: tuple[float, ...], sign: float, size: float
) -> None:
    scenario = scalar(*start, target=sign * size)
    found, end = stability(scenario), solve(scenario)
    tied = np.sum(end.network.cumulative_imbalance == 0.0) > 1
    if tied and end.network.product * scenario.target <= 0.0:
        assert (found.step, found.sharpness) == (None, None)
        assert "saddle" in found.reason
        return
    w = end.end.weights
    tau = sum(np.prod(np.delete(w, layer)) ** 2 for layer in range(w.size))
    assert found.step == pytest.approx(1.0 / tau, rel=1e-9)
    assert found.sharpness == pytest.approx(2.0 * tau, rel=1e-9)


@pytest.mark.parametrize("kind", ["squared", "regression", "logistic"])
def test_a_matrix_networks_stable_step_parts_growth_from_decay(kind: str) -> None:
    """Just beside the minimum, along the sharpest direction, the loss grows or falls."""
    scenario = matrix(kind, (4, 3))
    limit = stability(scenario)
    assert limit.step is not None
    layers = list(solve_end(scenario))
    objective = scenario.objective.make(network.product(scenario.start().weights))
    values, vectors = np.linalg.eigh(hessian(objective, layers))
    assert limit.sharpness == pytest.approx(values[-1], rel=1e-2)  # nearly the flow's minimum
    edges = np.cumsum([layer.size for layer in layers])[:-1]
    nudged = [
        layer + 1e-5 * part.reshape(layer.shape)
        for layer, part in zip(layers, np.split(vectors[:, -1], edges), strict=True)
    ]
    for fraction in (0.97, 1.03):
        step = fraction * 2.0 / values[-1]
        run = matrix_run(objective, nudged, step, 1, every=1, largest=math.inf)
        wanted = (1.0 - 2.0 * fraction) ** 2
        assert run.excess[1] / run.excess[0] == pytest.approx(wanted, rel=1e-3)
        assert bool(run.excess[1] > run.excess[0]) is (fraction > 1.0)
        assert run.turned[0]


def solve_end(scenario: MatrixScenario) -> tuple[Array, ...]:
    """A minimum right beside the flow's, by small steps; the last layer is solved for."""
    start = scenario.start().weights
    objective = scenario.objective.make(network.product(start))
    limit = stability(scenario).step
    assert limit is not None
    run = matrix_run(objective, start, 0.08 * limit, 10_000, every=10_001, largest=math.inf)
    layers = [layer[-1] for layer in run.weights]
    return (*layers[:-1], np.linalg.solve(network.product(layers[:-1]), objective.centre))


@pytest.mark.parametrize("widths", [(4,), (4, 4)])
def test_a_small_start_has_the_limit_of_its_far_minimum(widths: tuple[int, ...]) -> None:
    """A long plateau first; balanced weights grow out of it, of known sharpness."""
    size, depth = 1e-4, len(widths) + 1
    recipe = {"kind": "balanced", "n": 3, "m": 3, "widths": list(widths), "seed": 1}
    scenario = scenario_from_json(
        {
            "model": "matrix",
            "initialization": recipe | {"singular_values": [size, size, size]},
            "objective": {"kind": "squared", "target": {"singular_values": [2, 1.5, 1], "seed": 3}},
        }
    )
    assert isinstance(scenario, MatrixScenario)
    found = stability(scenario)
    assert found.step == pytest.approx(2.0 / (depth * 2.0 ** (2 - 2 / depth)), rel=1e-2)


def test_a_flow_that_comes_to_no_minimum_has_no_limit() -> None:
    """A saddle has none, whatever the network."""
    layer = ((0.75, 0.0), (0.0, 0.25))
    stuck = MatrixScenario(
        weights=[layer, layer],
        objective=ObjectiveRecipe(kind="squared", target=((0.3, 0.4), (0.4, -0.3))),
    )
    assert flow_end(stuck).kind is Kind.SADDLE
    found = descend(DescentScenario(network=stuck, steps=5, step=0.01))
    assert found.stability.step is None
    assert found.limit == found.stability.reason
    for scenario in (stuck, scalar(0.8, -0.8), scalar(0.0, 0.0, 1.0), scalar(0.5, 0.5, target=0)):
        with pytest.raises(ScenarioError, match=r"^step_fraction: cannot be taken\. .*Give step"):
            descend(DescentScenario(network=scenario, steps=5, step_fraction=0.5))


def test_the_minimum_of_a_narrow_network_has_a_limit() -> None:
    """f* is out of reach; the sharpness is the whole Hessian's, by differences of the gradient."""
    narrow = matrix("squared", (1,))
    end = flow_end(narrow)
    assert end.kind is Kind.BEST
    weights = list(narrow.start().weights)
    objective = narrow.objective.make(network.product(weights))
    run = matrix_run(objective, weights, 0.05, 20_000, every=20_001, largest=math.inf)
    assert run.excess[-1] == pytest.approx(end.out_of_reach, rel=1e-9)
    curved = np.linalg.eigvalsh(hessian(objective, [layer[-1] for layer in run.weights]))
    assert end.sharpness == pytest.approx(curved[-1], rel=1e-2)  # of a minimum close by
    assert stability(narrow).step == pytest.approx(2.0 / curved[-1], rel=1e-2)


def test_nearly_there_is_not_there() -> None:
    """Balanced layers fall to 0 like a power: 1e-2 and 1e-6 of the start are passed, 1e-8 is not.

    The sharpness on the way says nothing of the end, where it is 0.
    """
    eye = [[1.0, 0.0], [0.0, 1.0]]
    scenario = MatrixScenario(
        weights=[eye, eye], objective=ObjectiveRecipe(kind="squared", target=np.zeros((2, 2)))
    )
    found = stability(scenario)
    assert found.step is None
    assert not found.sharpness


@pytest.mark.parametrize(
    "fraction, words",
    [(1.0001, "1.0001 times"), (0.99999, "0.99999 times"), (1.0, "1 times"), (0.8, "0.8 times")],
)
def test_a_step_beside_the_limit_is_told_from_it(fraction: float, words: str) -> None:
    """As many digits as it takes to see on which side it is."""
    limit = limited(0.7)
    assert limit.step is not None
    assert words in say(compared(limit, fraction * limit.step, fraction * limit.step, None))
