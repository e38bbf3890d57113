"""The pictures as objects of the page: zoom, hover, colours, dark and light."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.parts.page.ids import Top
from dashboard.scalar.ids import Scalar
from tests.e2e.conftest import SIZE, watch
from tests.e2e.drivers.scalar import GRAPHS, ScalarPage
from tests.e2e.drivers.tab import LOSS_PATH, PATIENCE

#: JavaScript: colours of all lines and marks on the flat plots.
COLOURS = """() => [...document.querySelectorAll(".js-plotly-plot .trace :is(path, use)")]
    .map(path => getComputedStyle(path)).map(style => `${style.stroke} ${style.fill}`)"""
#: JavaScript: how light the page's ground and its text are, 0 to 1.
LIGHT = """() => ["backgroundColor", "color"]
    .map(part => getComputedStyle(document.body)[part])
    .map(color => color.match(/[\\d.]+/g).slice(0, 3).reduce((sum, part) => sum + part / 765, 0))"""
#: JavaScript: colour of the tick labels.
TICKS = """() => getComputedStyle(document.querySelector("#graph-rate .xtick text")).fill"""


def traces_of(scalar: ScalarPage, graph: str) -> int:
    return scalar.page.evaluate(
        "graph => document.querySelector(`#${graph} .js-plotly-plot`).data.length", graph
    )


def test_zoom_and_hover_leave_the_pictures_whole(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1")
    counts = [traces_of(scalar, graph) for graph in GRAPHS]
    assert all(counts)
    for index, graph in enumerate(GRAPHS):
        area = scalar.by_id(graph).locator(".nsewdrag").first
        area.scroll_into_view_if_needed()
        box = area.bounding_box()
        assert box is not None
        x, y, width, height = box["x"], box["y"], box["width"], box["height"]
        ticks = scalar.by_id(graph).locator(".xtick").all_text_contents()
        scalar.page.mouse.move(x + 0.2 * width, y + 0.3 * height)
        scalar.page.mouse.down()
        scalar.page.mouse.move(x + 0.6 * width, y + 0.7 * height, steps=4)
        scalar.page.mouse.up()
        zoomed = scalar.eventually(lambda old=ticks, graph=graph: _differ(scalar, graph, old))
        assert [traces_of(scalar, graph) for graph in GRAPHS] == counts
        # A control moves, the pictures are whole.
        target = 1.1 + 0.1 * index
        scalar.type("Target y", f"{target:.1f}")
        scalar.settles(lambda state, y=target: state.scenario.target == pytest.approx(y))
        assert [traces_of(scalar, graph) for graph in GRAPHS] == counts
        area.scroll_into_view_if_needed()
        box = area.bounding_box()
        assert box is not None
        scalar.page.mouse.dblclick(box["x"] + 0.4 * width, box["y"] + 0.5 * height)
        scalar.eventually(lambda old=zoomed, graph=graph: _differ(scalar, graph, old))
        assert [traces_of(scalar, graph) for graph in GRAPHS] == counts


def _differ(scalar: ScalarPage, graph: str, ticks: list[str]) -> list[str]:
    now = scalar.by_id(graph).locator(".xtick").all_text_contents()
    assert now
    assert now != ticks
    return now


def test_another_size_of_window_leaves_the_pictures_whole(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1")
    counts = [traces_of(scalar, graph) for graph in GRAPHS]
    path = scalar.loss_path()
    scalar.page.set_viewport_size({"width": 800, "height": 600})
    scalar.page.wait_for_function(f"old => ({LOSS_PATH})() !== old", arg=path)
    assert [traces_of(scalar, graph) for graph in GRAPHS] == counts
    scalar.slider("Initial weight w1").press("ArrowRight")
    scalar.settles(lambda state: state.scenario.weights == (0.91, 0.4))
    assert [traces_of(scalar, graph) for graph in GRAPHS] == counts


def test_every_curve_of_the_loss_is_named(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4,1.2&y=1&show=lower,progressive")
    assert len(scalar.labels(Scalar.GRAPH_LOSS)) == traces_of(scalar, Scalar.GRAPH_LOSS) == 5
    shaded = scalar.page.evaluate(
        """() => [...document.querySelectorAll("#graph-loss .js-fill")]
            .filter(fill => getComputedStyle(fill).fillOpacity > 0).length"""
    )
    assert shaded >= 1  # the region under the envelope


# ---- dark and light -----------------------------------------------------------------------------


@pytest.fixture
def dark(browser: Browser, server_url: str, browser_log: list[str]) -> Iterator[Page]:
    """A profile of its own: it remembers."""
    with browser.new_context(base_url=server_url, viewport=SIZE, color_scheme="dark") as context:
        context.set_default_timeout(PATIENCE)
        for event, listener in watch(context, server_url, browser_log).items():
            context.on(event, listener)
        yield context.new_page()


def test_dark_by_the_system_and_by_the_switch(dark: Page) -> None:
    scalar = ScalarPage(dark)
    switch = scalar.by_id(Top.THEME)
    ground, ink = "ground", "ink"

    def theme(name: str) -> None:
        expect(dark.locator("html")).to_have_attribute("data-theme", name)
        light = dict(zip((ground, ink), dark.evaluate(LIGHT), strict=True))
        low, high = (ground, ink) if name == "dark" else (ink, ground)
        assert light[low] < 0.2
        assert light[high] > 0.8

    scalar.open("w=0.9,0.4&y=1&show=lower,progressive")
    theme("dark")
    colours, ticks = dark.evaluate(COLOURS), dark.evaluate(TICKS)
    assert len(set(colours)) > 5

    dark.emulate_media(color_scheme="light")  # the system's choice, followed live
    theme("light")
    dark.wait_for_function(f"old => ({TICKS})() !== old", arg=ticks)
    assert dark.evaluate(COLOURS) == colours
    expect(switch).to_have_accessible_name(re.compile("dark", re.IGNORECASE))

    switch.click()  # one's own choice, which the system no longer changes
    theme("dark")
    dark.wait_for_function(f"old => ({TICKS})() === old", arg=ticks)
    assert dark.evaluate(COLOURS) == colours
    dark.reload()
    scalar.ready()
    theme("dark")
    assert dark.evaluate(COLOURS) == colours
    expect(switch).to_have_accessible_name(re.compile("light", re.IGNORECASE))

    scalar.slider("Initial weight w1").press("ArrowRight")
    scalar.settles(lambda state: state.scenario.weights == (0.91, 0.4))
    switch.click()
    theme("light")
    dark.emulate_media(color_scheme="dark")
    theme("light")


def test_the_switch_of_theme_asks_the_server_nothing(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1")
    expect(scalar.box("Target y")).to_have_value("1")  # Dash has been told of the first answer,
    scalar.rest()  # and has asked what it asks then
    asked: list[str] = []
    scalar.page.on("request", lambda request: asked.append(request.url))
    ticks = scalar.page.evaluate(TICKS)
    scalar.by_id(Top.THEME).click()
    scalar.page.wait_for_function(f"old => ({TICKS})() !== old", arg=ticks)
    scalar.by_id(Top.THEME).click()
    scalar.page.wait_for_function(f"old => ({TICKS})() === old", arg=ticks)
    assert [url for url in asked if "/api/" in url or "_dash-update" in url] == []
