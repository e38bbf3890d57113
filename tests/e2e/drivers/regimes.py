"""The regimes page as a user meets it."""

from __future__ import annotations

import math

from playwright.sync_api import Locator

import words
from dashboard.regimes import readouts
from dashboard.regimes.answer import Shown, solved
from dashboard.regimes.controls import ENTRIES, RegimesState, read
from dashboard.regimes.ids import Regimes
from tests.e2e.drivers.tab import Tab

GRAPHS = [str(name) for name in Regimes if str(name).startswith("graph-")]


class RegimesPage(Tab):
    """A tab with the regimes page."""

    address, ids, entries, readouts = "/regimes", Regimes, ENTRIES, readouts.READOUTS
    # Another process's rounding is in the sixteenth digit of what is itself rounding.
    rounding, smallest = 1e-9, 1e-9

    @property
    def state(self) -> RegimesState:
        return read(self.query)

    @property
    def solution(self) -> Shown:
        return solved(self.state)

    def ready(self) -> RegimesPage:
        super().ready()
        self.page.wait_for_selector(f"#{Regimes.TABLE} tbody tr", state="attached")
        return self

    def heading(self, name: str) -> Locator:
        return self.by_id(Regimes.TABLE).get_by_role("columnheader").filter(
            has=self.page.get_by_role("button", name=name, exact=True)
        )  # fmt: skip

    def rows(self) -> list[str]:
        """Names of the regimes, from top to bottom."""
        names = self.page.locator(f"#{Regimes.TABLE} [role=rowheader]")  # seen or not
        return [text.strip() for text in names.all_text_contents()]

    def column(self, name: str) -> list[float | None]:
        """Numbers of a column, from top to bottom."""
        cells = self.page.locator(f'#{Regimes.TABLE} td[data-column="{name}"]')
        texts = [cell.get_attribute("data-value") for cell in cells.all()]
        return [float(text) if text else None for text in texts]

    def agrees(self) -> None:
        """Figures and table."""
        super().agrees()
        found = self.solution
        by_name = {
            words.text(f"regime.{regime.name}"): regime for regime in found.comparison.regimes
        }
        wanted_rates = [by_name[name].decay_rate for name in self.rows()]
        for shown, wanted in zip(self.column("measured"), wanted_rates, strict=True):
            assert shown is not None
            assert wanted is not None
            assert math.isclose(shown, wanted, rel_tol=1e-9)
        assert self.by_id(Regimes.STATUS).inner_text().endswith(found.sweep.status)
        assert found.comparison.regimes[2].gain_reason in self.by_id(Regimes.GUARANTEE).inner_text()
