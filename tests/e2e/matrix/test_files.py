"""Scenario files in the matrix page: opened, followed, closed, refused and saved."""

from __future__ import annotations

import json

import numpy as np
import pytest
from playwright.sync_api import expect

from core import MatrixSolution, read_scenario, scenario_from_json, solve
from dashboard.matrix.controls import read
from dashboard.parts.page.ids import Runs
from tests.e2e.drivers.matrix import MatrixPage

EXPLICIT = {
    "model": "matrix",
    "weights": [[[1.0, 0.2], [0.3, 0.8]], [[0.5, 0.1], [0.2, 0.6]]],
    "objective": {"kind": "squared", "target": [[1.0, 0.5], [0.0, 1.0]]},
}


def choose(matrix: MatrixPage, name: str, text: str) -> None:
    matrix.page.get_by_label("Scenario file").set_input_files(
        {"name": name, "mimeType": "application/json", "buffer": text.encode()}
    )


def test_a_file_opens_is_followed_and_closes(matrix: MatrixPage) -> None:
    matrix.open("n=2&m=2&h=8&seed=5")
    before = matrix.values()
    choose(matrix, "my net.json", json.dumps(EXPLICIT))
    expect(matrix.page.get_by_text("Open: my net.json")).to_be_visible()
    solution = solve(scenario_from_json(EXPLICIT))
    assert isinstance(solution, MatrixSolution)
    assert matrix.value("alpha_star") == pytest.approx(solution.alpha, rel=1e-12)
    matrix.eventually(lambda: _same(matrix.shown(), set()))
    matrix.eventually(lambda: _same(matrix.state.file, "my net.json"))
    # What remains to be set goes with the file.
    path = matrix.loss_path()
    matrix.type("Horizon", "0.5")
    matrix.eventually(lambda: _same(matrix.state.horizon, 0.5))
    assert matrix.state.file == "my net.json"
    assert matrix.loss_path() != path
    matrix.button("Close file").click()
    matrix.eventually(lambda: _same(matrix.values(), before))
    matrix.eventually(lambda: _same(matrix.state, read("n=2&m=2&h=8&seed=5")))


def _same(one: object, other: object) -> None:
    assert one == other


def test_files_of_one_name_are_steps_that_outlive_loading_again(matrix: MatrixPage) -> None:
    """No link holds them: they are too long."""

    def wide(seed: int) -> str:
        draw = np.random.default_rng(seed).normal
        weights = [draw(size=(2, 200)).tolist(), draw(size=(200, 2)).tolist()]
        return json.dumps(EXPLICIT | {"weights": weights})

    matrix.open("n=2&m=2&h=8")
    figures = []
    for seed in (1, 2):
        choose(matrix, "net.json", wide(seed))
        solution = solve(read_scenario(wide(seed).encode()))
        assert isinstance(solution, MatrixSolution)
        figures.append((solution.margin.margin, solution.infimum))
        matrix.eventually(lambda wanted=figures[-1]: _same(shown(matrix), wanted))
        matrix.rest()
    first, second = figures
    assert first != second
    matrix.by_id(Runs.UNDO).click()
    matrix.eventually(lambda: _same(shown(matrix), first))
    matrix.page.reload()
    matrix.ready()
    matrix.eventually(lambda: _same(shown(matrix), first))
    matrix.by_id(Runs.REDO).click()
    matrix.eventually(lambda: _same(shown(matrix), second))


def shown(matrix: MatrixPage) -> tuple[object, object]:
    return matrix.value("margin"), matrix.value("infimum")


def test_a_bad_file_is_said_beside_it_and_keeps_the_picture(matrix: MatrixPage) -> None:
    matrix.open("n=2&m=2&h=8")
    before, path = matrix.values(), matrix.loss_path()
    error = matrix.row("file").get_by_role("alert")
    for text, says in (
        ("{", "not valid JSON"),
        (json.dumps(EXPLICIT | {"weights": [[[1, 2], [3]]]}), "weights"),
        (" " * 1_000_000, "limit"),
    ):
        choose(matrix, "bad.json", text)
        expect(error).to_contain_text(says)
        assert (matrix.values(), matrix.loss_path()) == (before, path)
    matrix.slider("Distance of the target").press("ArrowRight")
    matrix.eventually(lambda: _same(matrix.state["r"], 0.51))
    expect(error).to_have_count(0)


def test_a_link_to_a_file_says_that_it_holds_none(matrix: MatrixPage) -> None:
    matrix.open("file=lost.json")
    expect(matrix.row("file").get_by_role("alert")).to_contain_text("does not hold “lost.json”")
    assert matrix.loss_path()


def test_the_saved_scenario_is_what_the_command_line_takes(matrix: MatrixPage) -> None:
    matrix.open("n=2&m=3&h=8&f=regression")
    with matrix.page.expect_download() as download:
        matrix.button("Save scenario file").click()
    solution = solve(read_scenario(download.value.path().read_bytes()))
    assert isinstance(solution, MatrixSolution)
    assert matrix.value("alpha_star") == solution.alpha
