"""Crosses where a mode was predicted to be half learnt: on the curve, and what they assume."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.drivers.matrix import MatrixPage
from tests.e2e.drivers.regimes import RegimesPage
from tests.e2e.drivers.scalar import ScalarPage
from tests.e2e.drivers.tab import Tab

#: JavaScript: the middle of each cross, and how far its curve passes from it, in pixels.
CROSSES = """([graph, name]) => {
    const plot = document.querySelector(`#${graph} .js-plotly-plot`);
    const traces = [...plot.querySelectorAll(".scatterlayer .trace")];
    const named = wanted => traces.filter(trace => wanted(trace.__data__[0].trace.name));
    const lines = named(each => !/σ\\(W\\*\\)|target/.test(each))
        .flatMap(trace => [...trace.querySelectorAll(".js-line")]);
    return named(each => each === name)
        .flatMap(trace => [...trace.querySelectorAll(".point")]).map(point => {
            const { x, y, width, height } = point.getBoundingClientRect();
            const at = [x + width / 2, y + height / 2];
            let least = Infinity;
            for (const line of lines) {
                const to = line.getScreenCTM(), whole = line.getTotalLength();
                for (let part = 0; part <= 2000; part += 1) {
                    const { x, y } = line.getPointAtLength(whole * part / 2000).matrixTransform(to);
                    least = Math.min(least, Math.hypot(x - at[0], y - at[1]));
                }
            }
            return { at, least };
        });
}"""
MODE = "prediction: a mode is half learnt"
HALF = "prediction: the product is half of the target"
PAGES: dict[str, type[Tab]] = {
    "scalar": ScalarPage, "matrix": MatrixPage, "regimes": RegimesPage,
}  # fmt: skip
CASES = {
    "scalar, one size": ("scalar", "w=0.1,0.1,0.1&y=1", "graph-weights", HALF, 1, "exact"),
    "scalar, small": ("scalar", "w=0.01,0.03&y=-1", "graph-weights", HALF, 1, "small starts"),
    "matrix": ("matrix", "h=8&init=spectral&scale=1e-4&r=1e4", "graph-modes", MODE, 3, "exact"),
    "regimes": ("regimes", "tab=modes", "graph-modes", MODE, 3, "exact"),
}  # fmt: skip


def crosses(page: Page, graph: str, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(CROSSES, [graph, name])
    return found


@pytest.mark.parametrize("case", CASES)
def test_they_are_on_their_curves_and_say_what_they_assume(page: Page, case: str) -> None:
    topic, query, graph, name, count, assumes = CASES[case]
    card = PAGES[topic](page).open(query).see(graph)
    page.wait_for_timeout(500)  # axes settle
    found = crosses(page, graph, name)
    assert len(found) == count
    assert max(each["least"] for each in found) < 2.5
    expect(card.locator(".label").filter(has_text="predicted")).to_have_count(1)
    x, y = found[0]["at"]
    page.mouse.move(x - 30, y - 30)
    page.mouse.move(x, y, steps=5)
    expect(card.locator(".hoverlayer")).to_contain_text("prediction")
    expect(card.locator(".hoverlayer")).to_contain_text(assumes)


def test_nothing_is_drawn_where_nothing_is_predicted(page: Page) -> None:
    ScalarPage(page).open("w=0.9,0.4&y=1")
    assert crosses(page, "graph-weights", HALF) == []
    MatrixPage(page).open("target=drawn")
    assert crosses(page, "graph-modes", MODE) == []
