"""The table of promises: sorted, and downloaded."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

import words
from dashboard.regimes.controls import regimes as starts
from dashboard.regimes.ids import Regimes
from dashboard.regimes.table import table
from tests.e2e.drivers.regimes import RegimesPage


def test_the_table_sorts(regimes: RegimesPage) -> None:
    """A heading's button sorts up, then down; the address and aria-sort say so."""
    regimes.open()
    assert regimes.rows() == [words.text(f"regime.{name}") for name in starts(regimes.state["L"])]
    for name, column in (("Decay rate", "measured"), ("γα*", "rate")):
        heading = regimes.heading(name)
        expect(heading).to_have_attribute("aria-sort", "none")
        for sort, way in ((column, "ascending"), (f"-{column}", "descending")):
            heading.get_by_role("button").click()
            regimes.settles(lambda state, sort=sort: state.sort == sort)
            expect(heading).to_have_attribute("aria-sort", way)
            values = regimes.column(column)
            assert values == sorted(values, reverse=sort.startswith("-"))
            assert regimes.rows() == [
                row["regime"] for row in table(regimes.solution.comparison, sort)
            ]
    # What has no number comes last, and says why.
    heading = regimes.heading("Its theory’s rate").get_by_role("button")
    heading.focus()
    regimes.page.keyboard.press("Enter")
    regimes.settles(lambda state: state.sort == "theory")
    expect(heading).to_be_focused()
    assert regimes.rows()[-1] == "general"
    last = regimes.page.locator(f'#{Regimes.TABLE} td[data-column="theory"]').last
    expect(last).to_contain_text("no promise")
    expect(last).to_contain_text("No earlier theory makes a promise")


def test_the_table_downloads_with_every_digit(regimes: RegimesPage) -> None:
    """In the order shown, as spreadsheets read it, with the very numbers of core."""
    regimes.open("sort=-measured&r=0.3&d=2")
    with regimes.page.expect_download() as download:
        regimes.button("Download as CSV").click()
    assert download.value.suggested_filename == "regimes.csv"
    text = Path(download.value.path()).read_text(encoding="utf-8")
    read_rows = list(csv.DictReader(io.StringIO(text)))
    wanted = table(regimes.solution.comparison, "-measured")
    assert [row["regime"] for row in read_rows] == [row["regime"] for row in wanted]
    assert regimes.rows() == [row["regime"] for row in wanted]
    for found, row in zip(read_rows, wanted, strict=True):
        for column, cell in row["cells"].items():
            if cell["value"] is None:
                assert found[column] == ""
            else:
                assert float(found[column]) == pytest.approx(cell["value"], rel=1e-9)
            assert found[f"{column}_note"] == cell["reason"]
    # What is written is what was sent, to the last digit.
    shown_ = [regimes.column(column) for column in wanted[0]["cells"]]
    for values, column in zip(shown_, wanted[0]["cells"], strict=True):
        assert [float(row[column]) if row[column] else None for row in read_rows] == values
