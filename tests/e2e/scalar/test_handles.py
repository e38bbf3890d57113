"""A hand on the picture: the start and the target are dragged, other starts are dropped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dashboard.scalar.ids import Scalar
from dashboard.scalar.starts import MAX_STARTS
from tests.e2e.conftest import watch
from tests.e2e.drivers.scalar import ScalarPage
from tests.e2e.drivers.tab import PATIENCE
from words import Message, say

SIZE = {"width": 1366, "height": 768}
PLANE, WEIGHTS = str(Scalar.GRAPH_CONSTRAINT), str(Scalar.GRAPH_WEIGHTS)
START, TARGET = "handles.start", "handles.target"
LENGTH = "history.length"
#: JavaScript: the numbers that plotly.js has at a place on the screen, and what a pixel is worth.
AT = """([graph, x, y]) => {
    const plot = document.querySelector(`#${graph} .canvas`);
    const { left, top } = plot.getBoundingClientRect();
    const { xaxis, yaxis } = plot._fullLayout;
    const here = [xaxis.p2d(x - left - xaxis._offset), yaxis.p2d(y - top - yaxis._offset)];
    return [here, Math.abs(xaxis.p2d(1) - xaxis.p2d(0)), Math.abs(yaxis.p2d(1) - yaxis.p2d(0))];
}"""
#: JavaScript: where numbers are on the screen.
SPOT = """([graph, x, y]) => {
    const plot = document.querySelector(`#${graph} .canvas`);
    const { left, top } = plot.getBoundingClientRect();
    const { xaxis, yaxis } = plot._fullLayout;
    return [left + xaxis._offset + xaxis.d2p(x), top + yaxis._offset + yaxis.d2p(y)];
}"""
RANGES = """graph => {
    const { xaxis, yaxis } = document.querySelector(`#${graph} .canvas`)._fullLayout;
    return [...xaxis.range, ...yaxis.range];
}"""


@pytest.fixture
def hand(scalar: ScalarPage) -> ScalarPage:
    scalar.page.set_viewport_size(SIZE)  # type: ignore[arg-type]
    return scalar


def handle(scalar: ScalarPage, name: str) -> Locator:
    return scalar.slider(say(Message(name)))


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def at(scalar: ScalarPage, graph: str, x: float, y: float) -> tuple[list[float], float, float]:
    here, across, up = scalar.page.evaluate(AT, [graph, x, y])
    return here, across, up


def spot(scalar: ScalarPage, graph: str, x: float, y: float) -> tuple[float, float]:
    left, top = scalar.page.evaluate(SPOT, [graph, x, y])
    return left, top


def drag(scalar: ScalarPage, name: str, by: tuple[float, float]) -> tuple[float, float]:
    """Take hold of a handle's middle; gives where it is let go of."""
    mouse = scalar.page.mouse
    x, y = middle(handle(scalar, name))
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + by[0], y + by[1], steps=5)
    return x + by[0], y + by[1]


def stands_at(scalar: ScalarPage, weights: Sequence[float], within: Sequence[float]) -> None:
    def check(state: object) -> bool:
        found = scalar.state.scenario.weights
        return found is not None and all(
            abs(one - other) <= room
            for one, other, room in zip(found, weights, within, strict=False)
        )

    scalar.settles(check)


def test_the_start_is_dragged_to_the_point_under_the_pointer(hand: ScalarPage) -> None:
    page = hand.page
    hand.open("w=0.9,0.4&y=1")
    before, ranges = page.evaluate(LENGTH), page.evaluate(RANGES, PLANE)
    box = handle(hand, START).bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    path = hand.loss_path()
    x, y = drag(hand, START, (-33, 45))
    here, across, up = at(hand, PLANE, x, y)

    # While it is held, what is drawn follows, slider and box too, and the axes stay.
    hand.eventually(lambda: _near(hand.number("Initial weight w1"), here[0], across))
    assert float(hand.slider("Initial weight w2").input_value()) == pytest.approx(here[1], abs=up)
    page.wait_for_timeout(600)
    assert page.evaluate(RANGES, PLANE) == ranges
    assert hand.loss_path() != path
    page.mouse.up()
    stands_at(hand, here, (across, up))
    assert page.evaluate(LENGTH) == before + 1  # a drag is one step, held still or not
    value = handle(hand, START).get_attribute("aria-valuetext") or ""
    assert value.startswith("w₁ = ")
    assert "w₂ = −" in value

    # Beyond the axes: they stay, and fit once it is let go of.
    hand.rest()
    ranges = page.evaluate(RANGES, PLANE)
    drag(hand, START, (0, -260))
    page.wait_for_timeout(600)
    assert page.evaluate(RANGES, PLANE) == ranges
    page.mouse.up()
    grown = hand.settles(lambda state: state.scenario.weights[1] > ranges[3])
    hand.eventually(lambda: _above(page.evaluate(RANGES, PLANE)[3], grown.scenario.weights[1]))

    # Zoomed by plotly.js: handles follow its axes.
    hand.open("w=0.9,0.4&y=1")
    left, top = spot(hand, PLANE, 0.5, 0.8)
    right, bottom = spot(hand, PLANE, 1.3, 0.0)
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, bottom, steps=4)
    page.mouse.up()
    hand.eventually(lambda: _above(1.0, page.evaluate(RANGES, PLANE)[3]))
    zoomed = page.evaluate(RANGES, PLANE)
    hand.eventually(lambda: _lies(hand, handle(hand, START), (0.9, 0.4)))
    assert hand.state.view.starts == ()  # a zoom drops no start
    x, y = drag(hand, START, (30, 20))
    here, across, up = at(hand, PLANE, x, y)
    page.mouse.up()
    stands_at(hand, here, (across, up))
    assert page.evaluate(RANGES, PLANE) == pytest.approx(zoomed)


def _near(number: float, wanted: float, room: float) -> None:
    assert number == pytest.approx(wanted, abs=room)


def _lies(scalar: ScalarPage, place: Locator, point: tuple[float, float]) -> None:
    """A mark in the plane is where its numbers are."""
    assert middle(place) == pytest.approx(spot(scalar, PLANE, *point), abs=1)


def _seen(place: Locator) -> None:
    assert place.is_visible()


def _elsewhere(place: Locator, before: tuple[float, float]) -> None:
    assert middle(place) != pytest.approx(before, abs=3)


def _above(number: float, other: float) -> None:
    assert number > other


def test_the_target_and_the_start_by_keys_and_by_hand(hand: ScalarPage) -> None:
    page = hand.page
    hand.open("d=0.65&p=0.36&y=1")
    x, y = drag(hand, TARGET, (40, 30))
    here, _, up = at(hand, WEIGHTS, x, y)
    page.mouse.up()
    hand.settles(lambda state: state.scenario.target == pytest.approx(here[1], abs=up))

    # Keys: one step, ten with Shift; a number that a coordinate does not have stays.
    hand.open("w=0.9,0.4&y=1")
    target, start = handle(hand, TARGET), handle(hand, START)
    target.press("ArrowUp")
    hand.settles(lambda state: state.scenario.target == pytest.approx(1.01))
    expect(hand.box("Target y")).to_have_value("1.01")
    expect(target).to_have_attribute("aria-valuetext", "y = 1.01")
    start.press("ArrowLeft")
    hand.settles(lambda state: state.scenario.weights == (0.89, 0.4))
    start.press("Shift+ArrowUp")
    hand.settles(lambda state: state.scenario.weights == (0.89, 0.5))
    expect(start).to_be_focused()

    # The start told by imbalance and product: a hand moves its weights.
    hand.open("d=0.65&p=0.36&y=1")
    expect(page.get_by_role("radio", name="imbalance and product")).to_be_checked()
    x, y = drag(hand, START, (20, 20))
    here, across, up = at(hand, PLANE, x, y)
    page.mouse.up()
    stands_at(hand, here, (across, up))
    expect(page.get_by_role("radio", name="weights", exact=True)).to_be_checked()


def test_the_start_of_more_layers_moves_along_the_chosen_pair(hand: ScalarPage) -> None:
    page = hand.page
    hand.open("w=0.9,0.4,0.7,1.1&y=1&pair=2,4")
    x, y = drag(hand, START, (-20, 15))
    here, across, up = at(hand, PLANE, x, y)
    page.mouse.up()

    def moved(state: object) -> bool:
        first, second, third, fourth = hand.state.scenario.weights or ()
        near = abs(second - here[0]) <= across and abs(fourth - here[1]) <= up
        return (first, third) == (0.9, 0.7) and near

    hand.settles(moved)

    # In space it moves along the pair, stays under the pointer, and follows the camera.
    hand.open("w=0.9,0.4,0.7&y=1&pair=1,3")
    hand.eventually(lambda: _seen(handle(hand, START)))
    x, y = drag(hand, START, (24, 16))
    assert middle(handle(hand, START)) == pytest.approx((x, y), abs=2)
    page.mouse.up()
    first, second, third = hand.settles(
        lambda state: state.scenario.weights[0] != 0.9
    ).scenario.weights
    assert second == 0.4
    assert third != 0.7
    before = hand.rest() and middle(handle(hand, START))
    canvas = hand.by_id(PLANE).locator("canvas").first.bounding_box()
    assert canvas is not None
    page.mouse.move(canvas["x"] + 40, canvas["y"] + 150)
    page.mouse.down()
    page.mouse.move(canvas["x"] + 140, canvas["y"] + 150, steps=4)
    page.mouse.up()
    hand.eventually(lambda: _elsewhere(handle(hand, START), before))
    handle(hand, START).press("ArrowRight")
    hand.settles(lambda state: state.scenario.weights == (pytest.approx(first + 0.01), 0.4, third))

    hand.open("w=0.9&y=1")
    expect(handle(hand, START)).to_have_count(0)
    expect(handle(hand, TARGET)).to_have_count(1)


def test_a_click_drops_a_start_and_a_click_on_it_removes_it(hand: ScalarPage) -> None:
    page = hand.page
    hand.open("w=0.9,0.4&y=1")
    marks = page.locator(".other-start")
    expect(hand.button("Clear starts")).to_be_hidden()
    before = page.evaluate(LENGTH)
    x, y = spot(hand, PLANE, -0.5, 0.6)
    here, across, up = at(hand, PLANE, x, y)
    page.mouse.click(x, y)
    (start,) = hand.settles(lambda state: len(state.view.starts) == 1).view.starts
    assert start == (pytest.approx(here[0], abs=across), pytest.approx(here[1], abs=up))
    assert page.evaluate(LENGTH) == before + 1
    expect(marks).to_have_count(1)
    hand.eventually(lambda: _lies(hand, marks, start))

    # A double click is plotly's; the keyboard drops one, too, where the handle is.
    page.mouse.dblclick(*spot(hand, PLANE, 0.4, -0.7))
    handle(hand, START).press("Enter")
    handle(hand, START).press("ArrowRight")
    hand.settles(lambda state: state.view.starts == (start, (0.9, 0.4)))

    # The link holds them; each is taken away by its mark, all by the button.
    page.reload()
    hand.ready()
    expect(marks).to_have_count(2)
    page.mouse.click(*middle(marks.first))
    hand.settles(lambda state: state.view.starts == ((0.9, 0.4),))
    expect(marks).to_have_count(1)
    hand.button("Clear starts").click()
    hand.settles(lambda state: state.view.starts == ())
    expect(marks).to_have_count(0)
    expect(hand.button("Clear starts")).to_be_hidden()

    # No more than a link may hold: a sentence, and nothing is lost.
    full = ";".join(f"{index / 10},0.5" for index in range(MAX_STARTS))
    hand.open(f"w=0.9,0.4&y=1&starts={full}")
    page.mouse.click(*spot(hand, PLANE, -0.5, -0.6))
    message = hand.by_id(Scalar.MESSAGE)
    expect(message).to_have_text(say(Message("handles.full", most=MAX_STARTS)))
    expect(marks).to_have_count(MAX_STARTS)
    handle(hand, START).press("ArrowRight")
    hand.settles(lambda state: state.scenario.weights[0] > 0.9)
    assert len(hand.state.view.starts) == MAX_STARTS
    expect(message).to_be_empty()


@pytest.fixture
def phone(browser: Browser, server_url: str, browser_log: list[str]) -> Iterator[Page]:
    size = {"width": 360, "height": 740}
    more = {"has_touch": True, "is_mobile": True}
    with browser.new_context(base_url=server_url, viewport=size, **more) as context:  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        for event, listener in watch(context, server_url, browser_log).items():
            context.on(event, listener)
        yield context.new_page()


def test_fingers(phone: Page) -> None:
    hand = ScalarPage(phone)
    hand.open("w=0.9,0.4&y=1")
    phone.locator(f'#switch [data-plot="{PLANE}-card"]').tap()
    hand.rest()
    session = phone.context.new_cdp_session(phone)
    scrolled = phone.evaluate("scrollY")

    def touch(kind: str, *points: tuple[float, float]) -> None:
        fingers = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    x, y = middle(handle(hand, START))
    touch("touchStart", (x, y))
    for step in range(1, 6):
        touch("touchMove", (x - 6 * step, y + 5 * step))
    here, across, up = at(hand, PLANE, x - 30, y + 25)
    touch("touchEnd")
    stands_at(hand, here, (across, up))
    assert phone.evaluate("scrollY") == scrolled

    x, y = spot(hand, PLANE, -0.5, 0.4)
    phone.touchscreen.tap(x, y)
    hand.settles(lambda state: len(state.view.starts) == 1)
