"""Undo, redo, Back and Forward: every settled change is one step, on every page."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from dashboard.parts.page.ids import Runs
from dashboard.scalar.controls import read, write
from tests.e2e.drivers.matrix import MatrixPage
from tests.e2e.drivers.scalar import ScalarPage

DEFAULT = read("")
LENGTH, POSITION = "history.length", "history.state.position"


def stands(scalar: ScalarPage, query: str) -> None:
    """Address, figures and picture are those of a state."""
    scalar.settles(lambda state: write(state) == query)
    scalar.rest()


def can(scalar: ScalarPage, undo: bool, redo: bool) -> None:
    for element_id, wanted in ((Runs.UNDO, undo), (Runs.REDO, redo)):
        button = scalar.by_id(element_id)
        (expect(button).to_be_enabled if wanted else expect(button).to_be_disabled)()


def scaled(matrix: MatrixPage, scale: float) -> None:
    def check() -> None:
        assert matrix.state["scale"] == scale

    matrix.eventually(check)


def test_every_settled_change_is_a_step(scalar: ScalarPage) -> None:
    page = scalar.page
    scalar.open()
    start = write(DEFAULT)
    page.wait_for_url(f"**/?{start}")  # an empty address stands for it too
    can(scalar, undo=False, redo=False)
    before, path = page.evaluate(LENGTH), scalar.rest()

    # A preset, a drag that is held still on its way, and a choice: three steps.
    scalar.preset("Overshoot").click()
    preset = write(scalar.settles(lambda state: state.scenario.weights == (1.5, 1.2)))
    x, y, width = scalar.grab("Initial weight w1")
    for step in range(1, 4):
        page.mouse.move(x - step * width / 12, y)
        page.wait_for_timeout(600)
    page.mouse.up()
    wanted = scalar.number("Initial weight w1")
    dragged = write(scalar.settles(lambda state: state.scenario.weights == (wanted, 1.2)))
    page.get_by_role("radio", name="imbalance and product").check()
    chosen = write(scalar.settles(lambda state: state.scenario.imbalance is not None))
    scalar.rest()
    assert page.evaluate(LENGTH) == before + 3
    can(scalar, undo=True, redo=False)

    # The time cursor is none.
    scalar.slider("Time").press("End")
    scalar.settles(lambda state: state.view.at == 1.0)
    assert page.evaluate(LENGTH) == before + 3
    scalar.slider("Time").press("Home")
    scalar.settles(lambda state: state.view.at == 0.0)

    # The same steps back and forward, by keys, buttons and the browser.
    scalar.by_id("main").click(position={"x": 2, "y": 2})
    page.keyboard.press("Control+z")
    stands(scalar, dragged)
    expect(scalar.box("Initial weight w1")).to_have_value(f"{wanted:g}")
    can(scalar, undo=True, redo=True)
    page.go_back()
    stands(scalar, preset)
    scalar.by_id(Runs.UNDO).click()
    stands(scalar, start)
    assert scalar.loss_path() == path
    can(scalar, undo=False, redo=True)
    page.keyboard.press("Control+z")  # nothing of ours is behind
    for key, query in (("Control+Shift+z", preset), ("Control+y", dragged)):
        page.keyboard.press(key)
        stands(scalar, query)
    scalar.by_id(Runs.REDO).click()
    stands(scalar, chosen)
    can(scalar, undo=True, redo=False)


def test_a_page_that_is_loaded_again_knows_what_is_behind_it(scalar: ScalarPage) -> None:
    page = scalar.page
    scalar.open("w=0.9,0.4&y=1")
    start = write(scalar.state)
    scalar.preset("Overshoot").click()
    preset = write(scalar.settles(lambda state: state.scenario.weights == (1.5, 1.2)))
    scalar.slider("Target y").press("ArrowRight")
    moved = write(scalar.settles(lambda state: state.scenario.target == 1.01))
    scalar.slider("Target y").press("ArrowRight")
    scalar.settles(lambda state: state.scenario.target == 1.02)
    before = page.evaluate(LENGTH)
    page.go_back()
    stands(scalar, moved)
    page.reload()
    scalar.ready()
    can(scalar, undo=True, redo=True)
    page.get_by_role("button", name="Reset").click()
    stands(scalar, preset)  # what was opened, as before
    can(scalar, undo=True, redo=False)  # a change of its own: what was undone is gone
    assert page.evaluate(LENGTH) == before
    for query in (moved, preset, start):
        scalar.by_id(Runs.UNDO).click()
        stands(scalar, query)
    can(scalar, undo=False, redo=True)


def test_a_text_box_has_its_own_undo(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1")
    scalar.type("Target y", "2")
    scalar.settles(lambda state: state.scenario.target == 2.0)
    before = scalar.page.evaluate(POSITION)
    scalar.box("Target y").press("Control+z")  # the number as it was: a change, and no step back
    scalar.settles(lambda state: state.scenario.target == 1.0)
    assert scalar.page.evaluate(POSITION) == before + 1
    scalar.slider("Target y").press("Control+z")
    scalar.settles(lambda state: state.scenario.target == 2.0)
    assert scalar.page.evaluate(POSITION) == before


def test_a_change_under_way_and_a_refused_one_are_undone(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1")
    start = write(scalar.state)
    # At once after the key: the change has no entry yet.
    scalar.slider("Target y").press("ArrowRight")
    scalar.page.keyboard.press("Control+z")
    stands(scalar, start)
    expect(scalar.box("Target y")).to_have_value("1")
    scalar.type("Target y", "")
    scalar.complains("Target y")
    scalar.slider("Target y").press("Control+z")
    scalar.complains_not("Target y")
    expect(scalar.box("Target y")).to_have_value("1")
    stands(scalar, start)


def test_steps_end_at_another_page(page: Page) -> None:
    scalar, matrix = ScalarPage(page), MatrixPage(page)
    scalar.open("w=0.3,0.7&y=2")
    start = write(scalar.state)
    scalar.slider("Target y").press("ArrowRight")
    moved = write(scalar.settles(lambda state: state.scenario.target == 2.01))
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Matrix").click()
    matrix.ready()
    can(scalar, undo=False, redo=False)
    matrix.slider("Scale").press("ArrowRight")
    scaled(matrix, 1.01)
    can(scalar, undo=True, redo=False)
    for _ in range(3):
        page.keyboard.press("Control+z")
        scaled(matrix, 1.0)
    expect(page).to_have_url(re.compile("/matrix"))
    can(scalar, undo=False, redo=True)
    page.go_back()
    scalar.ready()
    stands(scalar, moved)
    can(scalar, undo=True, redo=False)
    page.go_back()
    stands(scalar, start)
    # A link to the page itself opens it anew, and is a step as well.
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Scalar").click()
    stands(scalar, write(DEFAULT))
    can(scalar, undo=True, redo=False)
    scalar.by_id(Runs.UNDO).click()
    stands(scalar, start)


def test_who_leaves_before_a_control_rests_can_come_back_to_what_was_seen(
    scalar: ScalarPage,
) -> None:
    scalar.open()
    scalar.rest()
    page = scalar.page
    page.evaluate(
        """() => {
            const link = document.createElement("a");
            link.href = "elsewhere";
            link.addEventListener("click", (event) => event.preventDefault());
            document.body.append(link);
            window.left = new Promise((done) => document.addEventListener("page:shown", () => {
                link.click();
                done(location.search);
            }, { once: true }));
        }"""
    )
    scalar.slider("Initial weight w1").fill("1.25")
    assert "w=1.25,0.4" in page.evaluate("left")
