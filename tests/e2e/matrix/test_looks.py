"""The matrix page: sizes, themes, and everything from the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.drivers.looks import changes_theme, explains, fits, opens, reached_with_tab
from tests.e2e.drivers.matrix import GRAPHS, MatrixPage

SIZES = {
    "default": "",
    "rectangular": "n=2&m=4&h=10&r=0.2",
    "deep": "L=6&n=2&m=2&init=homogeneous&d=0.4&r=0.2&at=0.5",
    "small numbers": "n=2&m=2&h=3&scale=0.00012345&T=123456.789",
    "wide": "n=3&m=3&h=1000000000&e=0&T=0.000001",
    "logistic": "n=4&m=1&f=logistic",
}


@pytest.mark.parametrize("name", SIZES)
def test_nothing_overlaps_and_nothing_scrolls_sideways(matrix: MatrixPage, name: str) -> None:
    fits(matrix, SIZES[name])


def test_a_phone_with_a_sentence_and_an_explanation(matrix: MatrixPage) -> None:
    matrix.page.set_viewport_size({"width": 360, "height": 740})
    matrix.open("h=8")
    matrix.radio("Objective", "logistic").check()
    matrix.complains("Columns m")
    opens(matrix, 360)


def test_dark(matrix: MatrixPage) -> None:
    changes_theme(matrix, "h=8")


def test_everything_is_reached_with_tab(matrix: MatrixPage) -> None:
    matrix.open("n=2&m=2&h=4")
    reached_with_tab(matrix)


def test_a_choice_with_the_keyboard(matrix: MatrixPage) -> None:
    matrix.open("h=8")
    matrix.radio("Initialization", "Gaussian").focus()
    matrix.page.keyboard.press("ArrowDown")
    matrix.settles(lambda state: state["init"] == "balanced")
    expect(matrix.radio("Initialization", "balanced")).to_be_focused()
    matrix.button("New draw").focus()
    matrix.page.keyboard.press("Enter")
    matrix.settles(lambda state: state["seed"] == 2)
    expect(matrix.button("New draw")).to_be_focused()


def test_figures_and_controls_have_names(matrix: MatrixPage) -> None:
    matrix.open("h=8")
    for name in ["Depth", "Rows n", "Columns m", "Width", "Scale", "Seed", "Horizon"]:
        expect(matrix.slider(name)).to_have_count(1)
        expect(matrix.box(name)).to_have_count(1)
        expect(matrix.page.locator("label").get_by_text(name, exact=True)).to_be_visible()
    explains(matrix)
    captions = [matrix.by_id(f"{graph}-caption").text_content() for graph in GRAPHS]
    assert all(captions)
    assert len(set(captions)) == len(captions)
