"""The regimes page: sizes, themes and names."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from dashboard.regimes.controls import ENTRIES
from dashboard.regimes.ids import Regimes
from tests.e2e.drivers.looks import changes_theme, explains, fits
from tests.e2e.drivers.regimes import GRAPHS, RegimesPage


@pytest.mark.parametrize("query", ["", "L=5&r=0.1&q=0.2&n=2&m=3", "a=2&T=0.000123&axis=linear"])
def test_nothing_overlaps_and_nothing_scrolls_sideways(regimes: RegimesPage, query: str) -> None:
    fits(regimes, query)


def test_dark(regimes: RegimesPage) -> None:
    changes_theme(regimes, "", ".graph .xtick text, .promises small")


def test_names_for_those_who_cannot_see(regimes: RegimesPage) -> None:
    regimes.open()
    for entry in ENTRIES:
        expect(regimes.slider(entry.label)).to_have_count(1)
        expect(regimes.box(entry.label)).to_have_count(1)
    explains(regimes)
    captions = [regimes.by_id(f"{graph}-caption").text_content() for graph in GRAPHS]
    assert all(captions)
    assert len(set(captions)) == len(captions)
    expect(regimes.page.get_by_role("table", name="Promises and truth")).to_have_count(1)
    expect(regimes.by_id(Regimes.TABLE).get_by_role("cell")).to_have_count(24)
    regimes.page.set_viewport_size({"width": 360, "height": 740})  # blocks, and still a table
    regimes.see(Regimes.TABLE)
    expect(regimes.by_id(Regimes.TABLE).get_by_role("cell")).to_have_count(24)
    expect(regimes.by_id(Regimes.TABLE).get_by_role("columnheader")).to_have_count(7)
