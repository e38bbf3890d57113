"""Setting things on the real page: mouse, keyboard, boxes, choices."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from core.conversion import initial_weights
from dashboard.ids import Scalar
from tests.e2e.driver import LOSS_PATH, ScalarPage


def test_the_curve_follows_the_thumb(scalar: ScalarPage) -> None:
    """Real mouse, real server: the loss curve moves at every step, before the button is let go."""
    scalar.open("w=0.9,0.4&y=1")
    before = scalar.value("alpha_star")
    x, y, width = scalar.grab("Initial weight w1")
    path = scalar.loss_path()
    for step in range(1, 7):
        scalar.page.mouse.move(x + step * width / 30, y)
        scalar.page.wait_for_function(f"old => ({LOSS_PATH})() !== old", arg=path)
        path = scalar.loss_path()
    assert scalar.value("alpha_star") != before  # figures follow as well
    scalar.page.mouse.up()
    state = scalar.settles(lambda state: state.scenario.weights[0] == scalar.number(
        "Initial weight w1"))  # fmt: skip
    assert state.scenario.weights[0] > 1.5
    assert state.scenario.weights[1:] == (0.4,)


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


@pytest.mark.parametrize("query", ["w=0.3,0.7&y=1.25&gamma=poster&at=0.5", "d=0.25&p=-0.5&y=1&T=4"])
def test_depth_adds_layers_of_weight_one_and_drops_the_last(scalar: ScalarPage, query: str) -> None:
    scalar.open(query)
    before = scalar.settles(lambda state: state.scenario.depth == 2)
    weights = initial_weights(before.scenario)
    for depth in (3, 5):
        while scalar.number("Depth") < depth:
            scalar.slider("Depth").press("ArrowRight")
            scalar.settles(lambda state: state.scenario.depth == scalar.number("Depth"))
        state = scalar.state
        now = initial_weights(state.scenario)
        assert now[:2] == pytest.approx(weights, rel=1e-12)
        assert now[2:] == pytest.approx((1.0,) * (depth - 2), rel=1e-12)
        assert state.view == before.view
        assert replace(
            state.scenario, weights=before.scenario.weights, imbalance=before.scenario.imbalance
        ) == before.scenario  # fmt: skip
        expect(scalar.slider(f"Initial weight w{depth}")).to_have_count(1)
        expect(scalar.slider(f"Initial weight w{depth + 1}")).to_have_count(0)
        expect(scalar.slider(f"Imbalance d{depth - 1}")).to_have_count(1)
        expect(scalar.slider(f"Imbalance d{depth}")).to_have_count(0)
    scalar.type("Depth", "2")
    after = scalar.settles(lambda state: state.scenario.depth == 2)
    if before.scenario.weights is not None:
        assert after == before
    else:
        assert after.scenario.imbalance == before.scenario.imbalance
        assert after.scenario.product == pytest.approx(before.scenario.product, rel=1e-12)
        assert (after.view, after.scenario.horizon) == (before.view, before.scenario.horizon)


def test_whichever_is_not_set_shows_what_follows(scalar: ScalarPage) -> None:
    weights = [f"Initial weight w{layer}" for layer in (1, 2, 3)]
    rest = ["Imbalance d1", "Imbalance d2", "Product w(0)"]

    def follows() -> None:
        scenario, network = scalar.state.scenario, scalar.solution.network
        wanted = [*initial_weights(scenario), *network.imbalance.tolist(), network.product]
        shown = [scalar.number(name) for name in [*weights, *rest]]
        assert shown == pytest.approx(wanted, rel=1e-9, abs=1e-15)

    def only(names: list[str]) -> None:
        for name in [*weights, *rest]:
            for control in (scalar.slider(name), scalar.box(name)):
                expect(control).to_be_enabled(enabled=name in names)

    scalar.open("w=-0.9,0.4,1.7&y=1")
    only(weights)
    scalar.eventually(follows)
    scalar.type(weights[1], "0.65")
    scalar.settles(lambda state: state.scenario.weights == (-0.9, 0.65, 1.7))
    scalar.eventually(follows)  # w(0) among them
    before = scalar.values()

    scalar.page.get_by_role("radio", name="imbalance and product").check()
    state = scalar.settles(lambda state: state.scenario.imbalance is not None)
    only(rest)
    scalar.eventually(follows)
    assert scalar.values() == pytest.approx(before, rel=1e-12)  # the same network
    assert state.scenario.product == pytest.approx(-0.9 * 0.65 * 1.7, rel=1e-15)
    scalar.type("Imbalance d1", "2")
    scalar.settles(lambda state: state.scenario.imbalance[0] == 2.0)
    scalar.type("Product w(0)", "0.5")
    scalar.settles(lambda state: state.scenario.product == 0.5)
    scalar.eventually(follows)
    before = scalar.values()

    scalar.page.get_by_role("radio", name="weights", exact=True).check()
    scalar.settles(lambda state: state.scenario.weights is not None)
    only(weights)
    scalar.eventually(follows)
    assert scalar.values() == pytest.approx(before, rel=1e-9)


def test_horizon_by_itself_or_set(scalar: ScalarPage) -> None:
    automatic = scalar.page.get_by_role("checkbox", name="automatic")
    scalar.open("w=0.9,0.4&y=1")
    expect(automatic).to_be_checked()
    chosen = scalar.solution.horizon
    assert scalar.number("Horizon") == chosen
    scalar.type("Horizon", "17")
    scalar.settles(lambda state: state.scenario.horizon == 17.0)
    expect(automatic).not_to_be_checked()
    scalar.type("Initial weight w1", "1.1")
    scalar.settles(lambda state: state.scenario.weights[0] == 1.1)
    assert scalar.number("Horizon") == 17.0
    automatic.check()
    scalar.settles(lambda state: state.scenario.horizon is None)
    assert scalar.number("Horizon") == scalar.solution.horizon
    automatic.uncheck()  # keeps what is shown
    state = scalar.settles(lambda state: state.scenario.horizon is not None)
    assert state.scenario.horizon == scalar.number("Horizon")


def test_choices_of_gamma_and_envelopes(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4,1.3&y=1")
    assert scalar.value("gamma") == 4.0
    rate, alpha = scalar.value("measured_rate"), scalar.value("alpha_star")
    scalar.page.get_by_role("radio", name=re.compile("poster")).check()
    scalar.settles(lambda state: state.scenario.gamma == "poster")
    assert scalar.value("gamma") == 1.0
    assert scalar.value("measured_rate") == pytest.approx(rate / 4.0)
    assert scalar.value("alpha_star") == alpha
    scalar.page.get_by_role("radio", name=re.compile("true")).check()
    scalar.settles(lambda state: state.scenario.gamma == "true")

    lower = scalar.page.get_by_role("checkbox", name=re.compile("lower bound"))
    progressive = scalar.page.get_by_role("checkbox", name=re.compile("progressive"))
    expect(lower).to_be_checked()
    expect(progressive).not_to_be_checked()
    one = scalar.legend(Scalar.GRAPH_LOSS)
    progressive.check()
    scalar.settles(lambda state: set(state.view.envelopes) == {"lower", "progressive"})
    both = scalar.legend(Scalar.GRAPH_LOSS)
    assert len(both) == len(one) + 1
    assert set(one) < set(both)
    lower.uncheck()
    scalar.settles(lambda state: state.view.envelopes == ("progressive",))
    assert set(both) - set(scalar.legend(Scalar.GRAPH_LOSS)) == {
        name for name in one if "lower" in name
    }
    progressive.uncheck()
    scalar.settles(lambda state: state.view.envelopes == ())
    none = scalar.legend(Scalar.GRAPH_LOSS)
    assert len(none) == len(one) - 1
    assert not [name for name in none if "lower" in name or "progressive" in name]


def test_choice_of_a_pair_of_layers(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4,1.3,0.8&y=1")
    first = scalar.page.get_by_role("combobox", name=re.compile("first"))
    second = scalar.page.get_by_role("combobox", name=re.compile("second"))
    plot = scalar.by_id(Scalar.GRAPH_CONSTRAINT)
    expect(plot.get_by_text("w₁", exact=True)).to_be_visible()
    first.select_option("w4")
    scalar.settles(lambda state: state.view.pair == (4, 2))
    expect(plot.get_by_text("w₄", exact=True)).to_be_visible()
    expect(plot.get_by_text("w₁", exact=True)).to_have_count(0)
    second.select_option("w3")
    scalar.settles(lambda state: state.view.pair == (4, 3))
    expect(second.get_by_role("option", name="w4")).to_be_disabled()
    # A layer that is dropped takes its pair along; up to three layers there is nothing to choose.
    scalar.type("Depth", "3")
    scalar.settles(lambda state: state.scenario.depth == 3)
    expect(first).to_be_hidden()
