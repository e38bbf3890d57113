"""The matrix page while an answer takes long: the last picture, dimmed, and a progress bar."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from dashboard.matrix.ids import Matrix
from tests.e2e.drivers.matrix import MatrixPage
from tests.e2e.drivers.tab import LOSS_PATH, slow


def test_a_slow_answer_dims_the_picture_until_the_new_one_is_there(matrix: MatrixPage) -> None:
    matrix.open("n=2&m=2&h=4")
    root, before = matrix.by_id(Matrix.PAGE), matrix.loss_path()
    slow(matrix.page, 1200)
    opacity = "() => getComputedStyle(document.querySelector('.stage')).opacity"
    bar = f"() => getComputedStyle(document.getElementById('{Matrix.PAGE}'), '::before').content"
    assert (matrix.page.evaluate(opacity), matrix.page.evaluate(bar)) == ("1", "none")
    # From now on every frame is watched: dim means the old picture, clear the new one.
    matrix.page.evaluate(
        f"""() => {{
            const path = {LOSS_PATH}, old = path(), root = document.getElementById("{Matrix.PAGE}");
            window.seen = [];
            const look = () => {{
                window.seen.push([root.classList.contains("waiting"), path() === old]);
                requestAnimationFrame(look);
            }};
            look();
        }}"""
    )
    matrix.slider("Scale").press("ArrowRight")
    expect(root).to_have_class(re.compile("waiting"))
    assert float(matrix.page.evaluate(opacity)) < 0.8
    assert matrix.page.evaluate(bar) != "none"
    assert matrix.loss_path() == before
    matrix.settles(lambda state: state["scale"] == 1.01)
    expect(root).not_to_have_class(re.compile("waiting"))
    assert matrix.page.evaluate(opacity) == "1"
    seen = [tuple(entry) for entry in matrix.page.evaluate("seen")]
    kinds = [kind for kind, last in zip(seen, [None, *seen], strict=False) if kind != last]
    assert kinds == [(False, True), (True, True), (False, False)]


def test_a_quick_answer_does_not_blink(matrix: MatrixPage) -> None:
    matrix.open("n=2&m=2&h=4")
    matrix.page.evaluate(
        f"""() => {{
            window.blinks = 0;
            const root = document.getElementById("{Matrix.PAGE}");
            new MutationObserver(() => {{
                if (root.classList.contains("waiting")) window.blinks += 1;
            }}).observe(root, {{ attributes: true }});
        }}"""
    )
    slow(matrix.page, 50)
    matrix.slider("Scale").press("ArrowRight")
    matrix.settles(lambda state: state["scale"] == 1.01)
    assert matrix.page.evaluate("blinks") == 0
