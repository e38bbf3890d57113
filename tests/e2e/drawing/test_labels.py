"""The curves' names: at their ends, over no other name, inside their plot, at every width."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.drivers.tab import ARRIVED

PAGES = {
    "scalar": ("w=0.9,0.4&y=1&show=lower,progressive", "w=1,0.5,0.7,0.9,1.1&y=1"),
    "matrix": ("show=progressive,ntk,layers",),
    "regimes": ("",),
    "depth": ("", "tab=descent"),
}
SIZES = ((1366, 768), (360, 740))
#: Of each plot in sight: its place, its names with their boxes, where they are shown, and whether
#: it has a key instead.
NAMES = """() => [...document.querySelectorAll(".labels")].flatMap(layer => {
    if (!layer.clientWidth) return [];
    const box = node => { const { left, top, right, bottom } = node.getBoundingClientRect();
        return [left, top, right, bottom]; };
    const names = [...layer.querySelectorAll(".label")];
    const seen = names.filter(name => getComputedStyle(name).visibility === "visible");
    return [{ box: box(layer), count: names.length, key: layer.classList.contains("key"),
        seen: seen.map(name => ({ text: name.textContent, box: box(name) })) }];
})"""


def _meet(one: list[float], other: list[float]) -> bool:
    apart = 0.5  # px, of rounding
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > apart
        and min(one[3], other[3]) - max(one[1], other[1]) > apart
    )


@pytest.mark.parametrize("topic", PAGES)
def test_names_are_inside_and_apart(page: Page, topic: str) -> None:
    for query in PAGES[topic]:
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(f"/{'' if topic == 'scalar' else topic}?{query}", wait_until="commit")
            page.wait_for_function(ARRIVED, arg=f"{topic}-page")
            page.wait_for_timeout(500)  # axes settle
            plots: list[dict[str, Any]] = page.evaluate(NAMES)
            assert plots
            for plot in plots:
                left, top, right, bottom = plot["box"]
                for name in plot["seen"]:
                    x, y, far, low = name["box"]
                    assert x >= left - 1, name
                    assert y >= top - 1, name
                    assert far <= right + 1, name
                    assert low <= bottom + 1, name
                for one, other in combinations(plot["seen"], 2):
                    assert not _meet(one["box"], other["box"]), (query, width, one, other)
                if width > 1000:  # there is room for most
                    assert len(plot["seen"]) >= 0.6 * plot["count"], (query, plot)


def test_the_search_for_names_that_meet_finds_them(page: Page) -> None:
    """A test of the test."""
    page.goto("/?w=0.9,0.4&y=1")
    page.wait_for_function(ARRIVED, arg="scalar-page")
    page.add_style_tag(content=".label { transform: none !important }")
    seen = page.evaluate(NAMES)[0]["seen"]
    assert any(_meet(one["box"], other["box"]) for one, other in combinations(seen, 2))
