"""The notes in a browser: from a figure to its statement and back, on a phone, and on paper."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from dashboard.parts.notes.document import document
from tests.e2e.drivers.opened import opened

MARGIN = "margin"


def _in_sight(page: Page, anchor: str) -> None:
    statement = page.locator(f"#{anchor}:target")
    expect(statement).to_be_in_viewport()


def test_from_a_key_figure_to_its_statement_and_back(page: Page) -> None:
    opened(page, "/")
    figure = page.locator(".figure", has=page.locator(f'[data-quantity="{MARGIN}"]'))
    figure.hover()
    figure.get_by_role("link", name=re.compile(r"Statement 1\.6")).click()
    expect(page).to_have_url(re.compile(rf"/notes#{MARGIN}$"))
    _in_sight(page, MARGIN)
    expect(page.locator(".statement")).to_have_count(len([*document().statements()]))
    page.go_back()
    expect(page.locator(f'[data-quantity="{MARGIN}"]')).to_have_attribute(
        "data-value", re.compile(r"\d")
    )


def test_a_link_to_a_statement_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/notes?lang=de#corridor")
    _in_sight(page, "corridor")
    expect(page.get_by_role("note")).to_contain_text("Englisch")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_text("Inhalt", exact=True).click()
    page.get_by_role("link", name="11.3 Largest preconditioner").click()
    _in_sight(page, "largest-preconditioner")


def test_the_paper_has_the_statements_alone(page: Page) -> None:
    page.goto("/notes")
    expect(page.locator(f"#{MARGIN}")).to_be_attached()
    page.emulate_media(media="print")
    expect(page.locator("#notes-contents")).to_be_hidden()
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator(f"#{MARGIN}")).to_be_visible()
