"""The buttons of the matrix page: new draw, numerical minimum, play."""

from __future__ import annotations

import math
import re

from playwright.sync_api import Route, expect

from dashboard.matrix.ids import Matrix
from dashboard.parts.page.ids import Player
from tests.e2e.drivers.matrix import TIMED, MatrixPage
from tests.e2e.drivers.tab import MARKS, PATIENCE

FOUND = re.compile(r"^Estimate \S+: .*\.$")


def test_a_new_draw_is_another_picture_and_another_seed(matrix: MatrixPage) -> None:
    matrix.open("n=2&m=2&h=4&seed=7")
    before, values = matrix.picture(), matrix.values()
    matrix.button("New draw").click()
    matrix.settles(lambda state: state["seed"] == 8)
    assert matrix.number("Seed") == 8
    assert matrix.picture() != before
    assert matrix.values() != values
    matrix.type("Seed", "7")  # and back: the same draw
    matrix.settles(lambda state: state["seed"] == 7)
    assert matrix.values() == values


def test_the_numerical_minimum_on_demand(matrix: MatrixPage) -> None:
    matrix.open("n=2&m=2&h=3&r=0.2")
    search, found = matrix.page.get_by_role("button", name=re.compile("minimum")), matrix.by_id(
        Matrix.MINIMUM
    )  # fmt: skip
    expect(found).to_have_text("")
    search.click()
    expect(found).to_have_text(FOUND, timeout=PATIENCE)
    expect(search).to_be_enabled()
    # It belongs to this picture alone.
    matrix.slider("Distance of the target").press("ArrowRight")
    matrix.settles(lambda state: state["r"] == 0.21)
    expect(found).to_have_text("")
    # Where no search is possible there is no button.
    matrix.type("Rows n", "9")
    matrix.settles(lambda state: state["n"] == 9)
    expect(search).to_be_hidden()


def test_an_estimate_that_comes_late_is_not_the_new_pictures(matrix: MatrixPage) -> None:
    matrix.open("n=2&m=2&h=3&r=0.2")
    kept: list[Route] = []

    def keep(route: Route) -> None:
        kept.append(route)  # and nothing more

    matrix.page.route(re.compile("api/matrix-minimum"), keep)
    matrix.page.get_by_role("button", name=re.compile("minimum")).click()
    matrix.slider("Distance of the target").press("ArrowRight")
    matrix.settles(lambda state: state["r"] == 0.21)
    assert len(kept) == 1
    kept[0].fulfill(json={"value": 1.0, "text": "Estimate 1: of the old picture."})
    expect(matrix.page.get_by_role("button", name=re.compile("minimum"))).to_be_enabled()
    expect(matrix.by_id(Matrix.MINIMUM)).to_have_text("")


def test_a_search_that_fails_is_said(matrix: MatrixPage, browser_log: list[str]) -> None:
    matrix.open("n=2&m=2&h=3&r=0.2")
    matrix.page.route(re.compile("api/matrix-minimum"), lambda route: route.abort(), times=1)
    matrix.page.get_by_role("button", name=re.compile("minimum")).click()
    expect(matrix.by_id(Matrix.MINIMUM)).to_have_text(re.compile(r"did not answer.*\.$"))
    matrix.page.get_by_role("button", name=re.compile("minimum")).click()
    expect(matrix.by_id(Matrix.MINIMUM)).to_have_text(FOUND, timeout=PATIENCE)
    browser_log[:] = [line for line in browser_log if "ERR_FAILED" not in line]


def test_play_moves_the_cursor_in_every_plot_over_time(matrix: MatrixPage) -> None:
    matrix.open("n=2&m=2&h=4&T=0.3&at=0.2")
    matrix.see(Matrix.GRAPH_IMBALANCE)
    conserved, present = matrix.page.evaluate(MARKS, [Matrix.GRAPH_IMBALANCE, Matrix.GRAPH_PL])
    assert not conserved
    assert present
    matrix.see(Matrix.GRAPH_LOSS)
    before, sample = matrix.page.evaluate(MARKS, TIMED), matrix.sample()
    assert all(before)
    matrix.button("Play").click()
    for _ in range(2):
        matrix.page.wait_for_function(
            f"""([graphs, old]) => {{
                const marks = ({MARKS})(graphs);
                return marks.every((mark, index) => mark !== old[index]);
            }}""",
            arg=[TIMED, before],
        )
        before = matrix.page.evaluate(MARKS, TIMED)
    matrix.button("Pause").click()
    assert matrix.sample() > sample
    state = matrix.settles(lambda state: state.at > 0.2)
    loss = matrix.value("loss")
    assert loss is not None
    assert math.isclose(loss, matrix.solution.loss[matrix.sample()], rel_tol=1e-12)
    expect(matrix.by_id(Player.PLAYER)).to_contain_text("λmin(T)")
    assert state.horizon == 0.3
