"""A phone, a tablet, a desk: nothing overlaps, nothing scrolls sideways."""

from __future__ import annotations

import pytest

from dashboard.scalar.controls import read
from tests.e2e.drivers import looks
from tests.e2e.drivers.overlap import outside, overlaps, texts
from tests.e2e.drivers.scalar import ScalarPage

WIDTHS = {360: 740, 768: 1024, 1440: 900}
#: All the ways a plot can look, the most crowded, the longest numbers.
STATES = {
    "two layers, all envelopes": "w=0.9,0.4&y=1&show=lower,progressive&gamma=poster",
    "space": "w=1,-0.4,0.8&y=1&show=lower,progressive",
    "depth 8": "w=0.6,0.7,0.8,0.9,1,1.1,1.2,1.3&y=1&show=lower,progressive",
    "small numbers": "w=1.234567e-5,-2.345678e-4&y=-1.23456789e-7&T=123456.789&at=0.5",
    "large numbers": "w=-123456.789,98765.4321,1,1&y=-123456789012&at=1",
    "one layer": "w=0.5&y=1",
}


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overlaps_and_nothing_scrolls_sideways(scalar: ScalarPage, width: int) -> None:
    scalar.page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    scalar.open()
    wrong = {}
    for name, query in STATES.items():
        scalar.visit(query)
        wanted = read(query)
        scalar.settles(lambda state, wanted=wanted: state == wanted)
        for sight in looks.sights(scalar):
            if found := looks.problems(scalar, width):
                wrong[f"{name}, {sight}"] = found
    assert wrong == {}


def test_a_sentence_beside_a_control_overlaps_nothing(scalar: ScalarPage) -> None:
    scalar.page.set_viewport_size({"width": 360, "height": WIDTHS[360]})
    scalar.open("w=0.9,0.4,1.2,0.9&y=1")
    scalar.type("Initial weight w2", "1e200")
    scalar.complains("Initial weight w2")
    found = looks.still(scalar)
    assert [*overlaps(found), *outside(found, 360)] == []
    scalar.page.get_by_label("How to read: Loss and envelope").click()
    found = looks.still(scalar)
    assert [*overlaps(found), *outside(found, 360)] == []
    assert scalar.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_search_for_overlaps_finds_them(scalar: ScalarPage) -> None:
    """A test of the test: a symbol pushed onto a heading, a line that cannot break."""
    scalar.page.set_viewport_size({"width": 360, "height": WIDTHS[360]})
    scalar.open("w=0.9,0.4&y=1")
    assert overlaps(looks.still(scalar)) == []
    scalar.page.add_style_tag(
        content=".plot-head > .symbol { display: inline; margin-left: -60px }"
    )
    assert overlaps(texts(scalar.page))
    scalar.page.add_style_tag(content=".look { flex: none; white-space: nowrap }")
    assert outside(texts(scalar.page), 360)
    assert scalar.page.evaluate("document.documentElement.scrollWidth") > 360


def test_text_of_twice_the_size_still_fits(scalar: ScalarPage) -> None:
    """A phone of 360 px shows a page zoomed to 200 % at 720."""
    scalar.page.set_viewport_size({"width": 320, "height": 600})
    scalar.open("w=0.9,0.4&y=1")
    fitting = scalar.page.evaluate("document.documentElement.scrollWidth")
    assert fitting <= 320
