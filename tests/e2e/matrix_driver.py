"""The matrix page as a user meets it; what both pages share is in driver.py."""

from __future__ import annotations

import math

from playwright.sync_api import Locator

from core import MatrixSolution, solve
from dashboard.matrix import readouts as matrix_readouts
from dashboard.matrix.controls import MatrixState, read, scenario
from dashboard.matrix.ids import Matrix
from tests.e2e.driver import ScalarPage

GRAPHS = [str(name) for name in Matrix if str(name).startswith("graph-")]
#: Plots over time: a cursor runs through them.
TIMED = [
    str(name)
    for name in (
        Matrix.GRAPH_LOSS, Matrix.GRAPH_REGION, Matrix.GRAPH_SPECTRUM, Matrix.GRAPH_MODES,
        Matrix.GRAPH_PL,
    )
]  # fmt: skip
FIGURES = [readout for readout in matrix_readouts.READOUTS if readout.quantity != "loss"]


class MatrixPage(ScalarPage):
    """A tab with the matrix page."""

    def preset(self, name: str) -> Locator:
        return self.by_id(Matrix.PRESETS).get_by_role("link", name=name, exact=True)

    def radio(self, group: str, name: str) -> Locator:
        return self.page.get_by_role("group", name=group, exact=True).get_by_role(
            "radio", name=name, exact=True
        )

    def row(self, control: str) -> Locator:
        return self.page.locator(f'[data-control="{control}"]')

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

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

    def values(self) -> dict[str, float | str | None]:
        return {readout.quantity: self.value(readout.quantity) for readout in FIGURES}

    def open(self, query: str = "") -> MatrixPage:
        self.page.goto(f"/matrix?{query}" if query else "/matrix")
        return self.ready()

    def ready(self) -> MatrixPage:
        super().ready()
        self.page.wait_for_selector(f"#{Matrix.GRAPH_REGION} .js-line", state="attached")
        return self

    def agrees(self) -> None:
        """The figures are, to 1e-12, what core says of the state in the address."""
        solution = self.solution
        for readout in FIGURES:
            shown, wanted = self.value(readout.quantity), readout.value(solution)
            if isinstance(wanted, str) or wanted is None:
                assert shown == wanted, readout.quantity
            else:
                assert shown is not None, readout.quantity
                close = math.isclose(shown, wanted, rel_tol=1e-12)
                assert close, (readout.quantity, shown, wanted)
        assert self.by_id(Matrix.STATUS).inner_text() == solution.status
        assert self.by_id(Matrix.GUARANTEE).inner_text() == solution.promise
