"""The matrix page as a user meets it."""

from __future__ import annotations

from core import MatrixSolution, solve
from dashboard.matrix import readouts
from dashboard.matrix.controls import ENTRIES, MatrixState, read, scenario
from dashboard.matrix.ids import Matrix
from dashboard.parts.exchange.sending import promise
from tests.e2e.drivers.tab import Tab

GRAPHS = [str(name) for name in Matrix if str(name).startswith("graph-")]
#: Plots over time on the first tab: a cursor runs through them.
TIMED = [
    str(name)
    for name in (
        Matrix.GRAPH_LOSS, Matrix.GRAPH_REGION, Matrix.GRAPH_SPECTRUM, Matrix.GRAPH_MODES,
    )
]  # fmt: skip


class MatrixPage(Tab):
    """A tab with the matrix page."""

    address, ids, entries, readouts = "/matrix", Matrix, ENTRIES, readouts.READOUTS

    @property
    def state(self) -> MatrixState:
        return read(self.query)

    @property
    def solution(self) -> MatrixSolution:
        return solve(scenario(self.state))

    def value(self, quantity: str) -> float | str | None:  # type: ignore[override]
        """Full precision of a key figure, or its word."""
        if quantity != "alpha_source":
            return super().value(quantity)
        return self.figure(quantity).get_attribute("data-value")

    def agrees(self) -> None:
        super().agrees()
        solution = self.solution
        assert self.by_id(Matrix.STATUS).inner_text() == solution.status
        assert self.by_id(Matrix.GUARANTEE).inner_text().startswith(promise(solution.promise))
