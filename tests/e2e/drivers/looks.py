"""What must hold of the looks of every page."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from playwright.sync_api import expect

from dashboard.parts.page.ids import Top
from tests.e2e.drivers.overlap import cut_off, outside, overlaps, texts
from tests.e2e.drivers.tab import Tab

WIDTHS = ((360, 740), (768, 1024), (1440, 900))
_TICKS = ".graph .xtick text, .graph .ytick text"
_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def still(tab: Tab, graphs: Sequence[str]) -> list[dict[str, object]]:
    """All texts, once they stay where they are and the plots have the size of their places."""

    def look() -> list[dict[str, object]]:
        for graph in graphs:
            wide = tab.page.evaluate(
                """graph => {
                    const place = document.getElementById(graph);
                    const svg = place.querySelector(".main-svg");
                    return [place, svg].map(part => part.getBoundingClientRect().width);
                }""",
                graph,
            )
            assert wide[0] == pytest.approx(wide[1], abs=2)
        before = texts(tab.page)
        tab.page.evaluate(_FRAMES)
        assert texts(tab.page) == before
        return before

    return tab.eventually(look)


def fits(tab: Tab, graphs: Sequence[str], query: str) -> None:
    """Nothing overlaps, is cut off or scrolls sideways, from a phone to a wide window."""
    tab.page.set_viewport_size({"width": 360, "height": 740})
    tab.open(query)
    wrong = {}
    for width, height in WIDTHS:
        tab.page.set_viewport_size({"width": width, "height": height})
        found = still(tab, graphs)
        assert len(found) > 80
        problems = [*overlaps(found), *outside(found, width)]
        problems += [f"cut off: {text}" for text in cut_off(tab.page)]
        across = tab.page.evaluate("document.documentElement.scrollWidth")
        if across > width:
            problems.append(f"the page is {across} wide")
        if problems:
            wrong[width] = problems
    assert wrong == {}


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
    tab.page.evaluate("localStorage.clear()")
