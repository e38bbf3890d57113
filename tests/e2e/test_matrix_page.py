"""The matrix page in a real browser, on the real server."""

from __future__ import annotations

import math
import re
import time

import pytest
from playwright.sync_api import Browser, Route, expect

from dashboard.matrix.controls import ENTRIES, read, write
from dashboard.matrix.ids import Matrix
from dashboard.matrix.presets import PRESETS as MATRIX
from dashboard.parts.page.ids import Player
from tests.e2e.driver import LOSS_PATH, PATIENCE
from tests.e2e.matrix_driver import GRAPHS, TIMED, MatrixPage
from tests.e2e.scalar.test_player import MARKS

DEFAULT = read("")
ALL = [entry.name for entry in ENTRIES]
#: JavaScript: every line of every plot, to see that a picture is another one.
PICTURE = """() => [...document.querySelectorAll(".graph .js-line")]
    .map(line => line.getAttribute("d")).join("|")"""
FOUND = re.compile(r"^Estimate \S+: .*\.$")


def shown(matrix: MatrixPage) -> set[str]:
    """Controls of the table that can be seen."""
    return {name for name in ALL if matrix.row(name).is_visible()}


def picture(matrix: MatrixPage) -> str:
    return matrix.page.evaluate(PICTURE)


# ---- live ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name, entry", [("Distance of the target", "r"), ("Scale", "scale")])
def test_the_curves_follow_the_thumb(matrix: MatrixPage, name: str, entry: str) -> None:
    """Before the button is let go, at every step."""
    matrix.open("n=2&m=2&h=8")
    before = matrix.values()
    x, y, width = matrix.grab(name)
    path = matrix.loss_path()
    for step in range(1, 6):
        matrix.page.mouse.move(x + step * width / 30, y)
        matrix.page.wait_for_function(f"old => ({LOSS_PATH})() !== old", arg=path)
        path = matrix.loss_path()
    assert matrix.values() != before  # figures follow as well
    matrix.page.mouse.up()
    wanted = matrix.number(name)
    assert wanted > DEFAULT[entry]
    matrix.settles(lambda state: state[entry] == wanted)


def test_arrow_keys_boxes_and_figures(matrix: MatrixPage) -> None:
    matrix.open("h=8")
    matrix.agrees()
    matrix.slider("Rows n").press("ArrowRight")
    matrix.settles(lambda state: state["n"] == 4)
    matrix.slider("Columns m").press("ArrowLeft")
    matrix.settles(lambda state: (state["n"], state["m"]) == (4, 2))
    matrix.slider("Depth").press("ArrowRight")
    matrix.settles(lambda state: state["L"] == 3)
    matrix.type("Distance of the target", "0.125")
    matrix.settles(lambda state: state["r"] == 0.125)
    matrix.slider("Horizon").press("ArrowUp")
    matrix.settles(lambda state: state.horizon is not None)
    expect(matrix.page.get_by_role("checkbox", name="automatic")).not_to_be_checked()
    matrix.slider("Time").press("ArrowRight")
    state = matrix.settles(lambda state: state.at > 0.0)
    solution = matrix.solution
    loss = matrix.value("loss")
    assert loss is not None
    assert math.isclose(loss, solution.loss[matrix.sample()], rel_tol=1e-12)
    assert state["r"] == 0.125


def test_every_preset_opens_soon(matrix: MatrixPage) -> None:
    matrix.open()
    slowest: dict[str, float] = {}
    for preset in MATRIX:
        state = read(preset.query)
        start = time.monotonic()
        matrix.preset(preset.name).click()
        matrix.eventually(lambda state=state: _is(matrix, state))
        slowest[preset.name] = time.monotonic() - start
        matrix.settles(lambda now, state=state: now == state)
        for graph in GRAPHS:
            assert matrix.legend(graph), preset.name
            assert matrix.page.locator(f"#{graph} :is(.js-line, .point)").count() > 0
        expect(matrix.page.get_by_role("alert").filter(visible=True)).to_have_count(0)
        expect(matrix.row("h")).to_be_visible(visible="h" in state.needed())
    assert {name: took for name, took in slowest.items() if took > 4.0} == {}  # busy machines


def _is(matrix: MatrixPage, state: object) -> None:
    assert matrix.state == state


def test_choices_show_and_hide_what_matters(matrix: MatrixPage) -> None:
    matrix.open("n=2&m=2&h=4")
    assert shown(matrix) == set(matrix.state.needed())
    for name, value in [
        ("balanced", "balanced"), ("spectral", "spectral"), ("homogeneous", "homogeneous"),
        ("scaled layers", "imbalance"), ("Gaussian", "gaussian"),
    ]:  # fmt: skip
        matrix.radio("Initialization", name).check()
        state = matrix.settles(lambda state, value=value: state["init"] == value)
        assert shown(matrix) == set(state.needed()), name
    matrix.radio("Target", "drawn").check()
    state = matrix.settles(lambda state: state["target"] == "drawn")
    assert shown(matrix) == set(state.needed())
    assert {"s"} <= shown(matrix)
    assert "r" not in shown(matrix)
    matrix.radio("Objective", "regression").check()
    state = matrix.settles(lambda state: state["f"] == "regression")
    assert shown(matrix) == set(state.needed())
    assert {"kappa", "noise"} <= shown(matrix)
    matrix.type("Columns m", "1")
    matrix.settles(lambda state: state["m"] == 1)
    matrix.radio("Objective", "logistic").check()
    state = matrix.settles(lambda state: state["f"] == "logistic")
    assert shown(matrix) == set(state.needed())
    assert "ridge" in shown(matrix)
    matrix.type("Depth", "1")
    matrix.settles(lambda state: state["L"] == 1)
    expect(matrix.row("h")).to_be_hidden()


# ---- what does not fit --------------------------------------------------------------------------


def keeps(matrix: MatrixPage, name: str) -> None:
    """A sentence beside that control alone, over the picture that was there."""
    matrix.complains(name)
    expect(matrix.page.get_by_role("alert").filter(visible=True)).to_have_count(1)


def test_logistic_says_what_to_do_beside_the_columns(matrix: MatrixPage) -> None:
    matrix.open("h=8")
    good, before, values = matrix.state, picture(matrix), matrix.values()
    matrix.radio("Objective", "logistic").check()
    keeps(matrix, "Columns m")
    expect(matrix.complaint("Columns m")).to_have_text(re.compile(r"must be 1 "))
    assert (matrix.state, picture(matrix), matrix.values()) == (good, before, values)
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
    ],
)
def test_bad_values_are_said_where_they_are(
    matrix: MatrixPage, query: str, name: str, wrong: str, right: str
) -> None:
    matrix.open(query)
    good = matrix.settles(lambda state: state == read(query))
    before = picture(matrix)
    if wrong:
        matrix.paste(name, wrong)
    else:
        matrix.type(name, wrong)
    keeps(matrix, name)
    assert (matrix.state, picture(matrix)) == (good, before)
    matrix.paste(name, right)
    matrix.complains_not(name)
    matrix.settles(lambda state: state == good)


def test_a_deep_wide_network_is_refused_at_once(matrix: MatrixPage) -> None:
    matrix.open("L=3&n=2&m=2&h=4")
    before = picture(matrix)
    start = time.monotonic()
    matrix.paste("Width", "1000000000")
    keeps(matrix, "Width")
    assert time.monotonic() - start < 2.0
    assert "weights" in matrix.complaint("Width").inner_text()
    assert picture(matrix) == before
    # With two layers the same width is fine.
    matrix.slider("Depth").press("ArrowLeft")
    matrix.settles(lambda state: (state["L"], state["h"]) == (2, 10**9))
    matrix.complains_not("Width")


def test_a_width_of_a_billion_stays_live(matrix: MatrixPage) -> None:
    matrix.open("h=1000000000")
    matrix.agrees()
    path = matrix.loss_path()
    x, y, width = matrix.grab("Distance of the target")
    for step in range(1, 5):
        matrix.page.mouse.move(x + step * width / 20, y)
        start = time.monotonic()
        matrix.page.wait_for_function(f"old => ({LOSS_PATH})() !== old", arg=path)
        assert time.monotonic() - start < 2.0
        path = matrix.loss_path()
    matrix.page.mouse.up()
    wanted = matrix.number("Distance of the target")
    matrix.settles(lambda state: state["r"] == wanted)
    assert matrix.number("Width") == 10**9
    matrix.slider("Width").press("Home")
    matrix.settles(lambda state: state["h"] == 1)


# ---- buttons ------------------------------------------------------------------------------------


def test_a_new_draw_is_another_picture_and_another_seed(matrix: MatrixPage) -> None:
    matrix.open("n=2&m=2&h=4&seed=7")
    before, values = picture(matrix), matrix.values()
    matrix.button("New draw").click()
    matrix.settles(lambda state: state["seed"] == 8)
    assert matrix.number("Seed") == 8
    assert picture(matrix) != before
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


# ---- links --------------------------------------------------------------------------------------


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
    assert shown(matrix) == set(matrix.state.needed())
    with browser.new_context(base_url=server_url) as context:
        other = MatrixPage(context.new_page())
        other.page.goto(matrix.page.url)
        other.ready()
        other.settles(lambda state: state == matrix.state)
        assert other.values() == matrix.values()
        assert other.sample() == matrix.sample()
        assert [other.legend(graph) for graph in GRAPHS] == [
            matrix.legend(graph) for graph in GRAPHS
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


# ---- the cursor ---------------------------------------------------------------------------------


def test_play_moves_the_cursor_in_every_plot_over_time(matrix: MatrixPage) -> None:
    matrix.open("n=2&m=2&h=4&T=0.3&at=0.2")
    before, sample = matrix.page.evaluate(MARKS, TIMED), matrix.sample()
    assert all(before)
    assert matrix.page.evaluate(MARKS, [Matrix.GRAPH_IMBALANCE]) == [""]  # it is conserved
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
