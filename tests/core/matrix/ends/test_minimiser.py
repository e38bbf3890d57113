"""Which of many minimisers a flow ends at: what no datum sees of the first layer stays."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import network, scenario_from_json, solve
from core.arrays import Array
from core.matrix.ends.end import RANK, FlowEnd, Kind, end_of, rank_of
from core.matrix.flow.trajectory import flow_of
from core.matrix.initialization import Initialization
from core.matrix.solution import MatrixSolution
from core.objective.regression import Regression


def data(seed: int, n: int, m: int, count: int) -> tuple[Regression, Array]:
    """Fewer data than inputs, and the projection onto what they do not see."""
    rng = np.random.default_rng(seed)
    X, Y = rng.standard_normal((count, n)), rng.standard_normal((count, m))
    return Regression(X, Y), np.eye(n) - np.linalg.pinv(X) @ X


def end(objective: Regression, layers: list[Array]) -> FlowEnd:
    return end_of(objective, layers, flow_of(objective, layers), layers[0].shape[1])


def balanced(seed: int, widths: tuple[int, ...], size: float) -> list[Array]:
    recipe = Initialization(
        kind="balanced", n=4, m=3, widths=widths, seed=seed, singular_values=(size, size, size / 2)
    )
    return list(recipe.draw().weights)


@given(seed=st.integers(0, 2**16), depth=st.integers(1, 3), count=st.integers(1, 3))
@settings(max_examples=8)
def test_what_no_datum_sees_of_the_first_layer_stays(seed: int, depth: int, count: int) -> None:
    """W(inf) = W^+ + N B_1(inf), N = P W_1(0) the conserved part; of one layer that is P W(0)."""
    objective, unseen = data(seed, 4, 2, count)
    rng = np.random.default_rng(seed + 1)
    sides = [4, *[3] * (depth - 1), 2]
    layers = [rng.standard_normal(shape) for shape in pairwise(sides)]
    found = end(objective, layers)
    assert found.kind is Kind.MINIMUM
    # Two layers are known but for a rotation between them.
    kept, start = unseen @ found.layers[0], unseen @ layers[0]
    np.testing.assert_allclose(kept @ kept.T, start @ start.T, atol=1e-9)
    rest = network.product([kept, *found.layers[1:]])
    np.testing.assert_allclose(found.product, objective.centre + rest, atol=1e-7)
    distance = np.linalg.norm(found.product - objective.centre)
    assert found.distance_to_minimum_norm == pytest.approx(distance, rel=1e-6)
    if depth == 1:
        assert distance == pytest.approx(np.linalg.norm(unseen @ layers[0]), rel=1e-12)
    assert found.to_json()["rank"] == found.rank == rank_of(found.product)


def test_a_first_layer_that_only_data_see_ends_at_the_minimum_norm_whatever_the_rest() -> None:
    """Large and unbalanced, and yet."""
    objective, unseen = data(3, 4, 2, 2)
    rng = np.random.default_rng(0)
    first, second = rng.standard_normal((4, 3)), 5.0 * rng.standard_normal((3, 2))
    found = end(objective, [first - unseen @ first, second])
    assert found.kind is Kind.MINIMUM
    assert found.distance_to_minimum_norm == pytest.approx(0.0, abs=1e-12)
    moved = end(objective, [first, second])
    assert moved.distance_to_minimum_norm is not None
    assert moved.distance_to_minimum_norm > 0.1


@pytest.mark.parametrize("widths", [(3,), (6,), (3, 3)])
def test_a_small_balanced_start_ends_near_the_minimum_norm(widths: tuple[int, ...]) -> None:
    """||W(inf) - W^+|| <= s^(1/L) (L ||W^+|| + s)^(1 - 1/L), and the rank falls with s."""
    objective, _ = data(7, 4, 3, 2)
    depth = len(widths) + 1
    size = float(np.linalg.norm(objective.centre, 2))
    ranks, distances = [], []
    for start in (1.0, 1e-2, 1e-4):
        found = end(objective, balanced(1, widths, start))
        assert found.kind is Kind.MINIMUM
        apart = float(np.linalg.norm(found.product - objective.centre, 2))
        assert apart <= start ** (1 / depth) * (depth * size + start) ** (1 - 1 / depth)
        ranks.append(found.rank)
        distances.append(apart)
        # Each mode keeps a rank of its own, however small: none is taken for dead.
        values = np.linalg.svd(found.product, compute_uv=False)
        assert values[-1] > 1e-3 * start
    assert ranks[0] == 3
    assert ranks[-1] == 2 == rank_of(objective.centre)
    assert distances[0] > distances[1] > distances[2]
    slope = np.log(distances[1] / distances[2]) / np.log(100.0)
    assert slope == pytest.approx(1.0 / depth, abs=0.1)


def test_what_no_datum_sees_is_no_dying_mode() -> None:
    """Diagonal layers: the second entry has no gradient, and keeps its 1/4."""
    objective = Regression(np.eye(2)[:1], np.eye(2)[:1])
    found = end(objective, [np.diag([0.5, 0.5]), np.diag([0.5, 0.5])])
    np.testing.assert_allclose(found.product, np.diag([1.0, 0.25]), rtol=1e-12)
    assert found.distance_to_minimum_norm == pytest.approx(0.25, rel=1e-12)


def solved(weights: list[Any], target: Any) -> MatrixSolution:
    objective = {"kind": "squared", "target": target}
    found = solve(
        scenario_from_json({"model": "matrix", "weights": weights, "objective": objective})
    )
    assert isinstance(found, MatrixSolution)
    return found


def test_a_unique_minimiser_leaves_no_choice_and_a_bottleneck_a_distance() -> None:
    there = solved([[[0.5, 0.1], [0.0, 0.4]], [[0.6, 0.0], [0.2, 0.5]]], [[1.0, 0.0], [0.0, 0.6]])
    assert (there.end.distance_to_minimum_norm, there.end.rank) == (0.0, 2)
    target = np.diag([2.0, 1.0, 0.5]).tolist()
    narrow = solved([[[0.5], [0.2], [0.1]], [[0.3, 0.4, 0.2]]], target).to_json()["end"]
    assert narrow["kind"] == "best"
    assert narrow["distance_to_minimum_norm"] == pytest.approx(np.sqrt(1.25), rel=1e-7)
    assert (narrow["rank"], narrow["largest_rank"]) == (1, 1)
    assert narrow["singular_values"] == pytest.approx([2.0, 0.0, 0.0], abs=1e-7)
    saddle = solved([np.zeros((2, 2)).tolist()] * 2, np.eye(2).tolist()).end
    assert saddle.rank == 0
    assert saddle.distance_to_minimum_norm == pytest.approx(np.sqrt(2.0))


def test_the_rank_counts_what_is_above_a_thousandth() -> None:
    assert RANK == 1e-3
    assert [rank_of(np.diag([1.0, part])) for part in (0.0, 9e-4, 1.1e-3)] == [1, 1, 2]
