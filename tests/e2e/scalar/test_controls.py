"""Setting things on the real page: mouse, keyboard, boxes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from dashboard.scalar.ids import Scalar
from tests.e2e.drivers.scalar import ScalarPage
from tests.e2e.drivers.tab import LOSS_PATH

#: JavaScript: remember every shape that the loss curve takes from now on, frame by frame.
RECORD = f"""() => {{
    window.shapes = new Set();
    const look = () => {{
        window.shapes.add(({LOSS_PATH})());
        requestAnimationFrame(look);
    }};
    look();
}}"""


def test_the_curve_follows_the_thumb(scalar: ScalarPage) -> None:
    """Real mouse, real server: the curve moves while the mouse does, before it is let go."""
    scalar.open("w=0.9,0.4&y=1")
    before = scalar.value("alpha_star")
    x, y, width = scalar.grab("Initial weight w1")
    scalar.page.evaluate(RECORD)
    steps = 40
    for step in range(1, steps + 1):  # without a rest: the page must not wait for one
        scalar.page.mouse.move(x + step * width / 200, y)
        scalar.frame()
    shapes = scalar.page.evaluate("shapes.size")
    assert shapes > 5
    assert scalar.value("alpha_star") != before  # figures follow as well
    scalar.page.mouse.up()
    wanted = scalar.number("Initial weight w1")
    assert wanted > 1.5
    scalar.settles(lambda state: state.scenario.weights == (wanted, 0.4))


def test_arrow_keys_move_every_kind_of_slider(scalar: ScalarPage) -> None:
    def press(name: str, key: str) -> None:
        scalar.slider(name).focus()
        scalar.slider(name).press(key)

    scalar.open("w=0.9,0.4&y=1")
    press("Initial weight w2", "ArrowRight")
    scalar.settles(lambda state: state.scenario.weights == (0.9, 0.41))
    press("Target y", "ArrowLeft")
    scalar.settles(lambda state: state.scenario.target == 0.99)
    press("Depth", "ArrowRight")
    scalar.settles(lambda state: state.scenario.weights == (0.9, 0.41, 1.0))
    horizon = scalar.solution.horizon
    press("Horizon", "ArrowUp")
    state = scalar.settles(lambda state: state.scenario.horizon is not None)
    assert horizon < state.scenario.horizon < 1.3 * horizon
    press("Time", "ArrowRight")
    scalar.settles(lambda state: state.view.at > 0.0)
    assert scalar.sample() == 1

    scalar.page.get_by_role("radio", name="imbalance and product").check()
    before = scalar.settles(lambda state: state.scenario.weights is None).scenario
    press("Imbalance d2", "ArrowRight")
    state = scalar.settles(lambda state: state.scenario.imbalance[1] != before.imbalance[1])
    assert state.scenario.imbalance[1] == pytest.approx(before.imbalance[1] + 0.01, abs=0.0051)
    press("Product w(0)", "ArrowDown")
    state = scalar.settles(lambda state: state.scenario.product != before.product)
    assert state.scenario.product == pytest.approx(before.product - 0.01, abs=0.0051)
    assert state.scenario.imbalance[0] == before.imbalance[0]  # to its last digit


def test_a_number_beyond_the_slider_is_used(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1")
    assert float(scalar.slider("Initial weight w1").get_attribute("max") or "nan") < 7.5
    scalar.type("Initial weight w1", "7.5")
    scalar.settles(lambda state: state.scenario.weights == (7.5, 0.4))
    expect(scalar.box("Initial weight w1")).to_have_value("7.5")
    scalar.type("Target y", "-1e3")
    scalar.settles(lambda state: state.scenario.target == -1000.0)
    scalar.type("Horizon", "1e-7")
    scalar.settles(lambda state: state.scenario.horizon == 1e-7)
    scalar.complains_not("Horizon")
    scalar.type("Depth", "20")
    scalar.settles(lambda state: state.scenario.depth == 20)
    scalar.type("Depth", "2")
    scalar.settles(lambda state: state.scenario.weights == (7.5, 0.4))


def test_what_is_no_number_is_said_beside_the_box_and_changes_nothing(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1&T=3")
    good = scalar.state
    path, values = scalar.loss_path(), scalar.values()
    names = ["Initial weight w2", "Target y", "Horizon", "Depth"]
    for name, wrong, right, meets in [
        (names[0], "", "0.4", good),
        (names[1], "1e999", "1", good),
        (names[2], "-", "3", good),
        (names[1], "e1e", "1", good),
        (names[0], "1e200", "0.4", good),
        (names[3], "65", "2", good),
        (names[3], "2.5", "2", good),
        (names[2], "-1", "3", good),
    ]:
        if wrong:
            scalar.paste(name, wrong)
        else:
            scalar.type(name, wrong)
        scalar.complains(name)
        others = [other for other in names if other != name]
        for other in others:
            scalar.complains_not(other)
        expect(scalar.by_id(Scalar.MESSAGE)).to_be_hidden()
        # The last good picture and the last good setting stay.
        assert scalar.loss_path() == path
        assert scalar.values() == values
        assert scalar.state == good
        scalar.paste(name, right)
        scalar.complains_not(name)
        scalar.settles(lambda state, meets=meets: state == meets)
    scalar.type("Target y", "1.5")
    scalar.settles(lambda state: state.scenario.target == 1.5)
    assert scalar.loss_path() != path


def test_the_sentence_stands_beside_its_control(scalar: ScalarPage) -> None:
    """Not somewhere on the page: directly below, inside the same column."""
    scalar.open("w=0.9,0.4,1,1,1&y=1")
    scalar.type("Initial weight w4", "")
    scalar.complains("Initial weight w4")
    sentence = scalar.complaint("Initial weight w4").bounding_box()
    box = scalar.box("Initial weight w4").bounding_box()
    following = scalar.box("Initial weight w5").bounding_box()
    assert sentence
    assert box
    assert following
    assert box["y"] + box["height"] - 1 <= sentence["y"] < following["y"]
    assert "w4" in scalar.complaint("Initial weight w4").inner_text()
