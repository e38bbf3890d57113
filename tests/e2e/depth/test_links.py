"""Links to the depth page: sent, broken, from page to page, and what Reset returns to."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.depth.controls import read, write
from dashboard.depth.ids import Depth
from dashboard.matrix.ids import Matrix
from tests.e2e.drivers.depth import GRAPHS, DepthPage
from tests.e2e.drivers.matrix import MatrixPage

DEFAULT = read("")


@pytest.mark.parametrize(
    "query", ["order=middle&L=5&f=0.8&k=77&pair=4,2&at=0.25", "net=matrix&n=3&fam=random&seed=5"]
)
def test_a_link_that_is_sent_shows_the_same(
    depth: DepthPage, browser: Browser, server_url: str, query: str
) -> None:
    depth.open(query)
    depth.type("Target", "0.8999999999999999")  # digits that no box shows
    depth.settles(lambda state: state["y"] == 0.8999999999999999)
    with browser.new_context(base_url=server_url) as context:
        other = DepthPage(context.new_page())
        other.page.goto(depth.page.url)
        other.ready()
        other.settles(lambda state: state == depth.state)
        assert other.values() == depth.values()
        assert other.sample() == depth.sample()
        assert [other.labels(graph) for graph in GRAPHS] == [
            depth.labels(graph) for graph in GRAPHS
        ]


@pytest.mark.parametrize(
    "query", ["L=x", "k=1000000", "net=matrix&p=-1", "fam=none", "w=1,2&y=1", "f=0", "%00%ff=&;%25"]
)
def test_a_broken_link_says_so_over_the_default_picture(depth: DepthPage, query: str) -> None:
    response = depth.page.goto(f"/depth?{query}")
    assert response is not None
    assert response.status == 200
    depth.ready()
    sentence = depth.page.get_by_role("alert").filter(visible=True)
    expect(sentence).to_have_count(1)
    expect(sentence).to_have_text(re.compile(r"\S.*\.$"))
    depth.eventually(lambda: depth.stands_at(DEFAULT))
    depth.agrees()
    expect(sentence).to_be_visible()
    depth.type("Target", "1.5")
    depth.settles(lambda state: state["y"] == 1.5)
    expect(sentence).to_have_count(0)


def test_reset_returns_to_what_was_opened(depth: DepthPage) -> None:
    opened = read("fam=balanced&L=5&f=0.7&at=0.5")
    depth.open(write(opened))
    depth.settles(lambda state: state == opened)
    values = depth.values()
    depth.radio("Network", "matrix").check()
    depth.settles(lambda state: state["net"] == "matrix")
    depth.button("Reset").click()
    depth.settles(lambda state: state == opened)
    assert depth.values() == values
    depth.preset("Divergent").click()
    divergent = depth.settles(lambda state: state["f"] == 3.0)
    depth.slider("Target").press("ArrowRight")
    depth.settles(lambda state: state["y"] == 1.01)
    depth.button("Reset").click()
    depth.settles(lambda state: state == divergent)


def test_from_page_to_page_and_back(page: Page) -> None:
    depth, matrix = DepthPage(page), MatrixPage(page)
    matrix.open("n=2&m=2&h=4")
    for _ in range(2):
        page.get_by_role("navigation", name="Pages").get_by_role("link", name="Depth").click()
        expect(page.locator(f"#{Matrix.PAGE}")).to_have_count(0)
        depth.ready()
        depth.eventually(depth.agrees)
        assert depth.state == DEFAULT
        page.get_by_role("navigation", name="Pages").get_by_role("link", name="Matrix").click()
        expect(page.locator(f"#{Depth.PAGE}")).to_have_count(0)
        matrix.ready()
        matrix.eventually(matrix.agrees)
