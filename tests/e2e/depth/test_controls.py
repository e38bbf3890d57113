"""The depth page follows what is set on it."""

from __future__ import annotations

import math
import re
import time

import pytest
from playwright.sync_api import Locator, expect

from dashboard.depth.controls import read
from dashboard.depth.ids import Depth
from dashboard.depth.presets import PRESETS as DEPTH
from dashboard.parts.page.ids import Player
from tests.e2e.drivers.depth import GRAPHS, TIMED, DepthPage
from tests.e2e.drivers.tab import MARKS

DEFAULT = read("")
#: How often Dash is told of an answer.
_COUNT = """answer => {
    window.told = 0;
    const dash = window.dash_clientside, tell = dash.set_props;
    dash.set_props = (id, props) => {
        window.told += id === answer;
        return tell(id, props);
    };
}"""


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
    depth.see(graph)
    before = depth.values()
    lines = f"""() => [...document.querySelectorAll("#{graph} .js-line")]
        .map(line => line.getAttribute("d")).join("|")"""
    x, y, width = depth.grab(name)
    depth.page.evaluate(_COUNT, Depth.ANSWER)
    old = depth.page.evaluate(lines)
    for step in range(1, 6):
        depth.page.mouse.move(x + step * width / 30, y)
        depth.page.wait_for_function(f"old => ({lines})() !== old", arg=old)
        old = depth.page.evaluate(lines)
    assert depth.values() != before  # figures follow as well
    # All rows stay, however the parts of a track move: Dash, which would be in the way, can wait.
    assert depth.page.evaluate("told") == 0
    depth.page.mouse.up()
    wanted = depth.number(name)
    assert wanted > DEFAULT[entry]
    depth.settles(lambda state: state[entry] == wanted)
    assert depth.page.evaluate("told") > 0


def test_a_pair_of_layers_that_were_dropped_comes_back(depth: DepthPage) -> None:
    depth.open("L=5")
    depth.page.locator("#fold").evaluate("fold => (fold.open = true)")
    depth.page.get_by_label("Pair of layers, first").select_option("5")
    depth.settles(lambda state: state.pair == (5, 2))
    slider = depth.slider("Depth L of the descent")
    for fewer, pair in (("3", (1, 2)), ("2", (1, 2)), ("6", (5, 2))):
        slider.fill(fewer)
        depth.settles(lambda state, L=int(fewer), pair=pair: (state["L"], state.pair) == (L, pair))


def test_every_preset_opens_soon(depth: DepthPage) -> None:
    depth.open()
    slowest: dict[str, float] = {}
    for preset in DEPTH[1:] + DEPTH[:1]:
        state = read(preset.query)
        start = time.monotonic()
        depth.preset(preset.name).click()
        depth.eventually(lambda state=state: depth.stands_at(state))
        slowest[preset.name] = time.monotonic() - start
        depth.settles(lambda now, state=state: now == state)
        for graph in GRAPHS:
            depth.see(graph)
            assert depth.labels(graph), preset.name
            assert depth.page.locator(f"#{graph} :is(.js-line, .point)").count() > 0
        expect(depth.page.get_by_role("alert").filter(visible=True)).to_have_count(0)
        assert depth.shown() == set(state.needed())
    assert {name: took for name, took in slowest.items() if took > 4.0} == {}  # busy machines


def test_a_divergent_run_is_said_and_cut(depth: DepthPage) -> None:
    depth.open("L=4&f=3&k=60")
    expect(depth.by_id(Depth.STATUS)).to_have_text(re.compile(r"^Diverges: step \d+ .* cut there"))
    expect(depth.by_id(Depth.PAGE)).to_have_attribute("data-guaranteed", "no")
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
    expect(depth.by_id(Depth.PAGE)).to_have_attribute("data-guaranteed", "yes")


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
        assert depth.shown() == set(state.needed()), name
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
    before, values = depth.picture(), depth.values()
    depth.button("New draw").click()
    depth.settles(lambda state: state["seed"] == 8)
    assert depth.picture() != before
    assert depth.values() != values
    depth.type("Seed", "7")
    depth.settles(lambda state: state["seed"] == 7)
    assert depth.values() == values


def test_play_moves_the_cursor_in_every_plot_of_the_run(depth: DepthPage) -> None:
    depth.page.set_viewport_size({"width": 1280, "height": 2000})
    depth.open("L=2&s=0.5&f=1.15&k=300&at=0.1")
    assert depth.page.evaluate(MARKS, [Depth.GRAPH_RATE, Depth.GRAPH_STEP]) == ["", ""]
    depth.see(Depth.GRAPH_LOSS)
    before, sample = depth.page.evaluate(MARKS, TIMED), depth.sample()
    assert all(before)
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
    before = depth.picture()
    depth.paste(name, wrong)
    depth.complains(name)
    expect(depth.page.get_by_role("alert").filter(visible=True)).to_have_count(1)
    assert (depth.state, depth.picture()) == (good, before)
    depth.paste(name, right)
    depth.complains_not(name)
    depth.settles(lambda state: state == good)


def test_the_steps_slider_tells_where_it_is_certified(depth: DepthPage) -> None:
    """By keys, on a phone: the parts of the track, in words and by their patterns."""
    depth.page.set_viewport_size({"width": 360, "height": 740})
    depth.open("f=0.5&tab=descent")
    row = depth.row("f")
    here = row.locator(".zones-said > .here")
    expect(here).to_have_text(re.compile("^certified"))
    track = row.locator(".zones > .zone")
    expect(track).to_have_count(4)
    patterns = track.evaluate_all(
        "zones => zones.map(zone => getComputedStyle(zone).background + zone.className)"
    )
    assert len(set(patterns)) == 4
    slider = depth.slider("Step / stable limit")
    told = slider.get_attribute("aria-describedby")
    assert told == row.locator(".zones-said").get_attribute("id")
    for _ in range(6):  # 0.06 of a decade: beyond 0.563
        slider.press("ArrowRight")
    expect(here).to_have_text(re.compile("^stable"))
    expect(depth.by_id(Depth.PAGE)).to_have_attribute("data-guaranteed", "no")


def above(*places: Locator) -> bool:
    """Whether each stands higher than the next."""
    tops = [place.evaluate("one => one.getBoundingClientRect().top") for place in places]
    return tops == sorted(tops)


def test_a_schedule_is_in_the_link_and_in_the_history(depth: DepthPage) -> None:
    depth.open("tab=steps")
    race = depth.by_id(Depth.RACE)
    expect(race.locator('[data-quantity="race_certified_3"]')).to_have_text("4")
    # What stands first in sight is first for the keyboard too.
    schedule = depth.radio("Schedule of the step", "constant")
    assert above(schedule, depth.slider("Step / stable limit"), depth.radio("Network", "scalar"))
    schedule.focus()
    for _ in range(5):  # past two sliders with their boxes
        depth.page.keyboard.press("Tab")
    expect(depth.radio("Network", "scalar")).to_be_focused()
    depth.radio("Schedule of the step", "certified").check()
    depth.settles(lambda state: state["sched"] == "certified")
    expect(depth.row("f")).to_be_hidden()
    expect(depth.by_id(Depth.GUARANTEE)).to_contain_text("Every step is certified")
    expect(depth.by_id(Depth.PAGE)).to_have_attribute("data-guaranteed", "yes")
    depth.page.go_back()
    depth.settles(lambda state: state["sched"] == "constant")
    expect(depth.row("f")).to_be_visible()
