"""A page in another language: the menu, what stays, what its scripts ask and write."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from dashboard.parts.page.ids import Stage
from dashboard.scalar.ids import Scalar
from tests.e2e.drivers.scalar import ScalarPage
from words import Message, say

STATE = "w=1.5,0.4&y=1"


def _entries(scalar: ScalarPage) -> dict[str, list[str]]:
    return parse_qs(urlsplit(scalar.page.url).query)


def _has(scalar: ScalarPage, name: str, value: str) -> None:
    assert _entries(scalar).get(name) == [value]


def test_the_menu_keeps_the_state(scalar: ScalarPage) -> None:
    """By keys; the whole address stays, and the names of languages are their own."""
    scalar.open(f"{STATE}&tab=")
    menu = scalar.page.locator(".languages summary")
    menu.focus()
    scalar.page.keyboard.press("Enter")
    expect(scalar.page.locator(".languages a")).to_have_text(["English", "Deutsch"])
    scalar.page.keyboard.press("Tab")
    scalar.page.keyboard.press("Tab")
    scalar.page.keyboard.press("Enter")
    expect(scalar.page.locator("html")).to_have_attribute("lang", "de")
    expect(scalar.by_id(Scalar.STATUS)).to_contain_text("Konvergiert: w(t) läuft von 0,6")
    _has(scalar, "w", "1.5,0.4")
    _has(scalar, "lang", "de")


def test_numbers_are_the_language_s(scalar: ScalarPage) -> None:
    """In boxes, at axes, beside the cursor; a box reads what it shows, and either mark."""
    scalar.open(f"{STATE}&lang=de")
    box = scalar.page.locator("#control-w1-box")
    expect(box).to_have_value("1,5")
    expect(scalar.page.locator("#now")).to_contain_text("w = 0,6")
    expect(scalar.page.locator(".xtick text", has_text="0,5").first).to_be_visible()
    for typed, written in (("0.75", "0.75"), ("1,234", "1.234")):
        box.fill(typed)
        box.press("Enter")
        scalar.eventually(lambda written=written: _has(scalar, "w", f"{written},0.4"))
    box.press("ArrowUp")
    expect(box).to_have_value("1,244")


def test_other_pages_are_in_it_too(scalar: ScalarPage) -> None:
    """The link holds it, so that loading anew changes nothing."""
    scalar.open(f"{STATE}&lang=de")
    scalar.page.get_by_role("link", name="Tiefe", exact=True).first.click()
    expect(scalar.page.locator("#depth-page")).to_be_visible()
    scalar.eventually(lambda: _has(scalar, "lang", "de"))
    scalar.page.reload()
    expect(scalar.page.locator("html")).to_have_attribute("lang", "de")


def test_a_language_that_is_not_there_is_said(scalar: ScalarPage) -> None:
    scalar.open(f"{STATE}&lang=tlh")
    told = say(Message("language.unknown", names="tlh", language="English"))
    expect(scalar.by_id(Stage.NOTICE)).to_have_text(told)
    expect(scalar.page.locator("html")).to_have_attribute("lang", "en")
