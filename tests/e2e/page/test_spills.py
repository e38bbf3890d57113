"""No text leaves its place on a phone, in any language and on any page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.factory import GUIDES, TOPICS
from words import languages

PHONE = {"width": 360, "height": 740}
SPILLS = (Path(__file__).parents[1] / "drivers" / "spills.js").read_text(encoding="utf-8")
SPILLS = SPILLS[SPILLS.index("() =>") :].rstrip().rstrip(";")
PATHS = ["/", *(f"/{name}" for name in (*TOPICS[1:], *GUIDES))]


def opened(page: Page, address: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(address)
    expect(page.locator("h1")).to_be_attached()
    expect(page.locator(".page.waiting")).to_have_count(0)
    if page.locator(".stage").count():
        expect(page.locator(".main-svg").first).to_be_attached()
    page.evaluate("document.fonts.ready")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("path", PATHS)
def test_texts_stay_in_their_places(page: Page, path: str, language: str) -> None:
    opened(page, f"{path}?lang={language}")
    for fold in page.locator("details.more").all():
        fold.evaluate("fold => { fold.open = true }")
    assert page.evaluate(SPILLS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_what_spills_is_found(page: Page) -> None:
    """In a box with an edge, in what cuts it off, beyond the page; not in what scrolls."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    style = "width: 60px; white-space: nowrap;"
    page.set_content(
        f"<p style='{style} border: 1px solid'>a word too long for its box</p>"
        f"<p style='{style} overflow: hidden'>a word too long that is cut</p>"
        f"<p style='{style} overflow: auto'>a word too long that scrolls</p>"
        f"<p style='margin-left: 330px; {style}'>a word beyond the page</p>"
        f"<p style='border: 1px solid'>a word</p>"
    )
    assert page.evaluate(SPILLS) == [
        "a word too long for its box: leaves its box",
        "a word too long that is cut: is cut",
        "a word beyond the page: leaves the page",
    ]
