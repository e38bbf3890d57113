"""The regimes page as a user meets it; what all pages share is in driver.py."""

from __future__ import annotations

import math

from playwright.sync_api import Locator

from dashboard.regimes import readouts as regimes_readouts
from dashboard.regimes.answer import Shown, solved
from dashboard.regimes.controls import RegimesState, read
from dashboard.regimes.ids import Regimes
from tests.e2e.matrix_driver import MatrixPage

GRAPHS = [str(name) for name in Regimes if str(name).startswith("graph-")]
FIGURES = [readout for readout in regimes_readouts.READOUTS if readout.quantity != "loss"]


class RegimesPage(MatrixPage):
    """A tab with the regimes page."""

    def preset(self, name: str) -> Locator:
        return self.by_id(Regimes.PRESETS).get_by_role("link", name=name, exact=True)

    @property
    def state(self) -> RegimesState:  # type: ignore[override]
        return read(self.query)

    @property
    def solution(self) -> Shown:  # type: ignore[override]
        return solved(self.state)

    def values(self) -> dict[str, float | None]:
        return {readout.quantity: self.value(readout.quantity) for readout in FIGURES}

    def open(self, query: str = "") -> RegimesPage:
        self.page.goto(f"/regimes?{query}" if query else "/regimes")
        return self.ready()

    def ready(self) -> RegimesPage:
        super(MatrixPage, self).ready()
        self.page.wait_for_selector(f"#{Regimes.TABLE} tbody tr", state="attached")
        return self

    def heading(self, name: str) -> Locator:
        return self.by_id(Regimes.TABLE).get_by_role("columnheader").filter(
            has=self.page.get_by_role("button", name=name, exact=True)
        )  # fmt: skip

    def rows(self) -> list[str]:
        """Names of the regimes, from top to bottom."""
        return self.by_id(Regimes.TABLE).get_by_role("rowheader").all_inner_texts()

    def column(self, name: str) -> list[float | None]:
        """Numbers of a column, from top to bottom."""
        cells = self.page.locator(f'#{Regimes.TABLE} td[data-column="{name}"]')
        texts = [cell.get_attribute("data-value") for cell in cells.all()]
        return [float(text) if text else None for text in texts]

    def agrees(self) -> None:
        """Figures and table are, to 1e-9, what core says of the state in the address."""
        found = self.solution
        for readout in FIGURES:
            shown, wanted = self.value(readout.quantity), readout.value(found)
            assert (shown is None) is (wanted is None), readout.quantity
            if shown is not None and wanted is not None:
                # Another process's rounding is in the sixteenth digit of what is itself rounding.
                close = math.isclose(shown, wanted, rel_tol=1e-9, abs_tol=1e-9)
                assert close, (readout.quantity, shown, wanted)
        by_name = {regime.name: regime for regime in found.comparison.regimes}
        wanted_rates = [by_name[name].decay_rate for name in self.rows()]
        for shown, wanted in zip(self.column("measured"), wanted_rates, strict=True):
            assert shown is not None
            assert wanted is not None
            assert math.isclose(shown, wanted, rel_tol=1e-9)
        assert self.by_id(Regimes.STATUS).inner_text().endswith(found.sweep.status)
        assert found.comparison.regimes[2].gain_reason in self.by_id(Regimes.GUARANTEE).inner_text()
