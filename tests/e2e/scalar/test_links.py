"""The address is the state: presets, reset, links that are sent and links that are broken."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from core import solve
from dashboard.parts.query import MAX_QUERY
from dashboard.scalar.controls import read, write
from dashboard.scalar.ids import Scalar
from dashboard.scalar.presets import PRESETS as SCALAR
from tests.e2e.drivers.scalar import GRAPHS, ScalarPage

DEFAULT = read("")


def test_every_preset_opens(scalar: ScalarPage) -> None:
    scalar.open()
    for preset in SCALAR:
        scalar.preset(preset.name).click()
        state = read(preset.query)
        scalar.settles(lambda now, state=state: now == state)
        expect(scalar.by_id(Scalar.STATUS)).to_have_text(solve(state.scenario).status)
        for graph in GRAPHS:
            assert scalar.labels(graph)
            # Lines of a flat plot are in its SVG, those of the turning one on its canvas.
            drawn = scalar.page.locator(f"#{graph} :is(.js-line, canvas)")
            assert drawn.count() > 0
        assert scalar.sample() == 0


def test_reset_returns_to_the_link_or_the_preset_that_was_opened(scalar: ScalarPage) -> None:
    reset = scalar.page.get_by_role("button", name="Reset")
    opened = read("w=0.3,-0.7,1.25&y=-2&T=9&gamma=poster&show=progressive&at=0.25")
    scalar.open(write(opened))
    scalar.settles(lambda state: state == opened)
    sample, values = scalar.sample(), scalar.values()
    scalar.type("Initial weight w1", "1.7")
    scalar.settles(lambda state: state.scenario.weights[0] == 1.7)
    scalar.page.get_by_role("radio", name="imbalance and product").check()
    scalar.type("Depth", "5")
    scalar.settles(lambda state: state.scenario.depth == 5)
    scalar.slider("Time").press("End")
    scalar.settles(lambda state: state.view.at == 1.0)
    reset.click()
    scalar.settles(lambda state: state == opened)
    assert (scalar.sample(), scalar.values()) == (sample, values)

    scalar.preset("Depth 8").click()
    eight = scalar.settles(lambda state: state.scenario.depth == 8)
    scalar.type("Depth", "2")
    scalar.settles(lambda state: state.scenario.depth == 2)
    reset.click()
    scalar.settles(lambda state: state == eight)


def test_reset_clears_what_was_wrong(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1")
    scalar.type("Initial weight w1", "")
    scalar.complains("Initial weight w1")
    scalar.page.get_by_role("button", name="Reset").click()
    scalar.complains_not("Initial weight w1")
    expect(scalar.box("Initial weight w1")).to_have_value("0.9")


@pytest.mark.parametrize(
    "query, steps",
    [
        ("w=0.3,-0.7,1.25&y=-2&gamma=poster&show=progressive", 60),
        # Half of the samples lie within a small part of the horizon.
        ("w=0.001,0.001,0.002,0.9&y=1&pair=4,1", 200),
    ],
)
def test_a_link_that_is_sent_shows_the_same(
    scalar: ScalarPage, browser: Browser, server_url: str, query: str, steps: int
) -> None:
    scalar.open(query)
    # Digits that no box shows: the address and not the boxes is what is sent.
    scalar.type("Target y", "0.30000000000000004")
    scalar.settles(lambda state: state.scenario.target == 0.1 + 0.2)
    scalar.slider("Time").fill(str(steps))
    scalar.settles(lambda state: state.view.at > 0.0)
    assert scalar.sample() == steps
    with browser.new_context() as context:
        other = ScalarPage(context.new_page())
        other.page.goto(scalar.page.url)
        other.ready()
        other.settles(lambda state: state == scalar.state)
        assert other.values() == scalar.values()
        assert other.sample() == scalar.sample()
        assert other.value("loss") == scalar.value("loss")
        assert scalar.labels(Scalar.GRAPH_LOSS) == other.labels(Scalar.GRAPH_LOSS)


@pytest.mark.parametrize(
    "query",
    [
        "w=0.9,zero&y=1",
        "w=0.9,nan&y=1e999",
        "w=1&w=2&y=1",
        "theme=dark&y=1",
        "%00%ff%fe&=;%25",
        "w=" + quote("<img src=x onerror=\"document.title='taken'\">"),
        "d=1,2&y=1",
        "w=" + "1," * (MAX_QUERY // 3),  # a link too long to be one of ours
    ],
    ids=["text", "nan", "twice", "unknown", "garbage", "markup", "missing", "long"],
)
def test_a_broken_link_says_so_over_the_default_picture(scalar: ScalarPage, query: str) -> None:
    response = scalar.page.goto(f"/?{query}")
    assert response is not None
    assert response.status == 200
    scalar.ready()
    sentence = scalar.page.get_by_role("alert").filter(visible=True)
    expect(sentence).to_have_count(1)
    expect(sentence).to_have_text(re.compile(r"\S.*\.$"))
    scalar.settles(lambda state: state == DEFAULT)
    expect(sentence).to_be_visible()  # the default picture does not wipe it out
    assert scalar.loss_path()
    for graph in GRAPHS:
        assert scalar.labels(graph)
    expect(scalar.page.locator("body")).not_to_contain_text(re.compile("Traceback|Error:"))
    expect(scalar.page).to_have_title(re.compile("linear networks"))
    # The next good setting ends it.
    scalar.type("Target y", "2")
    scalar.settles(lambda state: state.scenario.target == 2.0)
    expect(sentence).to_have_count(0)


def test_a_tracked_link_is_a_good_link(scalar: ScalarPage) -> None:
    scalar.open("w=1,2&y=1&utm_source=mail&fbclid=abc")
    expect(scalar.page).to_have_url(re.compile(r"\?w=1,2&y=1$"))
    scalar.agrees()
    expect(scalar.page.get_by_role("alert").filter(visible=True)).to_have_count(0)
