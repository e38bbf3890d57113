"""The depth page as a user meets it; what all pages share is in driver.py."""

from __future__ import annotations

import math

from playwright.sync_api import Locator

from core.depth import AlignedDescent, aligned_descent
from dashboard.depth import readouts as depth_readouts
from dashboard.depth.controls import DepthState, family, read
from dashboard.depth.ids import Depth
from tests.e2e.matrix_driver import MatrixPage

GRAPHS = [str(name) for name in Depth if str(name).startswith("graph-")]
#: Plots that a cursor runs through.
TIMED = [str(name) for name in (Depth.GRAPH_LOSS, Depth.GRAPH_CONSTRAINT, Depth.GRAPH_IMBALANCE)]
FIGURES = [readout for readout in depth_readouts.READOUTS if readout.quantity != "loss"]


class DepthPage(MatrixPage):
    """A tab with the depth page."""

    def preset(self, name: str) -> Locator:
        return self.by_id(Depth.PRESETS).get_by_role("link", name=name, exact=True)

    @property
    def state(self) -> DepthState:  # type: ignore[override]
        return read(self.query)

    @property
    def solution(self) -> AlignedDescent:  # type: ignore[override]
        state = self.state
        return aligned_descent(family(state), state["L"], state["f"], state["k"])

    def values(self) -> dict[str, float | None]:
        return {readout.quantity: self.value(readout.quantity) for readout in FIGURES}

    def open(self, query: str = "") -> DepthPage:
        self.page.goto(f"/depth?{query}" if query else "/depth")
        return self.ready()

    def ready(self) -> DepthPage:
        self.page.wait_for_selector(f"#{Depth.GRAPH_LOSS} .js-line", state="attached")
        self.page.wait_for_selector(f"#{Depth.GRAPH_IMBALANCE} .js-line", state="attached")
        self.page.wait_for_function(
            """() => document.querySelector("[data-quantity=step]")?.dataset.value"""
        )
        return self

    def agrees(self) -> None:
        """The figures are, to 1e-12, what core says of the state in the address."""
        solution = self.solution
        for readout in FIGURES:
            shown, wanted = self.value(readout.quantity), readout.value(solution)
            if wanted is None:
                assert shown is None, readout.quantity
            else:
                assert shown is not None, readout.quantity
                close = math.isclose(shown, wanted, rel_tol=1e-12)
                assert close, (readout.quantity, shown, wanted)
        assert self.by_id(Depth.STATUS).inner_text() == solution.status
        assert self.by_id(Depth.GUARANTEE).inner_text() == solution.limit
