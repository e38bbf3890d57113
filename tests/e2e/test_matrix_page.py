"""The matrix page in a real browser, on the real server."""

from __future__ import annotations

import json
import math
import re
import time

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from core import MatrixSolution, scenario_from_json, scenario_from_text, solve
from dashboard.ids import Matrix, Scalar, Shell
from dashboard.matrix_controls import ENTRIES, read, write
from dashboard.presets import MATRIX
from tests.e2e.driver import LOSS_PATH, PATIENCE, ScalarPage
from tests.e2e.matrix_driver import GRAPHS, TIMED, MatrixPage
from tests.e2e.overlap import cut_off, outside, overlaps, texts
from tests.e2e.test_scalar_gate import slow
from tests.e2e.test_scalar_player import MARKS

DEFAULT = read("")
ALL = [entry.name for entry in ENTRIES]
#: JavaScript: every line of every plot, to see that a picture is another one.
PICTURE = """() => [...document.querySelectorAll(".graph .js-line")]
    .map(line => line.getAttribute("d")).join("|")"""
FOUND = re.compile(r"^Estimate \S+: .*\.$")


@pytest.fixture
def matrix(page: Page) -> MatrixPage:
    """The matrix page, not opened yet: matrix.open("n=2&m=2")."""
    return MatrixPage(page)


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


# ---- slow answers -------------------------------------------------------------------------------


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
    expect(matrix.by_id(Matrix.PLAYER)).to_contain_text("λmin(T)")
    assert state.horizon == 0.3


# ---- looks --------------------------------------------------------------------------------------

SIZES = {
    "default": "",
    "rectangular": "n=2&m=4&h=10&r=0.2",
    "deep": "L=6&n=2&m=2&init=homogeneous&d=0.4&r=0.2&at=0.5",
    "small numbers": "n=2&m=2&h=3&scale=0.00012345&T=123456.789",
    "wide": "n=3&m=3&h=1000000000&e=0&T=0.000001",
    "logistic": "n=4&m=1&f=logistic",
}


def still(matrix: MatrixPage) -> list[dict[str, object]]:
    """All texts, once they stay where they are and the plots have the size of their places."""

    def look() -> list[dict[str, object]]:
        for graph in GRAPHS:
            wide = matrix.page.evaluate(
                """graph => {
                    const place = document.getElementById(graph);
                    const svg = place.querySelector(".main-svg");
                    return [place, svg].map(part => part.getBoundingClientRect().width);
                }""",
                graph,
            )
            assert wide[0] == pytest.approx(wide[1], abs=2)
        before = texts(matrix.page)
        matrix.page.evaluate("() => new Promise(done => requestAnimationFrame(() => "
                             "requestAnimationFrame(done)))")  # fmt: skip
        assert texts(matrix.page) == before
        return before

    return matrix.eventually(look)


@pytest.mark.parametrize("name", SIZES)
def test_nothing_overlaps_and_nothing_scrolls_sideways(matrix: MatrixPage, name: str) -> None:
    matrix.page.set_viewport_size({"width": 360, "height": 740})
    matrix.open(SIZES[name])
    matrix.page.wait_for_function("() => document.querySelectorAll('mjx-container').length >= 6")
    wrong = {}
    for width, height in ((360, 740), (768, 1024), (1440, 900)):
        matrix.page.set_viewport_size({"width": width, "height": height})
        found = still(matrix)
        assert len(found) > 80
        problems = [*overlaps(found), *outside(found, width)]
        problems += [f"cut off: {text}" for text in cut_off(matrix.page)]
        across = matrix.page.evaluate("document.documentElement.scrollWidth")
        if across > width:
            problems.append(f"the page is {across} wide")
        if problems:
            wrong[width] = problems
    assert wrong == {}


def test_a_phone_with_a_sentence_and_an_explanation(matrix: MatrixPage) -> None:
    matrix.page.set_viewport_size({"width": 360, "height": 740})
    matrix.open("h=8")
    matrix.radio("Objective", "logistic").check()
    matrix.complains("Columns m")
    for summary in matrix.page.locator("summary").all():
        summary.click()
    found = still(matrix)
    assert [*overlaps(found), *outside(found, 360)] == []
    assert matrix.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_dark(matrix: MatrixPage) -> None:
    matrix.page.emulate_media(color_scheme="dark")
    matrix.open("h=8")
    expect(matrix.page.locator("html")).to_have_attribute("data-theme", "dark")
    ticks = """() => [...document.querySelectorAll(".graph .xtick text, .graph .ytick text")]
        .map(text => getComputedStyle(text).fill)"""
    curves = """() => [...document.querySelectorAll(".graph .js-line")]
        .map(line => getComputedStyle(line).stroke)"""
    dark, colours = set(matrix.page.evaluate(ticks)), matrix.page.evaluate(curves)
    assert len(dark) == 1
    matrix.by_id(Shell.THEME).click()
    expect(matrix.page.locator("html")).to_have_attribute("data-theme", "light")
    matrix.eventually(lambda: _other(set(matrix.page.evaluate(ticks)), dark))
    assert matrix.page.evaluate(curves) == colours  # a curve keeps its colour
    matrix.page.evaluate("localStorage.clear()")


def _other(now: set[str], before: set[str]) -> None:
    assert len(now) == 1
    assert now.isdisjoint(before)


def test_everything_is_reached_with_tab(matrix: MatrixPage) -> None:
    matrix.open("n=2&m=2&h=4")
    wanted = matrix.page.evaluate(
        """() => {
            const all = "a[href], button, input, select, textarea, summary, [tabindex='0']";
            window.wanted = [...document.querySelectorAll(all)].filter(element =>
                !element.disabled && element.checkVisibility({ visibilityProperty: true })
                && !(element.type === "radio" && !element.checked)
                && !element.closest("mjx-container"));
            document.activeElement.blur();
            return window.wanted.length;
        }"""
    )
    assert wanted > 50
    seen: set[int] = set()
    for _ in range(3 * wanted):
        matrix.page.keyboard.press("Tab")
        seen.add(matrix.page.evaluate("() => window.wanted.indexOf(document.activeElement)"))
        if len(seen - {-1}) == wanted:
            break
    missed = set(range(wanted)) - seen
    html = "index => wanted[index].outerHTML"
    assert [matrix.page.evaluate(html, index) for index in missed] == []


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
    for figure in matrix.page.locator(".figure").all():
        tip = figure.locator("[role=tooltip]")
        expect(tip).to_be_hidden()
        figure.focus()
        expect(tip).to_be_visible()
        expect(tip).to_be_in_viewport(ratio=0.99)
    captions = [matrix.by_id(f"{graph}-caption").text_content() for graph in GRAPHS]
    assert all(captions)
    assert len(set(captions)) == len(captions)


# ---- two pages ----------------------------------------------------------------------------------


def link(matrix: ScalarPage, name: str) -> None:
    matrix.page.get_by_role("navigation", name="Pages").get_by_role("link", name=name).click()


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
        assert shown(matrix) == set(DEFAULT.needed())
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
    matrix.eventually(lambda: _is(matrix, DEFAULT))
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
    matrix.eventually(lambda: _is(matrix, DEFAULT))
    matrix.eventually(matrix.agrees)


def test_back_and_forward_of_the_browser(page: Page) -> None:
    matrix, scalar = MatrixPage(page), ScalarPage(page)
    scalar.open("w=0.3,0.7&y=2")
    link(scalar, "Matrix networks")
    matrix.ready()
    matrix.slider("Scale").press("ArrowRight")
    matrix.settles(lambda state: state["scale"] == 1.01)
    page.go_back()
    expect(page.locator(f"#{Matrix.PAGE}")).to_have_count(0)
    scalar.ready()
    scalar.settles(lambda state: state.scenario.weights == (0.3, 0.7))
    page.go_forward()
    matrix.ready()
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


# ---- scenario files -----------------------------------------------------------------------------

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
    assert shown(matrix) == set()
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
    expect(matrix.row("file").get_by_role("alert")).to_contain_text("open “lost.json” again")
    assert matrix.loss_path()


def test_the_saved_scenario_is_what_the_command_line_takes(matrix: MatrixPage) -> None:
    matrix.open("n=2&m=3&h=8&f=regression")
    with matrix.page.expect_download() as download:
        matrix.button("Save scenario file").click()
    solution = solve(scenario_from_text(download.value.path().read_text()))
    assert isinstance(solution, MatrixSolution)
    assert matrix.value("alpha_star") == solution.alpha
