"""The depth page as a user meets it."""

from __future__ import annotations

from core.depth import AlignedDescent
from dashboard.depth import readouts
from dashboard.depth.controls import ENTRIES, DepthState, descent, read
from dashboard.depth.ids import Depth
from dashboard.depth.promise import promise
from tests.e2e.drivers.tab import Tab
from words import say

GRAPHS = [str(name) for name in Depth if str(name).startswith("graph-")]
#: Plots that a cursor runs through.
TIMED = [str(name) for name in (Depth.GRAPH_LOSS, Depth.GRAPH_CONSTRAINT, Depth.GRAPH_IMBALANCE)]


class DepthPage(Tab):
    """A tab with the depth page."""

    address, ids, entries, readouts = "/depth", Depth, ENTRIES, readouts.READOUTS

    @property
    def state(self) -> DepthState:
        return read(self.query)

    @property
    def solution(self) -> AlignedDescent:
        return descent(self.state)

    def agrees(self) -> None:
        super().agrees()
        solution = self.solution
        assert self.by_id(Depth.STATUS).inner_text() == solution.status
        assert self.by_id(Depth.GUARANTEE).inner_text() == say(promise(solution))
