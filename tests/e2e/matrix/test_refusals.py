"""What does not fit on the matrix page is said beside its control, over the old picture."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from dashboard.matrix.controls import read
from tests.e2e.drivers.matrix import MatrixPage


def keeps(matrix: MatrixPage, name: str) -> None:
    """A sentence beside that control alone, over the picture that was there."""
    matrix.complains(name)
    expect(matrix.page.get_by_role("alert").filter(visible=True)).to_have_count(1)


def test_logistic_says_what_to_do_beside_the_columns(matrix: MatrixPage) -> None:
    matrix.open("h=8")
    good, before, values = matrix.state, matrix.picture(), matrix.values()
    matrix.radio("Objective", "logistic").check()
    keeps(matrix, "Columns m")
    expect(matrix.complaint("Columns m")).to_have_text(re.compile(r"must be 1 "))
    assert (matrix.state, matrix.picture(), matrix.values()) == (good, before, values)
    matrix.type("Columns m", "1")
    matrix.settles(lambda state: (state["f"], state["m"]) == ("logistic", 1))
    matrix.complains_not("Columns m")


@pytest.mark.parametrize(
    "query, name, wrong, right",
    [
        ("h=8", "Width", "", "8"),
        ("h=8", "Width", "0", "8"),
        ("h=8", "Scale", "-1", "1"),
        ("h=8", "Rows n", "65", "3"),
        ("h=8", "Seed", "4294967296", "1"),
        ("init=balanced&h=8", "Width", "2", "8"),
        ("L=3&h=8", "Width", "1000000", "8"),
        ("init=homogeneous", "Columns m", "2", "3"),
        ("h=8&T=3", "Horizon", "-1", "3"),
        ("h=8&target=drawn&z=1", "Missing rank", "3", "1"),
    ],
)
def test_bad_values_are_said_where_they_are(
    matrix: MatrixPage, query: str, name: str, wrong: str, right: str
) -> None:
    matrix.open(query)
    good = matrix.settles(lambda state: state == read(query))
    before = matrix.picture()
    if wrong:
        matrix.paste(name, wrong)
    else:
        matrix.type(name, wrong)
    keeps(matrix, name)
    assert (matrix.state, matrix.picture()) == (good, before)
    matrix.paste(name, right)
    matrix.complains_not(name)
    matrix.settles(lambda state: state == good)


def test_a_deep_wide_network_is_refused(matrix: MatrixPage) -> None:
    matrix.open("L=3&n=2&m=2&h=4")
    before = matrix.picture()
    matrix.paste("Width", "1000000000")
    keeps(matrix, "Width")
    assert "weights" in matrix.complaint("Width").inner_text()
    assert matrix.picture() == before
    # With two layers the same width is fine.
    matrix.slider("Depth").press("ArrowLeft")
    matrix.settles(lambda state: (state["L"], state["h"]) == (2, 10**9))
    matrix.complains_not("Width")
