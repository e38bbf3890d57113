"""The teacher's page in a browser: paper, decks by the keys of a remote, a lesson of one's own."""

from __future__ import annotations

import re
from pathlib import Path

import axe_playwright_python
import numpy as np
import pypdfium2 as pdfium
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.drivers.tab import PATIENCE

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
#: JavaScript: what is wrong, and where.
FOUND = """async () => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, html }) => `${id}: ${target.join(" ")} ${html.slice(0, 160)}`));
}"""
#: JavaScript: how far the page is wider than the window.
OVER = "() => document.documentElement.scrollWidth - window.innerWidth"
PAGES = ("/teach?link=%2Fnowhere&link=%2Fdepth", "/teach?sheet=imbalance&answers=1&lang=de")
A4 = (595.0, 842.0)  # points


def opened(page: Page, address: str) -> None:
    page.goto(address, timeout=2 * PATIENCE)
    expect(page.locator(".reading-page h1")).to_be_visible(timeout=2 * PATIENCE)


@pytest.mark.parametrize("address", PAGES)
def test_it_fits_and_axe_finds_nothing(page: Page, address: str) -> None:
    wrong: dict[str, object] = {}
    opened(page, address)
    for fold in page.locator("details.card, .lessons details").all():
        fold.locator("summary").click()
    page.evaluate(AXE)
    for width, height, theme in ((1366, 768, "light"), (360, 740, "dark")):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.wait_for_function(
            "theme => document.documentElement.dataset.theme === theme", arg=theme
        )
        found = [*page.evaluate(FOUND), *(["wide"] if page.evaluate(OVER) > 0 else [])]
        if found:
            wrong[f"{width} px, {theme}"] = found
    assert wrong == {}


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_longest_sheet_fits_a_phone(page: Page, language: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    opened(page, f"/teach?sheet=poster&lang={language}")
    assert page.evaluate(OVER) <= 0


@pytest.mark.parametrize(
    "address, language",
    [("/teach?sheet=imbalance&answers=1", "en"), ("/teach?sheet=plan-45", "de")],
)
def test_a_worksheet_is_black_on_white_a4_and_nothing_is_cut(
    page: Page, address: str, language: str
) -> None:
    page.emulate_media(color_scheme="dark")
    opened(page, f"{address}&lang={language}")
    titles = page.locator(".exercise h2").all_inner_texts()
    document = pdfium.PdfDocument(page.pdf(prefer_css_page_size=True))
    try:
        text = " ".join(paper.get_textpage().get_text_bounded() for paper in document)
        for paper in document:
            assert np.allclose(paper.get_size(), A4, atol=2)
            picture = paper.render(scale=1, rev_byteorder=True).to_numpy()[..., :3].astype(int)
            assert np.ptp(picture, axis=2).max() < 40  # no colour
            assert (picture < 128).any()
            margin = 28  # points, of 14 mm and more
            inside = np.zeros(picture.shape[:2], bool)
            inside[margin:-margin, margin:-margin] = True
            assert (picture[~inside] > 250).all()
    finally:
        document.close()
    said = re.sub(r"\s+", "", text)
    for title in titles:
        assert re.sub(r"\s+", "", title) in said
    assert len(titles) >= 3
    for word in ("Print", "Drucken", "Share", "Teilen"):
        assert word not in text.split()


# ---- decks --------------------------------------------------------------------------------------


def test_a_plan_plays_by_the_keys_of_a_remote(page: Page) -> None:
    opened(page, "/teach")
    page.locator("[data-plays=plan-10]").click()
    place = page.locator("#deck-place")
    expect(place).to_have_text("1 of 5", timeout=2 * PATIENCE)
    expect(page.locator("#guide-title")).to_be_visible(timeout=2 * PATIENCE)
    page.keyboard.press("PageDown")
    expect(place).to_have_text("2 of 5")
    page.wait_for_url(re.compile(r"/\?w=0\.5,0\.5.*present=1.*deck=plan-10\.2"))
    expect(page.locator(".plots:not([hidden]) .stage.drawn").first).to_be_visible(
        timeout=2 * PATIENCE
    )
    assert page.evaluate("document.documentElement.hasAttribute('data-present')")
    page.keyboard.press("PageDown")
    expect(place).to_have_text("3 of 5")
    page.keyboard.press("PageUp")
    expect(place).to_have_text("2 of 5")
    expect(page.locator("#graph-rate-card")).to_be_visible(timeout=2 * PATIENCE)
    page.reload()
    expect(place).to_have_text("2 of 5", timeout=2 * PATIENCE)
    page.keyboard.press("Escape")
    expect(page.locator("#deck-bar")).to_be_hidden()
    assert "deck=" not in page.url
    assert "present=" not in page.url


def test_a_deck_of_one_s_own(page: Page) -> None:
    """What a page shows is added, listed, moved, given away as a link, and played past an error."""
    for query in ("/?w=0.5,0.5&y=1", "/depth?L=4"):
        page.goto(query)
        expect(page.locator(".plots:not([hidden]) .stage.drawn").first).to_be_visible(
            timeout=2 * PATIENCE
        )
        page.locator("#share").press("Enter")
        page.locator("[data-adds]").click()
        expect(page.locator("[data-said=added]")).not_to_be_empty()
    opened(page, "/teach")
    items = page.locator("#teach-mine .slides > li:visible")
    expect(items).to_have_count(2)
    expect(items.first.locator("a")).to_contain_text("w = (0.5, 0.5)")
    items.nth(1).locator("[data-does=up]").click()
    expect(items.nth(1).locator("a")).to_contain_text("w = (0.5, 0.5)")
    link = page.locator("#teach-mine-link").input_value()
    assert re.search(r"/teach\?link=%2Fdepth%3FL%3D4&link=%2F%3Fw%3D", link)
    page.locator("[data-does=clear]").click()
    expect(items).to_have_count(0)
    opened(page, f"{link}&link=%2Fnowhere&link=%2Fmatrix")
    page.locator(".decks [data-links]").click()
    place = page.locator("#deck-place")
    for number in (1, 2, 3):
        expect(place).to_have_text(f"{number} of 4", timeout=2 * PATIENCE)
        if number < 3:
            page.wait_for_url(re.compile(rf"deck=mine\.{number}"))
        page.keyboard.press("PageDown")
    expect(place).to_have_text("4 of 4")
    page.wait_for_url(re.compile(r"/matrix\?.*deck=mine\.4"))
    page.keyboard.press("PageUp")
    expect(page.locator("#deck-wrong")).to_have_text(
        "/nowhere is the address of no page of this program."
    )


@pytest.mark.parametrize("kept", ["{", "[1, null]", '{"slides": 3}', '["javascript:alert(1)"]'])
def test_what_a_browser_remembers_may_be_anything(page: Page, kept: str) -> None:
    page.add_init_script(
        f"for (const storage of [localStorage, sessionStorage]) storage.setItem('deck', {kept!r});"
    )
    opened(page, "/teach?deck=mine.7")
    expect(page.locator("#teach-address")).to_have_text(re.compile("^http"))
    expect(page.locator("#deck-bar")).to_be_hidden()
    assert page.locator("a[href^='javascript']").count() == 0


# ---- lessons ------------------------------------------------------------------------------------


def test_a_lesson_of_one_s_own_is_played(page: Page) -> None:
    opened(page, "/teach")
    page.locator(".lessons").get_by_role("link", name="Play").click()
    expect(page.locator("#guide-title")).to_have_text("Balanced weights", timeout=2 * PATIENCE)
    # What is hidden until the reveal leaves no name of a curve, and no empty place.
    expect(page.locator("#graph-rate-card .label:visible")).to_have_count(0)
    assert (
        page.evaluate(
            """() => getComputedStyle(
            document.querySelector('dd:has([data-quantity="alpha_star"])'), "::before"
        ).content"""
        )
        == '"?"'
    )
    page.locator("#guide-show").click()
    expect(page.locator("#graph-rate-card .label:visible")).not_to_have_count(0)
    expect(page.locator("#guide-answer")).to_contain_text("α* is 0.5, twice the margin of 0.25.")
    page.locator("#guide-next").click()
    expect(page.locator("#guide-title")).to_have_text("The same product, out of balance")
    page.get_by_text("It grows.").click()
    page.locator("#guide-reveal").click()
    expect(page.locator("#guide-answer")).to_contain_text("2.06")
    assert "lesson=imbalance" in page.url
    page.locator("#guide-lab").click()
    back = page.locator("#back")
    expect(back).to_be_visible(timeout=2 * PATIENCE)
    back.click()
    expect(page.locator("#guide-title")).to_have_text(
        "The same product, out of balance", timeout=2 * PATIENCE
    )
