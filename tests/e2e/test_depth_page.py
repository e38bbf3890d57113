"""The depth page in a real browser, on the real server."""

from __future__ import annotations

import math
import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.depth.controls import ENTRIES, read, write
from dashboard.depth.ids import Depth
from dashboard.depth.presets import PRESETS as DEPTH
from dashboard.matrix.ids import Matrix
from dashboard.parts.page.ids import Player
from tests.e2e.depth_driver import GRAPHS, TIMED, DepthPage
from tests.e2e.driver import LOSS_PATH
from tests.e2e.looks import changes_theme, fits, still
from tests.e2e.matrix_driver import MatrixPage
from tests.e2e.overlap import outside, overlaps
from tests.e2e.scalar.test_player import MARKS
from tests.e2e.test_matrix_page import PICTURE

DEFAULT = read("")
ALL = [entry.name for entry in ENTRIES]


@pytest.fixture
def depth(page: Page) -> DepthPage:
    """The depth page, not opened yet: depth.open("L=4")."""
    return DepthPage(page)


def shown(depth: DepthPage) -> set[str]:
    """Controls of the table that can be seen."""
    return {name for name in ALL if depth.row(name).is_visible()}


def picture(depth: DepthPage) -> str:
    return depth.page.evaluate(PICTURE)


def _is(depth: DepthPage, state: object) -> None:
    assert depth.state == state


# ---- live ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, entry, graph",
    [
        ("Step / stable limit", "f", Depth.GRAPH_LOSS),
        ("Step s in w²", "s", Depth.GRAPH_RATE),
        ("Product at the start", "p", Depth.GRAPH_CONSTRAINT),
    ],
)
def test_the_curves_follow_the_thumb(depth: DepthPage, name: str, entry: str, graph: str) -> None:
    """Before the button is let go, at every step."""
    depth.page.set_viewport_size({"width": 1280, "height": 2000})
    depth.open()
    before = depth.values()
    lines = f"""() => [...document.querySelectorAll("#{graph} .js-line")]
        .map(line => line.getAttribute("d")).join("|")"""
    x, y, width = depth.grab(name)
    old = depth.page.evaluate(lines)
    for step in range(1, 6):
        depth.page.mouse.move(x + step * width / 30, y)
        depth.page.wait_for_function(f"old => ({lines})() !== old", arg=old)
        old = depth.page.evaluate(lines)
    assert depth.values() != before  # figures follow as well
    depth.page.mouse.up()
    wanted = depth.number(name)
    assert wanted > DEFAULT[entry]
    depth.settles(lambda state: state[entry] == wanted)


def test_every_preset_opens_soon(depth: DepthPage) -> None:
    depth.open()
    slowest: dict[str, float] = {}
    for preset in DEPTH[1:] + DEPTH[:1]:
        state = read(preset.query)
        start = time.monotonic()
        depth.preset(preset.name).click()
        depth.eventually(lambda state=state: _is(depth, state))
        slowest[preset.name] = time.monotonic() - start
        depth.settles(lambda now, state=state: now == state)
        for graph in GRAPHS:
            assert depth.legend(graph), preset.name
            assert depth.page.locator(f"#{graph} :is(.js-line, .point)").count() > 0
        expect(depth.page.get_by_role("alert").filter(visible=True)).to_have_count(0)
        assert shown(depth) == set(state.needed())
    assert {name: took for name, took in slowest.items() if took > 4.0} == {}  # busy machines


def test_a_divergent_run_is_said_and_cut(depth: DepthPage) -> None:
    depth.open("L=4&f=3&k=60")
    expect(depth.by_id(Depth.STATUS)).to_have_text(re.compile(r"^Diverges: step \d+ .* cut there"))
    expect(depth.by_id(Depth.GUARANTEE)).to_have_class(re.compile("nothing"))
    steps = depth.solution.steps
    assert steps < 10
    assert int(depth.slider("Time").get_attribute("max") or 0) == steps
    depth.slider("Time").press("End")
    loss = depth.value("loss")
    assert loss is not None
    assert math.isclose(loss, depth.solution.loss[-1], rel_tol=1e-12)
    # Back below the limit it is whole again.
    depth.type("Step / stable limit", "0.5")
    depth.settles(lambda state: state["f"] == 0.5)
    assert int(depth.slider("Time").get_attribute("max") or 0) == 60
    expect(depth.by_id(Depth.GUARANTEE)).not_to_have_class(re.compile("nothing"))


def test_arrow_keys_boxes_and_choices(depth: DepthPage) -> None:
    depth.open()
    depth.agrees()
    depth.slider("Depth L of the descent").press("ArrowRight")
    depth.settles(lambda state: state["L"] == 4)
    depth.type("Number of steps", "25")
    depth.settles(lambda state: state["k"] == 25)
    for group, name, entry, value in [
        ("Family", "balanced", "fam", "balanced"), ("Family", "random", "fam", "random"),
        ("Network", "matrix", "net", "matrix"), ("Family", "unit steps", "fam", "steps"),
        ("Smallest layer", "in the middle", "order", "middle"),
    ]:  # fmt: skip
        depth.radio(group, name).check()
        state = depth.settles(lambda state, entry=entry, value=value: state[entry] == value)
        assert shown(depth) == set(state.needed()), name
        expect(depth.button("New draw")).to_be_visible(visible="seed" in state.needed())
    depth.radio("Smallest layer", "in the middle").focus()
    depth.page.keyboard.press("ArrowDown")
    depth.settles(lambda state: state["order"] == "last")
    depth.page.get_by_label("Pair of layers, second").select_option("4")
    depth.settles(lambda state: state.pair == (1, 4))
    depth.type("Depth L of the descent", "2")
    depth.settles(lambda state: (state["L"], state.pair) == (2, (1, 2)))
    expect(depth.row("pair")).to_be_hidden()


def test_a_new_draw_is_another_picture_and_another_seed(depth: DepthPage) -> None:
    depth.open("fam=random&seed=7")
    before, values = picture(depth), depth.values()
    depth.button("New draw").click()
    depth.settles(lambda state: state["seed"] == 8)
    assert picture(depth) != before
    assert depth.values() != values
    depth.type("Seed", "7")
    depth.settles(lambda state: state["seed"] == 7)
    assert depth.values() == values


def test_play_moves_the_cursor_in_every_plot_of_the_run(depth: DepthPage) -> None:
    depth.page.set_viewport_size({"width": 1280, "height": 2000})
    depth.open("L=2&s=0.5&f=1.15&k=300&at=0.1")
    before, sample = depth.page.evaluate(MARKS, TIMED), depth.sample()
    assert all(before)
    assert depth.page.evaluate(MARKS, [Depth.GRAPH_RATE, Depth.GRAPH_STEP]) == ["", ""]
    depth.button("Play").click()
    depth.page.wait_for_function(
        f"""([graphs, old]) => {{
            const marks = ({MARKS})(graphs);
            return marks.every((mark, index) => mark !== old[index]);
        }}""",
        arg=[TIMED[:2], before[:2]],
    )
    depth.button("Pause").click()
    assert depth.sample() > sample
    depth.settles(lambda state: state.at > 0.1)
    loss = depth.value("loss")
    assert loss is not None
    assert math.isclose(loss, depth.solution.loss[depth.sample()], rel_tol=1e-12)
    expect(depth.by_id(Player.PLAYER)).to_contain_text(f"step = {depth.sample()}")


def test_a_run_of_one_sample_cannot_be_played(depth: DepthPage) -> None:
    depth.open("fam=balanced&p=-1000&y=1&L=3&f=0.5")
    expect(depth.by_id(Depth.STATUS)).to_have_text(re.compile(r"^Diverges: step 1 "))
    expect(depth.button("Play")).to_be_disabled()
    depth.type("Step / stable limit", "0.001")
    depth.settles(lambda state: state["f"] == 0.001)
    expect(depth.button("Play")).to_be_enabled()


# ---- links, refusals ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query", ["order=middle&L=5&f=0.8&k=77&pair=4,2&at=0.25", "net=matrix&n=3&fam=random&seed=5"]
)
def test_a_link_that_is_sent_shows_the_same(
    depth: DepthPage, browser: Browser, server_url: str, query: str
) -> None:
    depth.open(query)
    depth.type("Target", "0.8999999999999999")  # digits that no box shows
    depth.settles(lambda state: state["y"] == 0.8999999999999999)
    with browser.new_context(base_url=server_url) as context:
        other = DepthPage(context.new_page())
        other.page.goto(depth.page.url)
        other.ready()
        other.settles(lambda state: state == depth.state)
        assert other.values() == depth.values()
        assert other.sample() == depth.sample()
        assert [other.legend(graph) for graph in GRAPHS] == [
            depth.legend(graph) for graph in GRAPHS
        ]


@pytest.mark.parametrize(
    "query", ["L=x", "k=1000000", "net=matrix&p=-1", "fam=none", "w=1,2&y=1", "f=0", "%00%ff=&;%25"]
)
def test_a_broken_link_says_so_over_the_default_picture(depth: DepthPage, query: str) -> None:
    response = depth.page.goto(f"/depth?{query}")
    assert response is not None
    assert response.status == 200
    depth.ready()
    sentence = depth.page.get_by_role("alert").filter(visible=True)
    expect(sentence).to_have_count(1)
    expect(sentence).to_have_text(re.compile(r"\S.*\.$"))
    depth.eventually(lambda: _is(depth, DEFAULT))
    depth.agrees()
    expect(sentence).to_be_visible()
    depth.type("Target", "1.5")
    depth.settles(lambda state: state["y"] == 1.5)
    expect(sentence).to_have_count(0)


@pytest.mark.parametrize(
    "query, name, wrong, right",
    [
        ("", "Step / stable limit", "0", "0.3"),
        ("", "Number of steps", "2000", "40"),
        ("", "Depth L of the descent", "1", "3"),
        ("", "Target", "-1", "1"),
        ("net=matrix", "Product at the start", "-0.5", "0.5"),
    ],
)
def test_bad_values_are_said_where_they_are(
    depth: DepthPage, query: str, name: str, wrong: str, right: str
) -> None:
    depth.open(query)
    good = depth.settles(lambda state: state == read(query))
    before = picture(depth)
    depth.paste(name, wrong)
    depth.complains(name)
    expect(depth.page.get_by_role("alert").filter(visible=True)).to_have_count(1)
    assert (depth.state, picture(depth)) == (good, before)
    depth.paste(name, right)
    depth.complains_not(name)
    depth.settles(lambda state: state == good)


def test_reset_returns_to_what_was_opened(depth: DepthPage) -> None:
    opened = read("fam=balanced&L=5&f=0.7&at=0.5")
    depth.open(write(opened))
    depth.settles(lambda state: state == opened)
    values = depth.values()
    depth.radio("Network", "matrix").check()
    depth.settles(lambda state: state["net"] == "matrix")
    depth.button("Reset").click()
    depth.settles(lambda state: state == opened)
    assert depth.values() == values
    depth.preset("Divergent").click()
    divergent = depth.settles(lambda state: state["f"] == 3.0)
    depth.slider("Target").press("ArrowRight")
    depth.settles(lambda state: state["y"] == 1.01)
    depth.button("Reset").click()
    depth.settles(lambda state: state == divergent)


def test_from_page_to_page_and_back(page: Page) -> None:
    depth, matrix = DepthPage(page), MatrixPage(page)
    matrix.open("n=2&m=2&h=4")
    for _ in range(2):
        page.get_by_role("navigation", name="Pages").get_by_role("link", name="Depth").click()
        expect(page.locator(f"#{Matrix.PAGE}")).to_have_count(0)
        depth.ready()
        depth.eventually(depth.agrees)
        assert depth.state == DEFAULT
        page.get_by_role("navigation", name="Pages").get_by_role("link", name="Matrix").click()
        expect(page.locator(f"#{Depth.PAGE}")).to_have_count(0)
        matrix.ready()
        matrix.eventually(matrix.agrees)


# ---- looks --------------------------------------------------------------------------------------

SIZES = {
    "default": "",
    "deep": "L=20&order=middle&k=1000",
    "divergent": "L=4&f=3&k=60&at=1",
    "matrix": "net=matrix&n=3&fam=random&p=0.9&L=4",
    "no minimum": "fam=balanced&p=-0.5&L=8",
    "small numbers": "p=0.00012345&y=0.0012345&f=0.00012345",
}


@pytest.mark.parametrize("name", SIZES)
def test_nothing_overlaps_and_nothing_scrolls_sideways(depth: DepthPage, name: str) -> None:
    fits(depth, GRAPHS, SIZES[name])


def test_a_phone_with_a_sentence_and_an_explanation(depth: DepthPage) -> None:
    depth.page.set_viewport_size({"width": 360, "height": 740})
    depth.open()
    depth.paste("Target", "-1")
    depth.complains("Target")
    for summary in depth.page.locator("summary").all():
        summary.click()
    found = still(depth, GRAPHS)
    assert [*overlaps(found), *outside(found, 360)] == []
    assert depth.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_dark(depth: DepthPage) -> None:
    changes_theme(depth, "")


def test_figures_and_controls_have_names(depth: DepthPage) -> None:
    depth.open()
    for name in ["Step s in w²", "Target", "Depth L of the descent", "Number of steps"]:
        expect(depth.slider(name)).to_have_count(1)
        expect(depth.box(name)).to_have_count(1)
    for figure in depth.page.locator(".figure").all():
        tip = figure.locator("[role=tooltip]")
        expect(tip).to_be_hidden()
        figure.focus()
        expect(tip).to_be_visible()
        expect(tip).to_be_in_viewport(ratio=0.99)
    captions = [depth.by_id(f"{graph}-caption").text_content() for graph in GRAPHS]
    assert all(captions)
    assert len(set(captions)) == len(captions)
    assert depth.page.evaluate(LOSS_PATH)
