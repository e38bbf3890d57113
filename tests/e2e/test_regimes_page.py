"""The regimes page in a real browser, on the real server."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.regimes.controls import ENTRIES, read, write
from dashboard.regimes.ids import Regimes
from dashboard.regimes.presets import PRESETS as REGIMES
from dashboard.regimes.table import table
from tests.e2e.looks import changes_theme, fits
from tests.e2e.regimes_driver import GRAPHS, RegimesPage

DEFAULT = read("")
ALL = [entry.name for entry in ENTRIES]
#: JavaScript: lines of one plot, to see that it is another one.
LINES = """graph => [...document.querySelectorAll(`#${graph} .js-line`)]
    .map(line => line.getAttribute("d")).join("|")"""


@pytest.fixture
def regimes(page: Page) -> RegimesPage:
    """The page, not opened yet: regimes.open("r=0.4")."""
    return RegimesPage(page)


def shown(regimes: RegimesPage) -> set[str]:
    """Controls of the table of entries that can be seen."""
    return {name for name in ALL if regimes.row(name).is_visible()}


def lines(regimes: RegimesPage, graph: str) -> str:
    return regimes.page.evaluate(LINES, graph)


# ---- live ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, entry, graph",
    [
        ("Distance of the target", "r", Regimes.GRAPH_LOSS),
        ("Imbalance", "d", Regimes.GRAPH_KERNEL),
        ("Variance exponent", "a", Regimes.GRAPH_LOSS),
        ("Size of the spectral start", "q", Regimes.GRAPH_LOSS),
    ],
)
def test_curves_follow_the_thumb(
    regimes: RegimesPage, name: str, entry: str, graph: Regimes
) -> None:
    """Before the button is let go, at every step."""
    regimes.page.set_viewport_size({"width": 1440, "height": 900})
    regimes.open()
    regimes.rest()
    x, y, width = regimes.grab(name)
    before = lines(regimes, graph)
    for step in range(1, 5):
        regimes.page.mouse.move(x + step * width / 25, y)
        regimes.page.wait_for_function(f"([graph, old]) => ({LINES})(graph) !== old",
                                       arg=[graph, before])  # fmt: skip
        before = lines(regimes, graph)
    regimes.page.mouse.up()
    wanted = regimes.number(name)
    assert wanted != DEFAULT[entry]
    regimes.settles(lambda state: state[entry] == wanted)


def test_the_sweep_follows_the_exponent(regimes: RegimesPage) -> None:
    """From 1/h to flat: the slope and the curve."""
    regimes.open()
    slope, curve = regimes.value("drift_slope"), lines(regimes, Regimes.GRAPH_DRIFT)
    assert slope == pytest.approx(-1.0, abs=0.03)
    regimes.type("Variance exponent", "1")
    regimes.settles(lambda state: state["a"] == 1.0)
    assert regimes.value("drift_slope") == pytest.approx(0.0, abs=0.03)
    regimes.by_id(Regimes.GRAPH_DRIFT).scroll_into_view_if_needed()
    regimes.eventually(lambda: _differs(lines(regimes, Regimes.GRAPH_DRIFT), curve))
    expect(regimes.by_id(Regimes.STATUS)).to_contain_text("Width alone does not freeze T")


def _differs(now: str, before: str) -> None:
    assert now != before


def test_depth_shows_and_hides_what_matters(regimes: RegimesPage) -> None:
    regimes.open("n=2&m=2&r=0.1")
    assert shown(regimes) == set(ALL)
    regimes.slider("Depth").press("ArrowRight")
    regimes.settles(lambda state: state["L"] == 3)
    assert shown(regimes) == {*ALL} - {"h"}
    assert regimes.value("gain") == pytest.approx(3.0)
    regimes.type("Columns m", "3")
    regimes.settles(lambda state: state["m"] == 3)
    assert regimes.value("gain") == pytest.approx(1.0)
    expect(regimes.by_id(Regimes.GUARANTEE)).to_contain_text("n ≠ m")


def test_every_preset_draws(regimes: RegimesPage) -> None:
    """The fixture `page` fails on any complaint of the browser."""
    regimes.open()
    for preset in REGIMES:
        wanted = read(preset.query)
        regimes.preset(preset.name).click()
        regimes.settles(lambda state, wanted=wanted: state == wanted)
        for graph in GRAPHS:
            assert regimes.legend(graph), preset.name
            assert regimes.page.locator(f"#{graph} .js-line").count() > 1, (preset.name, graph)
        assert len(regimes.rows()) == 4
        expect(regimes.page.get_by_role("alert").filter(visible=True)).to_have_count(0)


def test_new_draw_and_reset(regimes: RegimesPage) -> None:
    regimes.open("seed=7&r=0.2")
    values = regimes.values()
    regimes.button("New draw").click()
    regimes.settles(lambda state: state["seed"] == 8)
    assert regimes.values() != values
    regimes.button("Reset").click()
    regimes.settles(lambda state: (state["seed"], state["r"]) == (7, 0.2))
    assert regimes.values() == values


def test_the_time_cursor_and_the_axis_of_time(regimes: RegimesPage) -> None:
    regimes.open("at=0.5")
    sample = regimes.sample()
    assert sample > 0
    dots = """() => [...document.querySelectorAll("#graph-loss ~ .cursors .present")]
        .filter(dot => !dot.hidden).length"""
    regimes.radio("Time axis", "linear").check()
    state = regimes.settles(lambda state: state.axis == "linear")
    assert state.at > 0.4
    regimes.slider("Time").press("Home")
    regimes.eventually(lambda: _positive(regimes.page.evaluate(dots)))
    loss = regimes.value("loss")
    wanted = regimes.solution.comparison.regimes[0].solution.loss[regimes.sample()]
    assert loss == pytest.approx(wanted, rel=1e-12)


def _positive(count: int) -> None:
    assert count > 0


# ---- the table ----------------------------------------------------------------------------------


def test_the_table_sorts(regimes: RegimesPage) -> None:
    """A heading's button sorts up, then down; the address and aria-sort say so."""
    regimes.open()
    assert regimes.rows() == ["NTK", "spectral", "balanced", "general"]
    for name, column in (("Decay rate", "measured"), ("γα*", "rate")):
        heading = regimes.heading(name)
        expect(heading).to_have_attribute("aria-sort", "none")
        for sort, words in ((column, "ascending"), (f"-{column}", "descending")):
            heading.get_by_role("button").click()
            regimes.settles(lambda state, sort=sort: state.sort == sort)
            expect(heading).to_have_attribute("aria-sort", words)
            values = regimes.column(column)
            assert values == sorted(values, reverse=sort.startswith("-"))
            assert regimes.rows() == [
                row["regime"] for row in table(regimes.solution.comparison, sort)
            ]
    # What has no number comes last, and says why.
    heading = regimes.heading("Its theory’s rate").get_by_role("button")
    heading.focus()
    regimes.page.keyboard.press("Enter")
    regimes.settles(lambda state: state.sort == "theory")
    expect(heading).to_be_focused()
    assert regimes.rows()[-1] == "general"
    last = regimes.page.locator(f'#{Regimes.TABLE} td[data-column="theory"]').last
    expect(last).to_contain_text("no promise")
    expect(last).to_contain_text("No earlier theory makes a promise")


def test_the_table_downloads_with_every_digit(regimes: RegimesPage) -> None:
    """In the order shown, as spreadsheets read it, with the very numbers of core."""
    regimes.open("sort=-measured&r=0.3&d=2")
    with regimes.page.expect_download() as download:
        regimes.button("Download as CSV").click()
    assert download.value.suggested_filename == "regimes.csv"
    text = Path(download.value.path()).read_text(encoding="utf-8")
    read_rows = list(csv.DictReader(io.StringIO(text)))
    wanted = table(regimes.solution.comparison, "-measured")
    assert [row["regime"] for row in read_rows] == [row["regime"] for row in wanted]
    assert regimes.rows() == [row["regime"] for row in wanted]
    for found, row in zip(read_rows, wanted, strict=True):
        for column, cell in row["cells"].items():
            if cell["value"] is None:
                assert found[column] == ""
            else:
                assert float(found[column]) == pytest.approx(cell["value"], rel=1e-9)
            assert found[f"{column}_note"] == cell["reason"]
    # What is written is what was sent, to the last digit.
    shown_ = [regimes.column(column) for column in wanted[0]["cells"]]
    for values, column in zip(shown_, wanted[0]["cells"], strict=True):
        assert [float(row[column]) if row[column] else None for row in read_rows] == values


# ---- what does not fit --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, wrong, right",
    [("Width of the NTK start", "5", "1000"), ("Variance exponent", "3", "0.5"),
     ("Width of the others", "2", "8"), ("Depth", "9", "2"), ("Rows n", "5", "3"),
     ("Size of the spectral start", "0", "0.05")],
)  # fmt: skip
def test_bad_values_are_said_beside_their_control(
    regimes: RegimesPage, name: str, wrong: str, right: str
) -> None:
    regimes.open()
    before = [lines(regimes, graph) for graph in GRAPHS]
    regimes.paste(name, wrong)
    regimes.complains(name)
    expect(regimes.page.get_by_role("alert").filter(visible=True)).to_have_count(1)
    assert regimes.state == DEFAULT
    assert [lines(regimes, graph) for graph in GRAPHS] == before
    regimes.paste(name, right)
    regimes.complains_not(name)


@pytest.mark.parametrize("query", ["n=x", "L=1", "a=9", "sort=x", "w=1,2&y=1", "r=1&r=2", "%00%ff"])
def test_a_broken_link_says_so_over_the_default_picture(regimes: RegimesPage, query: str) -> None:
    response = regimes.page.goto(f"/regimes?{query}")
    assert response is not None
    assert response.status == 200
    regimes.ready()
    sentence = regimes.page.get_by_role("alert").filter(visible=True)
    expect(sentence).to_have_count(1)
    expect(sentence).to_have_text(re.compile(r"\S.*\.$"))
    regimes.settles(lambda state: state == DEFAULT)
    regimes.type("Distance of the target", "0.5")
    regimes.settles(lambda state: state["r"] == 0.5)
    expect(sentence).to_have_count(0)


def test_a_link_that_is_sent_shows_the_same(
    regimes: RegimesPage, browser: Browser, server_url: str
) -> None:
    query = "r=0.3&d=2&L=3&a=0.75&k=5&q=0.1&n=2&m=2&seed=4&T=7&axis=linear&show=promise"
    regimes.open(f"{query}&sort=-rate&at=0.25")
    regimes.type("Imbalance", "1.8999999999999999")
    regimes.settles(lambda state: state["d"] == 1.8999999999999999)
    with browser.new_context(base_url=server_url) as context:
        other = RegimesPage(context.new_page())
        other.page.goto(regimes.page.url)
        other.ready()
        other.settles(lambda state: state == regimes.state)
        assert other.values() == regimes.values()
        assert other.rows() == regimes.rows()
        assert other.sample() == regimes.sample()
        assert write(other.state) == write(regimes.state)


# ---- looks --------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "L=5&r=0.1&q=0.2&n=2&m=3", "a=2&T=0.000123&axis=linear"])
def test_nothing_overlaps_and_nothing_scrolls_sideways(regimes: RegimesPage, query: str) -> None:
    fits(regimes, GRAPHS, query)


def test_dark(regimes: RegimesPage) -> None:
    changes_theme(regimes, "", ".graph .xtick text, .promises small")


def test_names_for_those_who_cannot_see(regimes: RegimesPage) -> None:
    regimes.open()
    for entry in ENTRIES:
        expect(regimes.slider(entry.label)).to_have_count(1)
        expect(regimes.box(entry.label)).to_have_count(1)
    for figure in regimes.page.locator(".figure").all():
        figure.focus()
        expect(figure.locator("[role=tooltip]")).to_be_in_viewport(ratio=0.99)
    captions = [regimes.by_id(f"{graph}-caption").text_content() for graph in GRAPHS]
    assert all(captions)
    assert len(set(captions)) == len(captions)
    expect(regimes.page.get_by_role("table", name="Promises and truth")).to_have_count(1)
    expect(regimes.by_id(Regimes.TABLE).get_by_role("cell")).to_have_count(24)
    regimes.page.set_viewport_size({"width": 360, "height": 740})  # blocks, and still a table
    expect(regimes.by_id(Regimes.TABLE).get_by_role("cell")).to_have_count(24)
    expect(regimes.by_id(Regimes.TABLE).get_by_role("columnheader")).to_have_count(7)


def test_from_page_to_page(page: Page) -> None:
    regimes = RegimesPage(page)
    page.goto("/matrix")
    navigation = page.get_by_role("navigation", name="Pages")
    for _ in range(2):
        navigation.get_by_role("link", name="Regimes").click()
        regimes.ready()
        regimes.settles(lambda state: state == DEFAULT)
        regimes.slider("Imbalance").press("ArrowRight")
        regimes.settles(lambda state: state["d"] == 1.05)
        navigation.get_by_role("link", name="Scalar networks").click()
        expect(page.locator(f"#{Regimes.PAGE}")).to_have_count(0)
