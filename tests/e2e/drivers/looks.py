"""What must hold of the looks of every page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from dashboard.parts.page.ids import Top
from tests.e2e.drivers.overlap import cut_off, outside, overlaps, texts
from tests.e2e.drivers.tab import Tab

WIDTHS = ((360, 740), (768, 1024), (1440, 900))
_TICKS = ".graph .xtick text, .graph .ytick text"
_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


#: JavaScript: sizes of the places of all plots in sight, and of what is drawn there.
_SIZES = """() => [...document.querySelectorAll(".graph")]
    .filter(place => place.checkVisibility())
    .map(place => [place, place.querySelector(".main-svg")])
    .map(pair => pair.map(part => part?.getBoundingClientRect()))
    .map(([place, svg]) => [place.width, place.height, svg?.width ?? 0, svg?.height ?? 0])"""


def sights(tab: Tab) -> Iterator[str]:
    """All that can be in sight: tab by tab, and on a phone plot by plot; names of what is."""
    tabs = tab.page.locator("#tabs [role=tab]")
    places = tab.page.locator("#switch button")
    for index in range(tabs.count()):
        if tabs.first.is_visible():
            tabs.nth(index).click()
        title = tabs.nth(index).text_content()
        seen = [place for place in places.all() if place.is_visible()]
        for place in seen:
            place.click()
            yield f"{title}: {place.text_content()}"
        if not seen:
            yield f"{title}"
    if tabs.first.is_visible():
        tabs.first.click()


def still(tab: Tab) -> list[dict[str, object]]:
    """All texts, once they stay where they are and the plots have the size of their places."""

    def look() -> list[dict[str, object]]:
        for wide, high, drawn_wide, drawn_high in tab.page.evaluate(_SIZES):
            assert (drawn_wide, drawn_high) == pytest.approx((wide, high), abs=2)
        before = texts(tab.page)
        tab.page.evaluate(_FRAMES)
        assert texts(tab.page) == before
        return before

    return tab.eventually(look)


def problems(tab: Tab, width: int) -> list[str]:
    """What overlaps, is cut off or leaves the window sideways."""
    found = still(tab)
    assert len(found) > 40
    wrong = [*overlaps(found), *outside(found, width)]
    wrong += [f"cut off: {text}" for text in cut_off(tab.page)]
    across = tab.page.evaluate("document.documentElement.scrollWidth")
    return [*wrong, f"the page is {across} wide"] if across > width else wrong


def fits(tab: Tab, query: str) -> None:
    """Nothing overlaps, is cut off or scrolls sideways, from a phone to a wide window."""
    tab.page.set_viewport_size({"width": 360, "height": 740})
    tab.open(query)
    wrong = {}
    for width, height in WIDTHS:
        tab.page.set_viewport_size({"width": width, "height": height})
        for name in sights(tab):
            if found := problems(tab, width):
                wrong[f"{name}, {width}"] = found
    assert wrong == {}


def opens(tab: Tab, width: int) -> None:
    """What can be unfolded lies over the page, or pushes it aside; none of its texts overlap."""
    for summary in tab.page.locator("summary").all():
        if not summary.is_visible() or summary.locator("..").get_attribute("open") is not None:
            continue
        summary.click()
        assert problems(tab, width) == [], summary.text_content()
        tab.page.keyboard.press("Escape")


def explains(tab: Tab) -> None:
    """Every key figure says what it means, to whoever reaches it."""
    for menu in (None, tab.page.locator(".all > summary")):
        if menu:
            menu.click()
        figures = tab.page.locator(".figures").nth(1 if menu else 0).locator(".figure").all()
        seen = [figure for figure in figures if figure.is_visible()]  # others belong to other tabs
        assert seen
        for figure in seen:
            tip = figure.locator("[role=tooltip]")
            expect(tip).to_be_hidden()
            figure.locator(".meaning").focus()
            expect(tip).to_be_visible()
            expect(tip).to_be_in_viewport(ratio=0.99)


def reached_with_tab(tab: Tab) -> None:
    """Of a group of radio buttons Tab reaches the chosen one, the arrows its others."""
    wanted = tab.page.evaluate(
        """() => {
            const all = "a[href], button, input, select, textarea, summary, [tabindex='0']";
            window.wanted = [...document.querySelectorAll(all)].filter(element =>
                !element.disabled && element.tabIndex >= 0
                && element.checkVisibility({ visibilityProperty: true })
                && !(element.type === "radio" && !element.checked));
            document.activeElement.blur();
            return window.wanted.length;
        }"""
    )
    assert wanted > 40
    seen: set[int] = set()
    for _ in range(2 * wanted):
        tab.page.keyboard.press("Tab")
        seen.add(tab.page.evaluate("() => window.wanted.indexOf(document.activeElement)"))
        if len(seen - {-1}) == wanted:
            break
    html = "index => wanted[index].outerHTML.slice(0, 200)"
    assert [tab.page.evaluate(html, index) for index in set(range(wanted)) - seen] == []


def changes_theme(tab: Tab, query: str, ink: str = _TICKS) -> None:
    """Dark as the system says, light on the button: `ink` changes, no curve does."""
    tab.page.emulate_media(color_scheme="dark")
    tab.open(query)
    html = tab.page.locator("html")
    expect(html).to_have_attribute("data-theme", "dark")
    inks = """ink => [...document.querySelectorAll(ink)]
        .map(text => getComputedStyle(text)[text.closest("svg") ? "fill" : "color"])"""
    curves = """() => [...document.querySelectorAll(".graph .js-line")]
        .map(line => getComputedStyle(line).stroke)"""
    dark, colours = set(tab.page.evaluate(inks, ink)), tab.page.evaluate(curves)
    assert len(dark) == 1
    tab.by_id(Top.THEME).click()
    expect(html).to_have_attribute("data-theme", "light")

    def other() -> None:
        now = set(tab.page.evaluate(inks, ink))
        assert len(now) == 1
        assert now.isdisjoint(dark)

    tab.eventually(other)
    assert tab.page.evaluate(curves) == colours  # a curve keeps its colour
