"""The estimate of this page's answers: more work is never said to take less."""

from __future__ import annotations

from dashboard.regimes.controls import read
from dashboard.regimes.cost import cost
from dashboard.regimes.ids import Regimes
from dashboard.serving.lane import QUICK


def test_more_work_takes_longer() -> None:
    costs = [cost(read(f"?L={depth}")) for depth in (2, 4, 6)]
    assert 0.0 < costs[0] < costs[1] < costs[2]


def test_what_moves_without_the_widths_is_quick_for_two_layers_alone() -> None:
    """Quick enough to be tried where the request is; deeper networks never are."""
    sight = (Regimes.GRAPH_LOSS, Regimes.GRAPH_KERNEL)
    moving = [cost(read(f"?L={depth}"), sight) <= QUICK for depth in (2, 3, 4, 8)]
    assert moving == [True, False, False, False]
    assert cost(read(""), (Regimes.GRAPH_LAMBDA_DRIFT,)) <= QUICK
    assert QUICK < cost(read(""), (Regimes.GRAPH_DRIFT,)) <= cost(read(""))
