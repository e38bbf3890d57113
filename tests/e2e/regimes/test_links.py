"""Links to the regimes page: sent, broken, and from page to page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.regimes.controls import read, write
from dashboard.regimes.ids import Regimes
from tests.e2e.drivers.regimes import RegimesPage

DEFAULT = read("")


@pytest.mark.parametrize("query", ["n=x", "L=1", "a=9", "sort=x", "w=1,2&y=1", "r=1&r=2", "%00%ff"])
def test_a_broken_link_says_so_over_the_default_picture(regimes: RegimesPage, query: str) -> None:
    response = regimes.page.goto(f"/regimes?{query}")
    assert response is not None
    assert response.status == 200
    regimes.ready()
    sentence = regimes.page.get_by_role("alert").filter(visible=True)
    expect(sentence).to_have_count(1)
    expect(sentence).to_have_text(re.compile(r"\S.*\.$"))
    regimes.settles(lambda state: state == DEFAULT)
    regimes.type("Distance of the target", "0.5")
    regimes.settles(lambda state: state["r"] == 0.5)
    expect(sentence).to_have_count(0)


def test_a_link_that_is_sent_shows_the_same(
    regimes: RegimesPage, browser: Browser, server_url: str
) -> None:
    query = "r=0.3&d=2&L=3&a=0.75&k=5&q=0.1&n=2&m=2&seed=4&T=7&axis=linear&show=promise"
    regimes.open(f"{query}&sort=-rate&at=0.25")
    regimes.type("Imbalance", "1.8999999999999999")
    regimes.settles(lambda state: state["d"] == 1.8999999999999999)
    with browser.new_context(base_url=server_url) as context:
        other = RegimesPage(context.new_page())
        other.page.goto(regimes.page.url)
        other.ready()
        other.settles(lambda state: state == regimes.state)
        assert other.values() == regimes.values()
        assert other.rows() == regimes.rows()
        assert other.sample() == regimes.sample()
        assert write(other.state) == write(regimes.state)


def test_from_page_to_page(page: Page) -> None:
    regimes = RegimesPage(page)
    page.goto("/matrix")
    navigation = page.get_by_role("navigation", name="Pages")
    for _ in range(2):
        navigation.get_by_role("link", name="Regimes").click()
        regimes.ready()
        regimes.settles(lambda state: state == DEFAULT)
        regimes.slider("Imbalance").press("ArrowRight")
        regimes.settles(lambda state: state["d"] == 1.05)
        navigation.get_by_role("link", name="Scalar networks").click()
        expect(page.locator(f"#{Regimes.PAGE}")).to_have_count(0)
