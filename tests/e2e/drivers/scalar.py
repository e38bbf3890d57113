"""The scalar page as a user meets it."""

from __future__ import annotations

from core import ScalarSolution, solve
from dashboard.parts.exchange.sending import promise
from dashboard.scalar import readouts
from dashboard.scalar.controls import ScalarState, read
from dashboard.scalar.ids import Scalar
from tests.e2e.drivers.tab import Tab

GRAPHS = [str(name) for name in Scalar if str(name).startswith("graph-")]
#: JavaScript: a row a layer, as many as the answer says.
ROWS = """id => document.getElementById(id).childElementCount
    === window.deepLinear.page.known.controls.layers"""


class ScalarPage(Tab):
    """A tab with the scalar page."""

    address, ids, readouts = "/", Scalar, readouts.READOUTS

    @property
    def state(self) -> ScalarState:
        return read(self.query)

    @property
    def solution(self) -> ScalarSolution:
        return solve(self.state.scenario)

    def ready(self) -> ScalarPage:
        super().ready()
        self.page.wait_for_function(ROWS, arg=str(Scalar.WEIGHTS))
        return self

    def agrees(self) -> None:
        super().agrees()
        solution = self.solution
        told = solution.to_json()  # names and numbers of the command line
        for name, readout in self.figures().items():
            assert readout.value(solution) == told[name], name
        assert self.by_id(Scalar.STATUS).inner_text() == solution.status
        assert self.by_id(Scalar.GUARANTEE).inner_text().startswith(promise(solution.guarantee))
