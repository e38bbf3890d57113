"""The regimes page follows what is set on it."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

import words
from dashboard.parts.query import text_of
from dashboard.regimes.controls import ENTRIES, comparison, read
from dashboard.regimes.ids import Regimes
from dashboard.regimes.presets import PRESETS as REGIMES
from tests.e2e.drivers.opened import DROP
from tests.e2e.drivers.regimes import GRAPHS, RegimesPage

DEFAULT = read("")

ALL = [entry.name for entry in ENTRIES]

#: JavaScript: lines of one plot, to see that it is another one.
LINES = """graph => [...document.querySelectorAll(`#${graph} .js-line`)]
    .map(line => line.getAttribute("d")).join("|")"""


def named(entry: str) -> str:
    """What the page calls a control."""
    return words.text(f"entry.regimes.{entry}")


def lines(regimes: RegimesPage, graph: str) -> str:
    return regimes.page.evaluate(LINES, graph)


@pytest.mark.parametrize(
    "entry, graph",
    [
        ("r", Regimes.GRAPH_LOSS),
        ("d", Regimes.GRAPH_KERNEL),
        ("a", Regimes.GRAPH_LOSS),
        ("q", Regimes.GRAPH_LOSS),
    ],
)
def test_curves_follow_the_thumb(regimes: RegimesPage, entry: str, graph: Regimes) -> None:
    """Before the button is let go, at every step."""
    regimes.page.set_viewport_size({"width": 1440, "height": 900})
    regimes.open()
    regimes.rest()
    name = named(entry)
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
    regimes.see(Regimes.GRAPH_DRIFT)
    slope, curve = regimes.value("drift_slope"), lines(regimes, Regimes.GRAPH_DRIFT)
    assert slope == pytest.approx(-1.0, abs=0.03)
    regimes.type("Variance exponent", "1")
    regimes.settles(lambda state: state["a"] == 1.0)
    assert regimes.value("drift_slope") == pytest.approx(0.0, abs=0.03)
    regimes.eventually(lambda: _differs(lines(regimes, Regimes.GRAPH_DRIFT), curve))
    expect(regimes.by_id(Regimes.STATUS)).to_contain_text("Width alone does not freeze T")


def _differs(now: str, before: str) -> None:
    assert now != before


def test_what_is_not_in_sight_waits_until_the_control_rests(regimes: RegimesPage) -> None:
    """A moving control asks for what it moves; then for all, so that any tab is right at once."""
    regimes.open()
    regimes.rest()
    asked: list[list[str]] = []
    regimes.page.on(
        "request",
        lambda request: (
            asked.append(parse_qs(request.post_data or "").get("sight", []))
            if request.url.endswith("/api/regimes")
            else None
        ),
    )
    regimes.box("Variance exponent").press("ArrowUp")
    regimes.settles(lambda state: state["a"] == 0.55)
    sight = f"{Regimes.GRAPH_LOSS}|{Regimes.GRAPH_KERNEL}"
    regimes.eventually(lambda: _same(asked, [[sight], []]))
    captions = f"#{Regimes.GRAPH_DRIFT}-caption"
    expect(regimes.page.locator(captions)).to_contain_text("−0.55")

    asked.clear()
    regimes.see(Regimes.GRAPH_DRIFT)
    regimes.box("Variance exponent").press("ArrowUp")
    regimes.settles(lambda state: state["a"] == 0.6)
    regimes.eventually(lambda: _same(asked, [[f"{Regimes.GRAPH_DRIFT}|{Regimes.GRAPH_ERROR}"], []]))


def test_a_comparison_that_is_dropped_opens(regimes: RegimesPage) -> None:
    """The file of the command line: its controls, its figures, and no other page."""
    scenario = comparison(read("r=0.4&d=2&L=3&n=2&m=2"))
    regimes.open()
    regimes.page.evaluate(DROP, ["mine.json", json.dumps(scenario.to_json())])
    regimes.settles(lambda state: state["r"] == 0.4)
    state = regimes.state
    assert comparison(state) == scenario
    assert regimes.page.url.split("?")[0].endswith(regimes.address)
    # One that no control could have made is refused in a sentence, and the picture stays.
    other = scenario.to_json() | {"gamma": 3.0}
    regimes.page.evaluate(DROP, ["other.json", json.dumps(other)])
    expect(regimes.page.get_by_role("alert").filter(has_text="gamma")).to_be_visible()
    assert regimes.state == state


def _same(one: object, other: object) -> None:
    assert one == other


def test_depth_shows_and_hides_what_matters(regimes: RegimesPage) -> None:
    regimes.open("n=2&m=2&r=0.1")
    assert regimes.shown() == set(ALL)
    regimes.slider("Depth").press("ArrowRight")
    regimes.settles(lambda state: state["L"] == 3)
    assert regimes.shown() == {*ALL} - {"h", "lambda"}
    assert regimes.value("gain") == pytest.approx(3.0)
    regimes.type("Columns m", "3")
    regimes.settles(lambda state: state["m"] == 3)
    assert regimes.value("gain") == pytest.approx(1.0)
    expect(regimes.by_id(Regimes.GUARANTEE)).to_contain_text("n ≠ m")


#: Of two layers, whatever the depth is.
OVER_LAMBDA = {Regimes.GRAPH_LAMBDA_DRIFT, Regimes.GRAPH_LAMBDA_RATE}


def test_every_preset_draws(regimes: RegimesPage) -> None:
    """The fixture `page` fails on any complaint of the browser."""
    regimes.open()
    for preset in REGIMES:
        wanted = read(preset.query)
        regimes.preset(preset.name).click()
        regimes.settles(lambda state, wanted=wanted: state == wanted)
        for graph in GRAPHS:
            regimes.see(graph)
            assert regimes.labels(graph), preset.name
            # Over lambda one curve is all, and where two layers are compared the mark is a second.
            least = 1 if graph in OVER_LAMBDA and wanted["L"] != 2 else 2
            assert regimes.page.locator(f"#{graph} .js-line").count() >= least, (preset.name, graph)
            if least == 1:
                caption = regimes.by_id(f"{graph}-caption")
                expect(caption).to_contain_text(words.text("picture.no_lambda_here"))
        assert len(regimes.rows()) == len(regimes.solution.comparison.regimes)
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


@pytest.mark.parametrize(
    "entry, wrong",
    [("h", "5"), ("a", "3"), ("k", "2"), ("L", "9"), ("n", "5"), ("q", "0")],
)
def test_bad_values_are_said_beside_their_control(
    regimes: RegimesPage, entry: str, wrong: str
) -> None:
    regimes.open()
    name, before = named(entry), [lines(regimes, graph) for graph in GRAPHS]
    regimes.paste(name, wrong)
    regimes.complains(name)
    expect(regimes.page.get_by_role("alert").filter(visible=True)).to_have_count(1)
    assert regimes.state == DEFAULT
    assert [lines(regimes, graph) for graph in GRAPHS] == before
    regimes.paste(name, text_of(DEFAULT[entry]))
    regimes.complains_not(name)
