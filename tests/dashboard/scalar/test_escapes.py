"""The cross on the picture of the weights: where the product was predicted to be half of y."""

from __future__ import annotations

import numpy as np
import pytest

from core import ScalarSolution, solve
from dashboard.parts.drawing.graph import Trace
from dashboard.scalar.controls import read
from dashboard.scalar.figures import weights

CROSS = "prediction: the product is half of the target"


def drawn(query: str) -> tuple[ScalarSolution, Trace | None, str]:
    solution: ScalarSolution = solve(read(query).scenario)
    graph = weights.graph(solution)
    found = next((trace for trace in graph.traces if trace.name == CROSS), None)
    return solution, found, graph.caption


@pytest.mark.parametrize(
    "query, assumes",
    [
        ("w=0.5,0.5&y=1", "one size: exact"),
        ("w=0.1,-0.1,0.1&y=-1", "one size: exact"),
        ("w=0.7,0.7,0.7,0.7,0.7&y=1", "one size: exact"),
        ("w=0.01,0.03&y=-1", "limit of small starts"),
    ],
)
def test_it_stands_where_the_curve_is_half_way(query: str, assumes: str) -> None:
    solution, cross, caption = drawn(query)
    assert cross is not None
    y = solution.scenario.target
    assert cross.y.tolist() == [0.5 * y]
    way = np.interp(cross.x[0], solution.times, solution.products)
    assert way == pytest.approx(0.5 * y, abs=2e-3 * abs(y))
    assert cross.label == "predicted"
    assert assumes in cross.style["hovertemplate"].replace("<br>", " ")
    assert "A cross marks" in caption
    assert not cross.is_ghost()


@pytest.mark.parametrize(
    "query",
    [
        "w=0.9,0.4&y=1",
        "w=0.1,0.1,0.2&y=1",
        "w=0.1,-0.1&y=1",
        "w=0.5,0.5&y=0",
        "w=0.5,0.5&y=1&T=0.1",
    ],
)
def test_nothing_where_nothing_is_known_or_the_window_ends_before(query: str) -> None:
    _, cross, caption = drawn(query)
    assert cross is None
    assert "cross" not in caption
