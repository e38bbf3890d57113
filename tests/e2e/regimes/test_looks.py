"""The regimes page: sizes, themes and names."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from dashboard.parts.entries import label
from dashboard.regimes import controls
from dashboard.regimes.controls import COLUMNS, ENTRIES
from dashboard.regimes.ids import Regimes
from tests.e2e.drivers.looks import changes_theme, explains, fits
from tests.e2e.drivers.regimes import GRAPHS, RegimesPage
from words import say


@pytest.mark.parametrize("query", ["", "L=5&r=0.1&q=0.2&n=2&m=3", "a=2&T=0.000123&axis=linear"])
def test_nothing_overlaps_and_nothing_scrolls_sideways(regimes: RegimesPage, query: str) -> None:
    fits(regimes, query)


def test_on_the_least_stage_all_that_is_said_can_be_read(regimes: RegimesPage) -> None:
    """Nothing scrolls; what is cut opens for a key and a finger, over the plots."""
    page = regimes.page
    page.set_viewport_size({"width": 1180, "height": 640})
    regimes.open("L=3&r=0.4&d=3")
    scrolls = "node => [node.scrollHeight - node.clientHeight, node.scrollWidth - node.clientWidth]"
    table, sentences = page.locator(".table"), page.locator(".sentences")
    assert table.evaluate(scrolls) == [0, 0]
    for heading in table.locator(".sort").all():
        assert heading.evaluate(scrolls) == [0, 0]
    expect(sentences).to_have_class("sentences long")
    assert sentences.evaluate(scrolls) == [0, 0]
    figures = page.locator(".verdict .figures").first.bounding_box()
    sentences.focus()
    for sentence in (regimes.by_id(Regimes.GUARANTEE), regimes.by_id(Regimes.STATUS)):
        assert sentence.evaluate(scrolls) == [0, 0]
        expect(sentence).to_be_in_viewport(ratio=1)
        # It is in front of all that it covers.
        assert sentence.evaluate(
            """node => { const box = node.getBoundingClientRect();
            return [box.top + 3, box.bottom - 3].every(y =>
                node.contains(document.elementFromPoint(box.left + 5, y))); }"""
        )
    assert page.locator(".verdict .figures").first.bounding_box() == figures
    # A note, by keyboard.
    notes = page.locator(".reading", has=regimes.by_id(Regimes.NOTES))
    notes.locator("summary").focus()
    page.keyboard.press("Enter")
    panel = regimes.by_id(Regimes.NOTES)
    expect(panel).to_be_in_viewport(ratio=1)
    assert panel.evaluate(scrolls) == [0, 0]
    said = panel.inner_text()
    for note in table.locator("tbody small").all():
        assert (note.text_content() or "missing") in said
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_dark(regimes: RegimesPage) -> None:
    changes_theme(regimes, "", ".graph .xtick text, .promises small")


def test_names_for_those_who_cannot_see(regimes: RegimesPage) -> None:
    regimes.open()
    for entry in ENTRIES:
        expect(regimes.slider(say(label("regimes", entry.name)))).to_have_count(1)
        expect(regimes.box(say(label("regimes", entry.name)))).to_have_count(1)
    explains(regimes)
    captions = [regimes.by_id(f"{graph}-caption").text_content() for graph in GRAPHS]
    assert all(captions)
    assert len(set(captions)) == len(captions)
    expect(regimes.page.get_by_role("table", name="Promises and truth")).to_have_count(1)
    cells = len(controls.regimes(2)) * (len(COLUMNS) - 1)  # a row's name is its head
    expect(regimes.by_id(Regimes.TABLE).get_by_role("cell")).to_have_count(cells)
    regimes.page.set_viewport_size({"width": 360, "height": 740})  # blocks, and still a table
    regimes.see(Regimes.TABLE)
    expect(regimes.by_id(Regimes.TABLE).get_by_role("cell")).to_have_count(cells)
    expect(regimes.by_id(Regimes.TABLE).get_by_role("columnheader")).to_have_count(len(COLUMNS))
