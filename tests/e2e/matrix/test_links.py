"""Links to the matrix page: sent, broken, and what Reset returns to."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from dashboard.matrix.controls import read, write
from tests.e2e.drivers.matrix import GRAPHS, MatrixPage

DEFAULT = read("")


@pytest.mark.parametrize(
    "query",
    [
        "L=3&n=2&m=3&h=4&init=imbalance&e=0.25&d=1.5&r=0.3&T=2.5&show=ntk&at=0.25",
        "n=4&m=1&f=logistic",
    ],
)
def test_a_link_that_is_sent_shows_the_same(
    matrix: MatrixPage, browser: Browser, server_url: str, query: str
) -> None:
    matrix.open(query)
    matrix.type("Scale", "0.8999999999999999")  # digits that no box shows
    matrix.settles(lambda state: state["scale"] == 0.8999999999999999)
    assert matrix.shown() == set(matrix.state.needed())
    with browser.new_context(base_url=server_url) as context:
        other = MatrixPage(context.new_page())
        other.page.goto(matrix.page.url)
        other.ready()
        other.settles(lambda state: state == matrix.state)
        assert other.values() == matrix.values()
        assert other.sample() == matrix.sample()
        assert [other.labels(graph) for graph in GRAPHS] == [
            matrix.labels(graph) for graph in GRAPHS
        ]


@pytest.mark.parametrize(
    "query",
    ["n=x", "n=10000&m=10000", "f=logistic", "init=none", "w=1,2&y=1", "n=2&n=2", "%00%ff=&;%25"],
)
def test_a_broken_link_says_so_over_the_default_picture(matrix: MatrixPage, query: str) -> None:
    response = matrix.page.goto(f"/matrix?{query}")
    assert response is not None
    assert response.status == 200
    matrix.ready()
    sentence = matrix.page.get_by_role("alert").filter(visible=True)
    expect(sentence).to_have_count(1)
    expect(sentence).to_have_text(re.compile(r"\S.*\.$"))
    matrix.eventually(lambda: _query_is(matrix, write(DEFAULT)))
    matrix.agrees()
    expect(sentence).to_be_visible()
    matrix.type("Scale", "1.5")
    matrix.settles(lambda state: state["scale"] == 1.5)
    expect(sentence).to_have_count(0)


def _query_is(matrix: MatrixPage, query: str) -> None:
    assert matrix.query == query


def test_reset_returns_to_what_was_opened(matrix: MatrixPage) -> None:
    opened = read("L=3&n=2&m=2&h=3&scale=0.9&T=4&show=&at=0.5")
    matrix.open(write(opened))
    matrix.settles(lambda state: state == opened)
    values = matrix.values()
    matrix.radio("Initialization", "homogeneous").check()
    matrix.settles(lambda state: state["init"] == "homogeneous")
    matrix.paste("Columns m", "3")
    matrix.complains("Columns m")
    matrix.button("Reset").click()
    matrix.settles(lambda state: state == opened)
    assert matrix.values() == values
    matrix.complains_not("Columns m")
    matrix.preset("Rectangular").click()
    rectangular = matrix.settles(lambda state: state["m"] == 4)
    matrix.slider("Scale").press("ArrowRight")
    matrix.settles(lambda state: state["scale"] == 1.01)
    matrix.button("Reset").click()
    matrix.settles(lambda state: state == rectangular)
