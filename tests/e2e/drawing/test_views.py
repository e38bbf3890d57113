"""What someone looks at stays: a zoom, a turned picture; and what fingers do on a plot."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from dashboard.parts.page.ids import Player
from dashboard.scalar.ids import Scalar
from tests.e2e.conftest import watch
from tests.e2e.drivers.scalar import ScalarPage

PLOT = f"document.querySelector('#{Scalar.GRAPH_LOSS} .js-plotly-plot')"
SPACE = f"document.querySelector('#{Scalar.GRAPH_CONSTRAINT} .js-plotly-plot')"
RANGES = f"() => ['xaxis', 'yaxis'].map(axis => [...{PLOT}._fullLayout[axis].range])"
EYE = f"() => Object.values({SPACE}._fullLayout.scene._scene.getCamera().eye)"


def _drag(page: Page, graph: str, *, by: tuple[float, float]) -> None:
    box = page.locator(f"#{graph}").bounding_box()
    assert box is not None
    x, y = box["x"] + 0.45 * box["width"], box["y"] + 0.4 * box["height"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0] / 2, y + by[1] / 2)
    page.mouse.move(x + by[0], y + by[1])
    page.mouse.up()


def test_a_zoom_stays_until_a_double_click(scalar: ScalarPage) -> None:
    page = scalar.page
    scalar.open("w=0.9,0.4&y=1")
    whole = page.evaluate(RANGES)
    _drag(page, Scalar.GRAPH_LOSS, by=(80, 60))
    page.wait_for_function(f"whole => JSON.stringify(({RANGES})()) !== whole", arg=_text(whole))
    zoomed = page.evaluate(RANGES)
    assert zoomed[0][1] - zoomed[0][0] < whole[0][1]
    slider = scalar.slider("Initial weight w1")
    for count in range(1, 4):
        slider.press("ArrowRight")
        weight = pytest.approx(0.9 + 0.01 * count)
        scalar.settles(lambda state, weight=weight: state.scenario.weights[0] == weight)
        assert page.evaluate(RANGES) == zoomed
    page.locator("#theme").click()
    assert page.evaluate(RANGES) == zoomed
    page.locator("#theme").click()
    scalar.by_id(Scalar.GRAPH_LOSS).locator(".nsewdrag").first.dblclick()
    page.wait_for_function(f"zoomed => JSON.stringify(({RANGES})()) !== zoomed", arg=_text(zoomed))
    assert page.evaluate(RANGES)[0] == pytest.approx(whole[0], rel=0.2)
    slider.press("ArrowRight")
    scalar.settles(lambda state: abs(state.scenario.weights[0] - 0.94) < 1e-9)
    assert page.evaluate(RANGES)[0] == pytest.approx(whole[0], rel=0.2)


def test_a_wheel_in_space_is_kept_too(scalar: ScalarPage) -> None:
    page = scalar.page
    scalar.open("w=1,0.5,0.7&y=1")
    start = page.evaluate(EYE)
    box = scalar.by_id(Scalar.GRAPH_CONSTRAINT).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, 120)
    page.wait_for_function(f"start => JSON.stringify(({EYE})()) !== start", arg=_text(start))
    scalar.frame()
    near = page.evaluate(EYE)
    scalar.slider("Initial weight w1").press("ArrowRight")
    scalar.settles(lambda state: state.scenario.weights[0] == 1.01)
    assert page.evaluate(EYE) == pytest.approx(near, abs=1e-3)
    page.locator("#theme").click()
    assert page.evaluate(EYE) == pytest.approx(near, abs=1e-3)
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function(
        f"start => ({EYE})().every((value, index) => Math.abs(value - start[index]) < 1e-3)",
        arg=start,
    )


def test_space_is_turned_while_time_runs(scalar: ScalarPage) -> None:
    page = scalar.page
    scalar.open("w=1,0.5,0.7&y=1")
    straight = page.evaluate(EYE)
    scalar.by_id(Player.PLAY).click()
    box = scalar.by_id(Scalar.GRAPH_CONSTRAINT).bounding_box()
    assert box is not None
    x, y = box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"]
    page.mouse.move(x, y)
    page.mouse.down()
    samples, eyes = [scalar.sample()], [straight]
    for step in range(1, 6):
        page.mouse.move(x + 12 * step, y)

        def moved(eye: list[float] = eyes[-1], sample: int = samples[-1]) -> None:
            assert page.evaluate(EYE) != eye
            assert scalar.sample() > sample

        scalar.eventually(moved)
        eyes.append(page.evaluate(EYE))
        samples.append(scalar.sample())
    page.mouse.up()
    turned = page.evaluate(EYE)
    scalar.by_id(Player.PLAY).click()  # pause
    scalar.slider("Initial weight w1").press("ArrowRight")
    scalar.settles(lambda state: state.scenario.weights[0] == 1.01)
    assert page.evaluate(EYE) == pytest.approx(turned, abs=1e-3)


def test_a_swipe_over_a_plot_scrolls_the_page(
    browser: Browser, server_url: str, browser_log: list[str]
) -> None:
    context = browser.new_context(
        base_url=server_url,
        viewport={"width": 900, "height": 600},
        has_touch=True,
        is_mobile=True,
    )
    for event, listener in watch(context, server_url, browser_log).items():
        context.on(event, listener)
    scalar = ScalarPage(context.new_page())
    session = context.new_cdp_session(scalar.page)
    for query in ("w=0.9,0.4&y=1", "w=1,0.5,0.7&y=1"):
        scalar.open(query)
        page = scalar.page
        scalar.by_id(Scalar.GRAPH_CONSTRAINT).scroll_into_view_if_needed()
        before = page.evaluate("scrollY")
        ranges = page.evaluate(RANGES)

        def swipe(before: int = before) -> None:
            box = _middle(scalar)
            _swipe(session, scalar, box, (0, -150))
            assert scalar.page.evaluate("scrollY") > before + 50

        scalar.eventually(swipe)
        assert page.evaluate(RANGES) == ranges
    straight = page.evaluate(EYE)

    def turn() -> None:
        _swipe(session, scalar, _middle(scalar), (150, 0))
        assert page.evaluate(EYE) != straight

    scalar.eventually(turn)
    context.close()


def _middle(scalar: ScalarPage) -> tuple[float, float]:
    scalar.by_id(Scalar.GRAPH_CONSTRAINT).scroll_into_view_if_needed()
    box = scalar.by_id(Scalar.GRAPH_CONSTRAINT).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 3, box["y"] + box["height"] / 2


def _swipe(
    session: CDPSession, scalar: ScalarPage, start: tuple[float, float], by: tuple[float, float]
) -> None:
    """A finger's way, in ten moves."""
    for step in range(11):
        at = {"x": start[0] + by[0] * step / 10, "y": start[1] + by[1] * step / 10}
        kind = "touchMove" if step else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [at]})
        scalar.frame()
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    scalar.frame()


def test_without_webgl_the_place_says_so(scalar: ScalarPage) -> None:
    scalar.page.add_init_script(
        """const get = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
            return /webgl/.test(kind) ? null : get.call(this, kind, ...more);
        };"""
    )
    scalar.open("w=1,0.5,0.7&y=1")
    place = scalar.by_id(Scalar.GRAPH_CONSTRAINT)
    assert "WebGL" in place.inner_text()
    scalar.slider("Depth").press("ArrowLeft")
    scalar.settles(lambda state: state.scenario.depth == 2)
    assert "WebGL" not in place.inner_text()
    assert place.locator(".js-line").count() > 3


def _text(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
