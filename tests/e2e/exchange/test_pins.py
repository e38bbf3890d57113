"""Runs side by side: pinned, named, hidden, in the link, on every page."""

from __future__ import annotations

import base64
import re
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from core import solve
from dashboard.parts.page.ids import Runs
from dashboard.parts.readouts import written
from dashboard.scalar.controls import read
from dashboard.scalar.figures import constraint
from tests.e2e.drivers.depth import DepthPage
from tests.e2e.drivers.matrix import MatrixPage
from tests.e2e.drivers.regimes import RegimesPage
from tests.e2e.drivers.scalar import ScalarPage
from tests.e2e.drivers.tab import Tab

ONE, TWO = "1:Run 1?w=0.9,0.4&y=1", "2:Run 2?w=0.9,0.4&y=1.5"
SIZE = {"width": 1366, "height": 768}
#: JavaScript: what the ghosts of each picture are called.
GHOSTS = """() => Object.fromEntries(window.deepLinear.page.pictures.map(
    ({ id, ghosts }) => [id, [...new Set(ghosts.map(({ name }) => name))].join()]))"""
#: JavaScript: what plotly.js has of them.
DRAWN = """id => document.getElementById(id).firstChild.data
    .filter(({ line }) => line?.width === 1.8).map(({ name }) => name)"""
#: JavaScript: where in space the lines of the ghost and of the present flow start.
STARTS = """id => {
    const { _fullLayout: layout, _fullData: traces } = document.getElementById(id).firstChild;
    const flows = traces.filter(({ name }) => ["Run 1", "flow"].includes(name));
    return [flows[0], flows.at(-1)].map(({ uid }) => layout.scene._scene.traces[uid].data.x[0]);
}"""
#: JavaScript: the ranges of a picture's axes, and what it says of runs that leave them.
RANGES = """id => window.deepLinear.page.pictures.find(picture => picture.id === id).ranges"""
#: JavaScript: how many pixels of an image are purple, as the first pin is.
PURPLE = """async url => {
    const image = Object.assign(new Image(), { src: url });
    await image.decode();
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4)
        if (data[at] > data[at + 1] + 15 && data[at + 2] > data[at] + 20) count++;
    return count;
}"""


def pins(page: Page) -> list[str]:
    return [value for name, value in parse_qsl(urlsplit(page.url).query) if name == "pin"]


def row(page: Page, slot: int) -> Locator:
    return page.locator(f'#{Runs.TABLE} [data-run="{slot}"]')


def cell(page: Page, slot: int, column: int) -> Locator:
    return row(page, slot).locator("td").nth(column)


def ghosts(tab: Tab, graph: str, names: str) -> None:
    def check() -> None:
        assert tab.page.evaluate(GHOSTS)[graph] == names

    tab.eventually(check)


def test_runs_side_by_side(scalar: ScalarPage) -> None:
    page = scalar.page
    page.set_viewport_size(SIZE)
    scalar.open("w=0.9,0.4&y=1")
    expect(scalar.by_id(Runs.DRAWER)).to_be_hidden()
    scalar.by_id(Runs.PIN).click()
    expect(cell(page, 1, 3)).to_have_text("0.97")
    assert pins(page) == [ONE]
    scalar.slider("Target y").fill("1.5")
    scalar.settles(lambda state: state.scenario.target == 1.5)
    scalar.by_id(Runs.PIN).click()
    expect(cell(page, 2, 2)).to_have_text("Target y 1.5")
    first, second = (solve(read(pin.split("?")[1]).scenario).final_rate for pin in (ONE, TWO))
    expect(cell(page, 2, 5)).to_have_text(f"{written(second)} +{written(second - first)}")
    for graph in ("graph-loss", "graph-constraint", "graph-rate", "graph-weights"):
        ghosts(scalar, graph, "Run 1,Run 2")
        assert page.evaluate(DRAWN, graph) == ["Run 1", "Run 2"]

    # On other axes than theirs, as in space, a plot goes without.
    scalar.slider("Depth").fill("3")
    scalar.settles(lambda state: state.scenario.depth == 3)
    ghosts(scalar, "graph-constraint", "")
    ghosts(scalar, "graph-loss", "Run 1,Run 2")
    expect(scalar.by_id(Runs.TABLE).locator("tr").last).to_contain_text("Depth 3")

    # Undo leaves the pins: they are what is compared.
    scalar.by_id(Runs.UNDO).click()
    scalar.settles(lambda state: state.scenario.depth == 2)
    assert len(pins(page)) == 2
    ghosts(scalar, "graph-constraint", "Run 1,Run 2")


def test_ghosts_in_space(scalar: ScalarPage) -> None:
    """Drawn, on axes that grow for them at rest; a camera that was turned stays."""
    page, graph = scalar.page, "graph-constraint"
    page.set_viewport_size(SIZE)
    ghost, present = "w=0.9,0.4,0.6&y=8", "w=1,0.5,0.7&y=1"
    scalar.open(f"{present}&pin={quote(f'1-Run 1?{ghost}')}")
    own, wider = (
        constraint.graph(solve(read(query).scenario), (1, 2)).ranges["scene.xaxis"]
        for query in (present, ghost)
    )
    assert own[1] < wider[1] < 4 * own[1]

    def reaches(range_: tuple[float, float]) -> None:
        def check() -> None:
            assert page.evaluate(RANGES, graph)["scene.xaxis"] == pytest.approx(range_, rel=1e-6)

        scalar.eventually(check)

    def purple() -> int:
        scalar.frame()
        url = base64.b64encode(scalar.by_id(graph).screenshot()).decode()
        return int(page.evaluate(PURPLE, f"data:image/png;base64,{url}"))

    def turn(name: str) -> None:
        row(page, 1).get_by_role("button", name=re.compile(name)).click()

    expect(cell(page, 1, 3)).to_have_text(re.compile(r"\d"))
    reaches(own)
    assert purple() == 0
    turn("Show")
    ghosts(scalar, graph, "Run 1")
    reaches(wider)
    scalar.eventually(lambda: _more_than(purple(), 10))

    # What moves is written into its own lines, not into those of the ghost.
    first = page.evaluate(STARTS, graph)
    scalar.slider("Initial weight w1").press("ArrowRight")
    scalar.settles(lambda state: state.scenario.weights[0] == 1.01)

    def moved() -> None:
        assert page.evaluate(STARTS, graph) == pytest.approx([first[0], 1.01])

    scalar.eventually(moved)
    reaches(wider)
    turn("Hide")
    ghosts(scalar, graph, "")
    scalar.eventually(lambda: _more_than(1, purple()))


def test_axes_hold_pinned_runs_as_far_as_they_may(scalar: ScalarPage) -> None:
    """A run a little larger is seen whole; one that would leave the present no room is told of."""
    page = scalar.page
    page.set_viewport_size(SIZE)
    near, far = "w=0.9,0.4&y=2.5", "w=0.9,0.4&y=900"
    scalar.open(f"w=0.9,0.4&y=1&pin={quote(f'1:near?{near}')}&pin={quote(f'2-far?{far}')}")
    alone, other = (
        constraint.graph(solve(read(query).scenario), (1, 2)).ranges["xaxis"][1]
        for query in ("w=0.9,0.4&y=1", near)
    )
    note = scalar.by_id("graph-constraint-card").locator(".beyond")

    def reaches(reach: float) -> None:
        def check() -> None:
            right = page.evaluate(RANGES, "graph-constraint")["xaxis"][1]
            assert right == pytest.approx(reach, rel=1e-6)

        scalar.eventually(check)

    reaches(max(alone, other))
    expect(note).to_be_hidden()
    row(page, 2).get_by_role("button", name=re.compile("Show")).click()
    reaches(4 * alone)
    expect(note).to_have_text("partly outside: far")
    # It is the run that is called so, whatever its name.
    box = row(page, 2).get_by_role("textbox")
    box.fill("giant")
    box.press("Enter")
    expect(note).to_have_text("partly outside: giant")
    row(page, 2).get_by_role("button", name=re.compile("Unpin")).click()
    reaches(max(alone, other))
    expect(note).to_be_hidden()


def _more_than(number: int, least: int) -> None:
    assert number > least


def test_names_numbers_and_the_link(scalar: ScalarPage) -> None:
    page = scalar.page
    page.set_viewport_size(SIZE)
    scalar.open(f"w=0.9,0.4&y=1.5&pin={quote(ONE)}&pin={quote(TWO)}")
    ghosts(scalar, "graph-loss", "Run 1,Run 2")

    # Another name, hidden, and all of it in the link.
    box = row(page, 1).get_by_role("textbox", name="Name of run 1")
    box.fill("a? balanced & slow")
    box.press("Enter")
    row(page, 1).get_by_role("button", name="Hide a balanced & slow").click()
    ghosts(scalar, "graph-loss", "Run 2")
    expect(row(page, 1).get_by_role("button", name="Show a balanced & slow")).to_be_visible()
    assert pins(page)[0] == "1-a balanced & slow?w=0.9,0.4&y=1"
    page.goto(page.url)
    scalar.ready()
    ghosts(scalar, "graph-loss", "Run 2")
    expect(cell(page, 1, 3)).to_have_text("0.97")
    row(page, 1).get_by_role("button", name=re.compile("Show")).click()
    ghosts(scalar, "graph-loss", "a balanced & slow,Run 2")

    # Unpin gives the number free; six are the most.
    row(page, 1).get_by_role("button", name=re.compile("Unpin")).click()
    ghosts(scalar, "graph-loss", "Run 2")
    for count in range(2, 7):
        expect(row(page, 2)).to_be_visible()
        expect(scalar.by_id(Runs.PIN)).to_be_enabled()
        scalar.by_id(Runs.PIN).click()
        expect(page.locator("[data-run]")).to_have_count(count)
    expect(scalar.by_id(Runs.PIN)).to_be_disabled()
    assert sorted(pin[0] for pin in pins(page)) == list("123456")
    # The drawer covers nothing: the plots are smaller, and all in view.
    for graph in ("graph-loss", "graph-weights"):
        box = scalar.by_id(graph).bounding_box()
        drawer = scalar.by_id(Runs.DRAWER).bounding_box()
        assert box is not None
        assert drawer is not None
        assert box["height"] > 80
        assert box["y"] + box["height"] <= drawer["y"]
        assert drawer["y"] + drawer["height"] <= SIZE["height"] + 1
    scalar.by_id(Runs.CLEAR).click()
    ghosts(scalar, "graph-loss", "")
    assert pins(page) == []
    expect(scalar.by_id(Runs.TABLE)).to_contain_text("No run is pinned")
    scalar.by_id(Runs.OPEN).click()
    expect(scalar.by_id(Runs.DRAWER)).to_be_hidden()


@pytest.mark.parametrize(
    "kind, query", [(MatrixPage, "n=2&m=2&h=4"), (RegimesPage, "r=0.2"), (DepthPage, "L=4")]
)
def test_every_page_has_runs(page: Page, kind: type[Tab], query: str) -> None:
    tab = kind(page)
    page.set_viewport_size(SIZE)
    tab.open(query)
    tab.by_id(Runs.PIN).click()
    expect(cell(page, 1, 3)).to_have_text(re.compile(r"\d"))
    expect(row(page, 1).locator("td")).to_have_count(9)
    ghosts(tab, "graph-loss", "Run 1")
    url = page.url
    page.goto("about:blank")
    page.goto(url)
    tab.ready()
    ghosts(tab, "graph-loss", "Run 1")


def test_a_bad_pin_is_said_and_the_rest_stays(scalar: ScalarPage) -> None:
    """By hand: one that is no link, one without a number, two of the same number, too many."""
    page = scalar.page
    given = ["1:bad?w=one", "w=1,2&y=1", "2:a?w=0.5,0.5&y=1", "2:b?w=0.6,0.6&y=1"]
    scalar.open("w=0.9,0.4&y=1&" + "&".join(f"pin={quote(pin)}" for pin in given))
    expect(cell(page, 1, 2)).to_have_text(re.compile(r"one.*\.$"))
    expect(page.locator("[data-run]")).to_have_count(4)
    ghosts(scalar, "graph-loss", "Run 2,a,b")
    scalar.agrees()
    expect(page.get_by_role("alert").filter(visible=True)).to_have_count(0)
    row(page, 1).get_by_role("button", name="Unpin bad").click()
    expect(page.locator("[data-run]")).to_have_count(3)
    assert len(pins(page)) == 3
