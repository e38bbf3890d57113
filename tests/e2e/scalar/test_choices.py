"""Depth, the two ways to start, and the other choices on the real page."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from core.scalar import initial_weights
from dashboard.scalar.ids import Scalar
from tests.e2e.drivers.scalar import ScalarPage


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
        name, last = (
            ("Imbalance d", depth - 1) if state.scenario.weights is None
            else ("Initial weight w", depth)
        )  # fmt: skip
        expect(scalar.slider(f"{name}{last}")).to_have_count(1)
        expect(scalar.slider(f"{name}{last + 1}")).to_have_count(0)
    scalar.type("Depth", "2")
    after = scalar.settles(lambda state: state.scenario.depth == 2)
    if before.scenario.weights is not None:
        assert after == before
    else:
        assert after.scenario.imbalance == before.scenario.imbalance
        assert after.scenario.product == pytest.approx(before.scenario.product, rel=1e-12)
        assert (after.view, after.scenario.horizon) == (before.view, before.scenario.horizon)


def test_only_what_is_set_is_seen_and_it_goes_on_from_the_other(scalar: ScalarPage) -> None:
    weights = [f"Initial weight w{layer}" for layer in (1, 2, 3)]
    rest = ["Imbalance d1", "Imbalance d2", "Product w(0)"]

    def follows() -> None:
        scenario, network = scalar.state.scenario, scalar.solution.network
        wanted = [*initial_weights(scenario), *network.imbalance.tolist(), network.product]
        shown = {name: scalar.number(name) for name in names()}
        wanted_now = dict(zip([*weights, *rest], wanted, strict=True))
        assert shown == pytest.approx({name: wanted_now[name] for name in shown}, rel=1e-9)

    def names() -> list[str]:
        return weights if scalar.state.scenario.weights is not None else rest

    def only(seen: list[str]) -> None:
        for name in [*weights, *rest]:
            for control in (scalar.slider(name), scalar.box(name)):
                expect(control).to_be_visible(visible=name in seen)

    scalar.open("w=-0.9,0.4,1.7&y=1")
    only(weights)
    scalar.eventually(follows)
    scalar.type(weights[1], "0.65")
    scalar.settles(lambda state: state.scenario.weights == (-0.9, 0.65, 1.7))
    scalar.eventually(follows)
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
    rate, alpha = scalar.value("infimum"), scalar.value("alpha_star")
    scalar.page.get_by_role("radio", name=re.compile("poster")).check()
    scalar.settles(lambda state: state.scenario.gamma == "poster")
    assert scalar.value("gamma") == 1.0
    assert scalar.value("infimum") == pytest.approx(rate / 4.0)
    assert scalar.value("alpha_star") == alpha
    scalar.page.get_by_role("radio", name=re.compile("true")).check()
    scalar.settles(lambda state: state.scenario.gamma == "true")

    lower = scalar.page.get_by_role("checkbox", name=re.compile("lower bound"))
    progressive = scalar.page.get_by_role("checkbox", name=re.compile("progressive"))
    expect(lower).to_be_checked()
    expect(progressive).not_to_be_checked()
    one = scalar.labels(Scalar.GRAPH_LOSS)
    progressive.check()
    scalar.settles(lambda state: set(state.view.curves) == {"lower", "progressive"})
    both = scalar.labels(Scalar.GRAPH_LOSS)
    assert len(both) == len(one) + 1
    assert set(one) < set(both)
    lower.uncheck()
    scalar.settles(lambda state: state.view.curves == ("progressive",))
    assert set(both) - set(scalar.labels(Scalar.GRAPH_LOSS)) == {"lower bound"}
    progressive.uncheck()
    scalar.settles(lambda state: state.view.curves == ())
    none = scalar.labels(Scalar.GRAPH_LOSS)
    assert len(none) == len(one) - 1
    assert not [name for name in none if name in ("lower bound", "progressive")]


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
    # A layer that is dropped takes its pair along; up to two layers there is nothing to choose.
    scalar.type("Depth", "2")
    scalar.settles(lambda state: state.scenario.depth == 2)
    expect(first).to_be_hidden()
