"""The staircase and the minimiser: pictures that say what happens, and what decides it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core import MatrixSolution, solve
from core.arrays import Array
from core.integrate import time_limit
from core.matrix import Minimisers, minimisers
from dashboard.matrix.answer import matrix_answer
from dashboard.matrix.controls import read, scenario
from dashboard.matrix.cost import cost
from dashboard.matrix.figures import minimiser, modes, ranks
from dashboard.matrix.ids import Matrix
from dashboard.matrix.presets import PRESETS

LINKS = {preset.key: preset.query for preset in PRESETS}
UNSEEN = LINKS["unseen"]


def solution_of(query: str) -> MatrixSolution:
    found = solve(scenario(read(query)))
    assert isinstance(found, MatrixSolution)
    return found


def trace(graph: Any, name: str) -> tuple[Array, Array]:
    found = next(trace for trace in graph.traces if trace.name == name)
    return found.x, found.y


@pytest.mark.parametrize("key", ["staircase", "random_staircase", "deep_staircase"])
def test_the_staircase_climbs_where_it_was_predicted(key: str) -> None:
    solution = solution_of(LINKS[key])
    graph = ranks.graph(solution)
    x, y = trace(graph, "modes that are half learnt")
    expected, _ = trace(graph, "prediction: modes that are half learnt")
    count = len(solution.escape_times)
    assert y.tolist() == np.repeat(np.arange(count + 1), 2).tolist()
    np.testing.assert_allclose(x[1:-1], expected[1:-1], rtol=2e-3)
    assert "annotations" not in graph.layout or not graph.layout["annotations"]
    assert str(count) in graph.caption
    # The same crosses beside the singular values, at half of each mode's target.
    at, half = trace(modes.graph(solution), "prediction: a mode is half learnt")
    assert sorted(at) == pytest.approx(sorted(expected[1:-1:2]))
    assert half == pytest.approx([0.5 * mode.target for mode in solution.escape_times])


def test_without_a_prediction_the_picture_says_why() -> None:
    graph = ranks.graph(solution_of("target=drawn"))
    assert [trace.name for trace in graph.traces] == ["modes that are half learnt"]
    assert "not small" in graph.layout["annotations"][0]["text"].replace("<br>", " ")
    assert "not small" in graph.caption
    none = ranks.graph(solution_of("target=drawn&s=0"))
    assert none.caption == "The target is 0: it has no modes."


@pytest.fixture(scope="module")
def unseen() -> tuple[MatrixSolution, Minimisers]:
    solution = solution_of(UNSEEN)
    found = minimisers(solution.scenario)
    assert found is not None
    return solution, found


def test_smaller_starts_end_nearer_and_with_less_rank(
    unseen: tuple[MatrixSolution, Minimisers],
) -> None:
    solution, found = unseen
    assert found.complete
    assert found.widths == (3, 16, 10_000)
    assert (np.diff(found.distances, axis=1) < 0.0).all()
    assert (np.diff(found.ranks, axis=1) <= 0.0).all()
    assert (found.ranks[:, -1] == 2.0).all()
    # A wide network's second layer hardly moves: its distance is near that of a single layer.
    slopes = np.log10(found.distances[:, 0] / found.distances[:, -1]) / 5.0
    assert slopes[0] < slopes[2]
    graph = minimiser.graph(solution, found)
    x, y = trace(graph, "this start")
    assert x[0] == pytest.approx(np.linalg.norm(solution.singular_values[0]))
    assert y[0] == pytest.approx(solution.end.distance_to_minimum_norm)
    assert "minimum norm" in graph.caption


def test_no_time_leaves_points_out() -> None:
    with time_limit(0.0):
        found = minimisers(scenario(read(UNSEEN)))
    assert found is not None
    assert not found.complete
    assert np.isnan(found.distances).all()
    caption = minimiser.graph(solution_of(UNSEEN), found).caption
    assert "nan" not in caption


def test_one_minimiser_leaves_no_choice() -> None:
    solution = solution_of("")
    assert minimisers(solution.scenario) is None
    assert "unique" in minimiser.graph(solution, None).caption


def test_ends_are_looked_for_only_in_sight() -> None:
    state = read(UNSEEN)
    part = matrix_answer(state, [], [Matrix.GRAPH_LOSS])
    assert set(part["graphs"]) == {Matrix.GRAPH_LOSS}
    assert part["partly"]
    assert cost(state, [Matrix.GRAPH_LOSS]) < cost(state)
    assert cost(read("L=3&f=regression&u=1")) > cost(read("L=3&f=regression"))
