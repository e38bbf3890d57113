"""Crosses on the modes of the spectral network: where each was predicted to be half learnt."""

from __future__ import annotations

import numpy as np
import pytest

from core.arrays import Array
from dashboard.parts.drawing.graph import Graph
from tests.dashboard.regimes.cases import pictures, shown

CROSSES = "prediction: a mode is half learnt"


def crosses(graph: Graph) -> tuple[Array, Array] | None:
    found = [trace for trace in graph.traces if trace.name == CROSSES]
    if not found:
        return None
    (only,) = found
    assert "exact" in only.style["hovertemplate"]
    return only.x, only.y


@pytest.mark.parametrize("query", ["", "axis=linear&show=&sort=-rate", "L=3&n=2&m=2"])
def test_they_stand_on_the_curves(query: str) -> None:
    graph, found = pictures(query)["modes"], shown(query).comparison
    marked = crosses(graph)
    assert marked is not None
    run = found.regimes[1].solution
    half = 0.5 * run.target_singular_values
    np.testing.assert_allclose(marked[1], half, rtol=1e-12)
    for time, wanted in zip(*marked, strict=True):
        # Which of the singular values that is depends on where the others are.
        values = [np.interp(time, run.times, column) for column in run.singular_values.T]
        assert min(abs(np.array(values) / wanted - 1.0)) < 0.02
    assert "Crosses mark" in graph.caption


def test_nothing_where_a_mode_starts_beyond_the_half() -> None:
    graph = pictures("q=5")["modes"]
    assert crosses(graph) is None
    assert "Crosses" not in graph.caption
