"""From page to page: links, back and forward, and what the old page had under way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from dashboard.matrix.controls import read
from dashboard.matrix.ids import Matrix
from dashboard.scalar.ids import Scalar
from tests.e2e.drivers.matrix import MatrixPage
from tests.e2e.drivers.scalar import ScalarPage
from tests.e2e.drivers.tab import LOSS_PATH, Tab, slow

DEFAULT = read("")


def _true(value: object) -> None:
    assert value


def link(tab: Tab, name: str) -> None:
    tab.page.get_by_role("navigation", name="Pages").get_by_role("link", name=name).click()


def test_from_page_to_page_and_back(page: Page) -> None:
    matrix, scalar = MatrixPage(page), ScalarPage(page)
    scalar.open("w=0.9,0.4,1.2&y=1")
    for _ in range(2):
        link(matrix, "Matrix networks")
        expect(page).to_have_url(re.compile(r"/matrix(\?|$)"))
        expect(page.locator(f"#{Scalar.PAGE}")).to_have_count(0)
        matrix.ready()
        matrix.agrees()
        assert matrix.state == DEFAULT
        assert matrix.shown() == set(DEFAULT.needed())
        expect(page).to_have_title(re.compile("matrix"))
        matrix.slider("Scale").press("ArrowRight")
        matrix.settles(lambda state: state["scale"] == 1.01)
        link(matrix, "Scalar networks")
        expect(page.locator(f"#{Matrix.PAGE}")).to_have_count(0)
        scalar.ready()
        scalar.eventually(scalar.agrees)
        assert scalar.state.scenario.weights == (0.9, 0.4)
        scalar.slider("Target y").press("ArrowRight")
        scalar.settles(lambda state: state.scenario.target == 1.01)


def test_the_link_to_the_page_itself_opens_it_anew(page: Page) -> None:
    matrix = MatrixPage(page)
    matrix.open("n=2&m=2&h=4&scale=2")
    link(matrix, "Matrix networks")
    matrix.eventually(lambda: matrix.stands_at(DEFAULT))
    matrix.eventually(matrix.agrees)
    matrix.slider("Scale").press("ArrowRight")
    matrix.settles(lambda state: state["scale"] == 1.01)


def test_a_link_clicked_at_once_is_not_overwritten(page: Page) -> None:
    """The address of the old state, still to be written, is not taken for the new page's."""
    matrix = MatrixPage(page)
    matrix.open("n=2&m=2&h=4&scale=2")
    path = matrix.loss_path()
    slow(page, 600)  # the new page comes after that address would have been written
    matrix.slider("Scale").press("ArrowRight")
    page.wait_for_function(
        f"""old => {{
            if (({LOSS_PATH})() === old) return false;
            document.querySelector('nav[aria-label="Pages"] a[href$="/matrix"]').click();
            return true;
        }}""",
        arg=path,
    )
    matrix.eventually(lambda: matrix.stands_at(DEFAULT))
    matrix.eventually(matrix.agrees)


def test_back_and_forward_of_the_browser(page: Page) -> None:
    matrix, scalar = MatrixPage(page), ScalarPage(page)
    scalar.open("w=0.3,0.7&y=2")
    link(scalar, "Matrix networks")
    matrix.ready()
    matrix.slider("Scale").press("ArrowRight")
    matrix.settles(lambda state: state["scale"] == 1.01)
    page.go_back()  # one step in the page, one to the other
    matrix.settles(lambda state: state["scale"] == 1.0)
    page.go_back()
    expect(page.locator(f"#{Matrix.PAGE}")).to_have_count(0)
    scalar.ready()
    scalar.settles(lambda state: state.scenario.weights == (0.3, 0.7))
    page.go_forward()
    matrix.ready()
    page.go_forward()
    matrix.settles(lambda state: state["scale"] == 1.01)


@pytest.mark.parametrize("how", ["playing", "waiting", "writing"])
def test_what_the_old_page_had_under_way_does_not_reach_the_new_one(page: Page, how: str) -> None:
    """A cursor that plays, an answer on its way, an address about to be written."""
    matrix, scalar = MatrixPage(page), ScalarPage(page)
    matrix.open("n=2&m=2&h=4")
    if how == "playing":
        matrix.button("Play").click()
        expect(matrix.button("Pause")).to_be_visible()
    elif how == "waiting":
        slow(page, 1000)
        matrix.slider("Scale").press("ArrowRight")
    else:
        path = matrix.loss_path()
        matrix.slider("Scale").press("ArrowRight")
        page.wait_for_function(f"old => ({LOSS_PATH})() !== old", arg=path)
    link(matrix, "Scalar networks")
    expect(page.locator(f"#{Matrix.PAGE}")).to_have_count(0)
    scalar.ready()
    page.wait_for_timeout(2500)  # for whatever is late
    scalar.agrees()
    assert page.url.split("?")[0].endswith("/")
    assert scalar.state.scenario.weights == (0.9, 0.4)
    assert scalar.sample() == 0
    expect(page.get_by_role("alert").filter(visible=True)).to_have_count(0)
    scalar.slider("Target y").press("ArrowRight")
    scalar.settles(lambda state: state.scenario.target == 1.01)


def test_the_player_waits_for_the_first_picture(page: Page) -> None:
    """Its buttons do nothing before, and work after."""
    scalar = ScalarPage(page)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/scalar", hold)
    page.goto("/")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    scalar.eventually(lambda: _true(held))
    for name in ("Step forward", "Play", "Step back"):
        page.get_by_role("button", name=name).click()
    held[0].continue_()
    page.unroute("**/api/scalar")
    scalar.ready()
    page.get_by_role("button", name="Step forward").click()
    scalar.eventually(lambda: _true(scalar.sample() == 1))


def test_what_is_no_page_has_the_theme_of_the_others_and_a_name(
    page: Page, browser_log: list[str]
) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto("/no-such-page")
    expect(page.locator("main.lost h1")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    for width in (360, 683, 1366, 1920):  # elsewhere the name gives way to what is beside it
        page.set_viewport_size({"width": width, "height": 384})
        expect(page.locator(".brand")).to_be_visible()
    browser_log[:] = [line for line in browser_log if "404" not in line]  # as it should be
