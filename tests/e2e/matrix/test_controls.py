"""The matrix page follows what is set on it."""

from __future__ import annotations

import math

import pytest
from playwright.sync_api import expect

from dashboard.matrix.controls import read
from dashboard.matrix.ids import Matrix
from dashboard.matrix.presets import PRESETS as MATRIX
from tests.e2e.drivers.matrix import GRAPHS, MatrixPage
from tests.e2e.drivers.tab import LOSS_PATH

DEFAULT = read("")


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


#: Marks, or one sentence: "balanced: all zero", "one minimiser".
ONE_SENTENCE = {Matrix.GRAPH_IMBALANCE, Matrix.GRAPH_MINIMISER}


def test_every_preset_opens(matrix: MatrixPage) -> None:
    matrix.open()
    for preset in MATRIX:
        state = read(preset.query)
        matrix.preset(preset.name).click()
        matrix.eventually(lambda state=state: matrix.stands_at(state))
        matrix.settles(lambda now, state=state: now == state)
        for graph in GRAPHS:
            matrix.see(graph)
            if graph in ONE_SENTENCE:
                assert matrix.page.locator(f"#{graph} :is(.point, .annotation)").count() > 0
                continue
            assert matrix.labels(graph), preset.name
            assert matrix.page.locator(f"#{graph} :is(.js-line, .point)").count() > 0
        expect(matrix.page.get_by_role("alert").filter(visible=True)).to_have_count(0)
        expect(matrix.row("h")).to_be_visible(visible="h" in state.needed())


def test_choices_show_and_hide_what_matters(matrix: MatrixPage) -> None:
    matrix.open("n=2&m=2&h=4")
    assert matrix.shown() == set(matrix.state.needed())
    for name, value in [
        ("balanced", "balanced"), ("spectral", "spectral"), ("homogeneous", "homogeneous"),
        ("λ-balanced, D = λI", "lambda"), ("scaled layers", "imbalance"), ("Gaussian", "gaussian"),
    ]:  # fmt: skip
        matrix.radio("Initialization", name).check()
        state = matrix.settles(lambda state, value=value: state["init"] == value)
        assert matrix.shown() == set(state.needed()), name
    matrix.radio("Target", "drawn").check()
    state = matrix.settles(lambda state: state["target"] == "drawn")
    assert matrix.shown() == set(state.needed())
    assert {"s"} <= matrix.shown()
    assert "r" not in matrix.shown()
    matrix.radio("Objective", "regression").check()
    state = matrix.settles(lambda state: state["f"] == "regression")
    assert matrix.shown() == set(state.needed())
    assert {"kappa", "noise"} <= matrix.shown()
    matrix.type("Columns m", "1")
    matrix.settles(lambda state: state["m"] == 1)
    matrix.radio("Objective", "logistic").check()
    state = matrix.settles(lambda state: state["f"] == "logistic")
    assert matrix.shown() == set(state.needed())
    assert "ridge" in matrix.shown()
    matrix.type("Depth", "1")
    matrix.settles(lambda state: state["L"] == 1)
    expect(matrix.row("h")).to_be_hidden()


def test_a_width_of_a_billion_stays_live(matrix: MatrixPage) -> None:
    matrix.open("h=1000000000")
    matrix.agrees()
    path = matrix.loss_path()
    x, y, width = matrix.grab("Distance of the target")
    for step in range(1, 5):
        matrix.page.mouse.move(x + step * width / 20, y)
        matrix.page.wait_for_function(f"old => ({LOSS_PATH})() !== old", arg=path)
        path = matrix.loss_path()
    matrix.page.mouse.up()
    wanted = matrix.number("Distance of the target")
    matrix.settles(lambda state: state["r"] == wanted)
    assert matrix.number("Width") == 10**9
    matrix.slider("Width").press("Home")
    matrix.settles(lambda state: state["h"] == 1)
