"""Boxes of numbers: what is typed or pasted, when it counts, what comes of layers dropped."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from dashboard.scalar.controls import read
from tests.e2e.drivers.scalar import ScalarPage

Y = "Target y"


def asked(page: Page) -> list[str]:
    """What the page asks from now on: the controls, as they are sent."""
    sent: list[str] = []
    page.on("request", lambda request: "/api/" in request.url and sent.append(request.post_data))
    return sent


def test_a_pasted_number_is_what_it_says(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1")
    box, slider = scalar.box(Y), scalar.slider(Y)
    for text, value in [
        ("−0.7", -0.7), ("0,5", 0.5), ("−1,25", -1.25), ("1\u202f000", 1000.0),
        ("\u00a02\u2009", 2.0),
        ("1e-3", 1e-3), ("1.1·10⁻³", 1.1e-3), ("2^-4", 0.0625), ("−2⁻¹", -0.5),
    ]:  # fmt: skip
        scalar.paste(Y, text)
        expect(box).to_have_value(text)  # whole, as long as it is worked on
        box.press("Enter")
        scalar.settles(lambda state, value=value: state.scenario.target == value)
        scalar.complains_not(Y)
        scalar.eventually(lambda value=value: _shows(scalar, value))
        if abs(value) <= 3:
            assert float(slider.input_value()) == pytest.approx(value, abs=0.0051)
    # In a list of layers a decimal comma makes no two of one.
    scalar.paste("Initial weight w2", "−0,75")
    scalar.box("Initial weight w2").press("Tab")
    scalar.settles(lambda state: state.scenario.weights == (0.9, -0.75))


def _shows(scalar: ScalarPage, value: float) -> None:
    assert scalar.number(Y) == value


@pytest.mark.parametrize("text", ["zwei", "1,000", "1 2", "−", "1.2.3", "2^"])
def test_what_cannot_be_read_stays_and_is_said(scalar: ScalarPage, text: str) -> None:
    scalar.open("w=0.9,0.4&y=1")
    good, path = scalar.state, scalar.loss_path()
    scalar.paste(Y, text)
    scalar.box(Y).press("Tab")
    scalar.complains(Y)
    assert text in scalar.complaint(Y).inner_text()
    expect(scalar.box(Y)).to_have_value(text)
    # Neither a while nor another control takes it away.
    scalar.slider("Initial weight w1").press("ArrowRight")
    scalar.complains(Y)
    scalar.page.wait_for_timeout(700)
    expect(scalar.box(Y)).to_have_value(text)
    assert (scalar.state, scalar.loss_path()) == (good, path)
    scalar.paste(Y, "2")
    scalar.settles(lambda state: state.scenario.target == 2.0)
    scalar.complains_not(Y)


def test_a_box_counts_when_left_at_enter_or_after_a_pause(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4,1.5,0.7,1.2&y=1")
    scalar.rest()
    sent = asked(scalar.page)
    for finish in ("Enter", "Tab", None):
        scalar.type("Depth", "12")
        assert len(sent) == 0  # 1 is on the way to 12, and is no wish
        if finish:
            scalar.box("Depth").press(finish)
        scalar.settles(lambda state: state.scenario.depth == 12)
        assert scalar.state.scenario.weights == (0.9, 0.4, 1.5, 0.7, 1.2, *[1.0] * 7)
        scalar.box("Depth").blur()
        scalar.type("Depth", "5")
        scalar.settles(lambda state: state.scenario.weights == (0.9, 0.4, 1.5, 0.7, 1.2))
        scalar.rest()
        sent.clear()


def test_layers_that_were_dropped_come_back_as_they_were(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4,1.5,0.30000000000000004,1.2&y=1")
    weights = scalar.state.scenario.weights
    scalar.type("Depth", "1")
    scalar.settles(lambda state: state.scenario.weights == weights[:1])
    expect(scalar.box("Initial weight w2")).to_have_count(0)
    scalar.box("Depth").press_sequentially("2")  # much later than the 1
    scalar.settles(lambda state: state.scenario.weights == (*weights, *[1.0] * 7))
    slider = scalar.slider("Depth")
    slider.fill("3")
    scalar.settles(lambda state: state.scenario.weights == weights[:3])
    # What is changed meanwhile stays changed, and so does what is given the other way.
    scalar.type("Initial weight w3", "2")
    scalar.settles(lambda state: state.scenario.weights == (*weights[:2], 2.0))
    slider.fill("4")
    scalar.settles(lambda state: state.scenario.weights == (*weights[:2], 2.0, weights[3]))
    scalar.radio("Start from", "imbalance and product").check()
    before = scalar.settles(lambda state: state.scenario.weights is None).scenario
    slider.fill("2")
    scalar.settles(lambda state: len(state.scenario.imbalance) == 1)
    slider.fill("4")
    after = scalar.settles(lambda state: state.scenario.depth == 4).scenario
    assert after.imbalance == before.imbalance
    assert after.product == pytest.approx(before.product, rel=1e-12)
    # So does a pair of layers that was chosen; one that is chosen meanwhile counts.
    scalar.page.get_by_label("Pair of layers, first").select_option("4")
    scalar.settles(lambda state: state.view.pair == (4, 2))
    slider.fill("3")
    scalar.settles(lambda state: state.scenario.depth == 3 and state.view.pair == (1, 2))
    slider.fill("2")
    scalar.settles(lambda state: state.scenario.depth == 2)
    slider.fill("4")
    scalar.settles(lambda state: state.scenario.depth == 4 and state.view.pair == (4, 2))
    slider.fill("3")
    scalar.settles(lambda state: state.scenario.depth == 3)
    scalar.page.get_by_label("Pair of layers, first").select_option("3")
    scalar.settles(lambda state: state.view.pair == (3, 2))
    slider.fill("4")
    scalar.settles(lambda state: state.scenario.depth == 4 and state.view.pair == (3, 2))
    # A preset is another network: nothing of the one before is in it.
    scalar.page.evaluate("query => window.deepLinear.page.open(query)", "w=0.5,0.6&y=1")
    scalar.settles(lambda state: state == read("w=0.5,0.6&y=1"))
    slider.press("ArrowRight")
    scalar.settles(lambda state: state.scenario.weights == (0.5, 0.6, 1.0))


def test_arrow_keys_step_a_box_and_the_wheel_does_not(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1")
    box = scalar.box(Y)
    box.focus()
    box.press("ArrowUp")
    scalar.settles(lambda state: state.scenario.target == 1.01)
    box.press("ArrowDown")
    box.press("ArrowDown")
    scalar.settles(lambda state: state.scenario.target == 0.99)
    scalar.box("Depth").focus()
    scalar.box("Depth").press("ArrowDown")
    scalar.settles(lambda state: state.scenario.depth == 1)
    scalar.box("Depth").press("ArrowDown")  # there is no network without layers
    scalar.box("Depth").press("ArrowUp")
    scalar.settles(lambda state: state.scenario.weights == (0.9, 0.4))
    box.scroll_into_view_if_needed()
    box.focus()
    place = box.bounding_box()
    assert place
    scalar.page.mouse.move(place["x"] + 20, place["y"] + 10)
    scalar.page.mouse.wheel(0, 240)
    scalar.page.wait_for_timeout(900)
    assert scalar.state.scenario.target == 0.99
    assert scalar.number(Y) == 0.99


def test_what_reads_the_page_aloud_is_told_too(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1")
    box = scalar.box(Y)
    expect(box).to_have_attribute("aria-valuenow", "1")
    assert box.get_attribute("type") == "text"
    scalar.paste(Y, "0,25")
    box.press("Enter")
    expect(box).to_have_attribute("aria-valuenow", "0.25")
    expect(scalar.slider(Y)).to_have_attribute("aria-valuetext", "0.25")
