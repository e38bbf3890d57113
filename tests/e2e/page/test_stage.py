"""The stage: one screen for everything that moves, on a projector, a phone and a page at 200 %."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from playwright.sync_api import FloatRect, Locator, Page, Route, expect

import words
from dashboard.depth.presets import PRESETS as DEPTH
from dashboard.scalar.presets import PRESETS as SCALAR
from tests.e2e.drivers import looks
from tests.e2e.drivers.depth import DepthPage
from tests.e2e.drivers.regimes import RegimesPage
from tests.e2e.drivers.scalar import ScalarPage
from tests.e2e.drivers.tab import Tab

TOPICS = ("scalar", "matrix", "regimes", "depth", "atlas")
PROJECTOR, DESK, LEAST = (1366, 768), (1920, 1080), (1180, 640)
PHONE, TWICE = (360, 740), (683, 384)
#: What the axes of a plot span at least where four are in sight, px.
AREAS = {PROJECTOR: (400, 170), DESK: (640, 290)}
BAR, PLAYER_LINE, PHONE_PLOT = 48, 48, 220

#: JavaScript: what stands on the stage, by name: [left, top, right, bottom].
_PARTS = """() => Object.fromEntries(
    [...document.querySelectorAll(".top, .instrument > .line, .side, .verdict, .player, .plot")]
        .filter(part => part.checkVisibility())
        .map(part => [part, part.getBoundingClientRect()])
        .map(([part, box]) => [part.id || part.className,
            [box.left, box.top, box.right, box.bottom]]))"""
#: JavaScript: what is drawn, by the plot's name: its picture's box, and what its axes span.
_PICTURES = """() => Object.fromEntries(
    [...document.querySelectorAll(".graph")]
        .filter(graph => graph.checkVisibility())
        .map(graph => [graph, graph.querySelector(".main-svg").getBoundingClientRect()])
        .map(([graph, box]) => [graph.id, [box.left, box.top, box.right, box.bottom],
            graph.querySelector(".js-plotly-plot")._fullLayout._size])
        .map(([id, box, size]) => [id, { box, axes: [size.w, size.h] }]))"""
_SCROLLS = """() => [document.documentElement.scrollWidth - innerWidth,
    document.documentElement.scrollHeight - innerHeight]"""


@pytest.fixture(params=TOPICS)
def tab(request: pytest.FixtureRequest) -> Tab:
    """Each page in its turn."""
    page: Tab = request.getfixturevalue(request.param)
    return page


def resize(tab: Tab, size: tuple[int, int]) -> None:
    tab.page.set_viewport_size({"width": size[0], "height": size[1]})


def box(place: Locator) -> FloatRect:
    found = place.bounding_box()
    assert found is not None
    return found


def inside(corners: list[float], size: tuple[int, int]) -> bool:
    left, top, right, bottom = corners
    return left >= 0 and top >= 0 and right <= size[0] + 0.5 and bottom <= size[1] + 0.5


def meet(one: list[float], other: list[float]) -> bool:
    """Two boxes share more than an edge."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 1 and down > 1


def corners(place: Locator) -> list[float]:
    found = box(place)
    left, top = found["x"], found["y"]
    return [left, top, left + found["width"], top + found["height"]]


# ---- one screen ---------------------------------------------------------------------------------


def test_everything_that_moves_is_in_the_window(tab: Tab) -> None:
    """No scrolling, nothing covered, and room to draw, on every tab."""
    resize(tab, PROJECTOR)
    tab.open()
    for size in (PROJECTOR, DESK, LEAST):
        resize(tab, size)
        for sight in looks.sights(tab):
            assert looks.problems(tab, size[0]) == [], (size, sight)
            parts: dict[str, list[float]] = tab.page.evaluate(_PARTS)
            pictures: dict[str, Any] = tab.page.evaluate(_PICTURES)
            assert tab.page.evaluate(_SCROLLS) == [0, 0], (size, sight)
            assert len(parts) > 5
            out = {name: part for name, part in parts.items() if not inside(part, size)}
            assert out == {}, (size, sight)
            covered = [
                (one, other)
                for one, other in itertools.combinations(parts, 2)
                if meet(parts[one], parts[other])
            ]
            assert covered == [], (size, sight)
            assert parts["top"][3] <= BAR
            for name, picture in pictures.items():
                left, top, right, bottom = parts[f"{name}-card"]
                assert picture["box"][0] >= left, (size, sight, name)
                assert picture["box"][1] >= top, (size, sight, name)
                assert picture["box"][2] <= right, (size, sight, name)
                assert picture["box"][3] <= bottom, (size, sight, name)
            if len(pictures) == 4 and size in AREAS:
                wide, high = AREAS[size]
                small = {
                    name: picture["axes"]
                    for name, picture in pictures.items()
                    if picture["axes"][0] < wide or picture["axes"][1] < high
                }
                assert small == {}, (size, sight)


def test_nothing_jumps_when_the_first_answer_comes(tab: Tab) -> None:
    """Formulas, cards and heads stand where they will; where plots come there is a skeleton."""
    resize(tab, PROJECTOR)
    held: list[Route] = []
    topic = tab.address.strip("/") or "scalar"

    def hold(route: Route) -> None:
        held.append(route)

    tab.page.route(f"**/api/{topic}", hold)
    tab.page.goto(tab.address)
    expect(tab.page.locator(".plot").first).to_be_visible()
    tab.eventually(lambda: _all(held))
    before = tab.page.evaluate(_PARTS)
    assert tab.page.locator(".reading math").count() > 4
    expect(tab.page.locator(".main-svg")).to_have_count(0)
    skeleton = "() => getComputedStyle(document.querySelector('.stage')).backgroundImage"
    assert "gradient" in tab.page.evaluate(skeleton)
    held[0].continue_()
    tab.page.unroute(f"**/api/{topic}")
    tab.ready()
    assert tab.page.evaluate(_PARTS) == before
    assert "gradient" not in tab.page.evaluate(skeleton)


def _all(found: list[Any]) -> None:
    assert found


# ---- smaller screens ----------------------------------------------------------------------------


def test_on_a_phone_the_plot_stays_while_the_sliders_scroll(tab: Tab) -> None:
    resize(tab, PHONE)
    tab.open()
    player = tab.by_id("player")
    for sight in looks.sights(tab):
        tab.page.evaluate("() => scrollTo(0, 0)")
        assert looks.problems(tab, PHONE[0]) == [], sight
        assert tab.page.evaluate(_SCROLLS)[0] == 0
        cards = tab.page.locator(".plot").filter(visible=True)
        expect(cards).to_have_count(1)
        stage = cards.locator(".stage")
        if not stage.count():  # the table scrolls with the page
            continue
        assert box(stage)["height"] == pytest.approx(PHONE_PLOT, abs=1)
        # Each slider can be brought under the plot, in sight together with all of it.
        sliders = tab.page.locator(".side input[type=range]").filter(visible=True).all()
        for slider in (sliders[0], sliders[-1]):
            slider.focus()
            slider.evaluate("slider => slider.scrollIntoView({ block: 'center' })")
            seen, moved, line = corners(stage), corners(slider), corners(player)
            assert inside(seen, PHONE), sight
            assert inside(moved, PHONE), sight
            assert seen[3] <= moved[1] + 1, sight
            assert moved[3] <= line[1] + 1, sight
            assert inside(line, PHONE)
            assert line[3] - line[1] <= PLAYER_LINE
    row = tab.page.get_by_role("navigation", name="Presets")
    assert box(row)["height"] <= 48
    assert row.evaluate("row => row.scrollWidth > row.parentElement.clientWidth")


def test_at_twice_the_size_plot_and_slider_are_seen_together(tab: Tab) -> None:
    """A window of 1366 x 768 at 200 %."""
    resize(tab, TWICE)
    tab.open()
    for sight in looks.sights(tab):
        assert looks.problems(tab, TWICE[0]) == [], sight
        assert tab.page.evaluate(_SCROLLS)[0] == 0
        sliders = tab.page.locator(".side input[type=range]").filter(visible=True).all()
        if tab.address in ("/atlas", "/depth"):  # choices come first: the plot stays meanwhile
            sliders[0].evaluate("slider => slider.scrollIntoView({ block: 'center' })")
        line = corners(tab.by_id("player"))
        stage = tab.page.locator(".plot .stage").filter(visible=True)
        free = [0.0, 0.0, float(TWICE[0]), line[1]]
        if stage.count():
            seen = corners(stage)
            assert seen[3] - seen[1] >= 120, sight
            assert seen[3] <= free[3] + 1, sight
        assert any(inside(corners(slider), (TWICE[0], int(line[1]))) for slider in sliders), sight


# ---- presets and tabs ---------------------------------------------------------------------------


def test_presets_are_stepped_through_and_say_what_to_look_for(scalar: ScalarPage) -> None:
    scalar.open("w=0.91,0.4&y=1")
    look, menu = scalar.page.locator(".look"), scalar.page.locator(".presets > summary")
    following = scalar.page.get_by_role("link", name="Next preset")
    previous = scalar.page.get_by_role("link", name="Previous preset")
    expect(look).to_have_text(words.text("lab.scalar.invitation"))
    expect(menu).to_contain_text(str(len(SCALAR)))
    for step, place in ((following, 0), (following, 1), (previous, 0), (previous, -1)):
        step.click()
        preset = SCALAR[place]
        expect(look).to_contain_text(preset.look)
        expect(look).to_contain_text(preset.headline)
        expect(look).to_be_in_viewport(ratio=0.99)
        expect(menu).to_contain_text(preset.name)
        expect(menu).to_contain_text(f"{place % len(SCALAR) + 1} of {len(SCALAR)}")
    expect(scalar.preset(SCALAR[-1].name)).to_have_attribute("aria-current", "true")
    scalar.page.keyboard.press("Escape")
    # What is set by hand is none of them, and the line says what to do again.
    scalar.slider("Target y").press("ArrowRight")
    expect(look).to_have_text(words.text("lab.scalar.invitation"))
    expect(menu).not_to_contain_text(" of ")


def test_one_word_for_what_is_guaranteed_and_another_for_what_is_not(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1")
    chips = scalar.page.locator(".chip")
    expect(chips).to_have_text(["GuaranteedNot guaranteed", "Happens"])
    shown = scalar.page.locator(".chip span").filter(visible=True)
    expect(shown).to_have_text(["Guaranteed", "Happens"])
    colour = "chip => getComputedStyle(chip).color"
    proven, happens = (chip.evaluate(colour) for chip in chips.all())
    assert proven != happens
    scalar.preset("The saddle").click()
    expect(shown).to_have_text(["Not guaranteed", "Happens"])
    assert chips.first.evaluate(colour) not in (proven, happens)


def opened(page: Page) -> str:
    return page.get_by_role("tab", selected=True).inner_text()


def test_a_tab_is_in_the_link_and_turned_by_arrows_and_presets(depth: DepthPage) -> None:
    depth.open()
    page = depth.page
    loss, rate = depth.by_id("graph-loss"), depth.by_id("graph-rate")
    assert opened(page) == "Depth"
    expect(loss).to_be_hidden()
    depth.turn("Gradient descent")
    expect(loss).to_be_visible()
    expect(rate).to_be_hidden()
    depth.eventually(lambda: _has(page, "tab=descent"))
    page.reload()
    depth.ready()
    assert opened(page) == "Gradient descent"
    expect(loss.locator(".js-line").first).to_be_visible()
    # It stays while a control moves.
    depth.slider("Target").press("ArrowRight")
    depth.settles(lambda state: state["y"] == 1.01)
    _has(page, "tab=descent")
    titles = page.get_by_role("tab").all_inner_texts()
    page.get_by_role("tab", selected=True).focus()
    for title in (*titles[titles.index("Gradient descent") + 1 :], "Depth"):  # they go round
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("tab", name=title, exact=True)).to_be_focused()
    expect(rate).to_be_visible()
    depth.eventually(lambda: _has_not(page, "tab="))
    # A preset about descent opens there, another one does not.
    for preset in (DEPTH[9], DEPTH[0]):
        depth.preset(preset.name).click()
        wanted = "Gradient descent" if preset.tab else "Depth"
        expect(page.get_by_role("tab", name=wanted, exact=True)).to_have_attribute(
            "aria-selected", "true"
        )
        panel = page.get_by_role("tabpanel").filter(visible=True)
        expect(panel).to_have_attribute("data-tab", preset.tab)
    assert {preset.tab for preset in (DEPTH[9], DEPTH[0])} == {"", "descent"}


def _has(page: Page, part: str) -> None:
    assert part in page.url


def _has_not(page: Page, part: str) -> None:
    assert part not in page.url


# ---- a plot, and what belongs to it -------------------------------------------------------------


def test_a_plot_takes_the_whole_stage_and_gives_it_back(scalar: ScalarPage) -> None:
    resize(scalar, PROJECTOR)
    scalar.open("w=0.9,0.4&y=1")
    card, before = scalar.by_id("graph-rate-card"), scalar.page.evaluate(_PARTS)
    larger = scalar.button("Enlarge: Rate and guarantee")
    larger.click()
    expect(larger).to_have_attribute("aria-pressed", "true")
    panel = corners(scalar.page.locator(".plots"))
    assert corners(card) == pytest.approx(panel, abs=1)
    expect(scalar.page.locator(".plot").filter(visible=True)).to_have_count(1)
    assert looks.problems(scalar, PROJECTOR[0]) == []  # and it is drawn at that size
    # It moves as ever, beside the controls.
    path = "document.querySelector('#graph-rate .js-line').getAttribute('d')"
    old = scalar.page.evaluate(path)
    scalar.slider("Target y").press("ArrowRight")
    scalar.page.wait_for_function(f"old => {path} !== old", arg=old)
    larger.press("Escape")
    expect(larger).to_have_attribute("aria-pressed", "false")
    assert looks.problems(scalar, PROJECTOR[0]) == []
    assert scalar.page.evaluate(_PARTS) == before


def test_how_to_read_opens_beside_the_plot(scalar: ScalarPage) -> None:
    resize(scalar, PROJECTOR)
    scalar.open("w=0.9,0.4&y=1")
    before = scalar.page.evaluate(_PARTS)
    for graph in ("graph-loss", "graph-constraint", "graph-rate", "graph-weights"):
        card = scalar.by_id(f"{graph}-card")
        summary, text = card.locator(".reading > summary"), card.locator(".beside")
        summary.click()
        expect(text.locator(".equation math").first).to_be_visible()
        expect(scalar.page.locator(".beside").filter(visible=True)).to_have_count(1)
        assert inside(corners(text), PROJECTOR), graph
        assert not meet(corners(text), corners(card)), graph
        assert scalar.page.evaluate(_PARTS) == before  # nothing gives way
        assert looks.problems(scalar, PROJECTOR[0]) == []
        scalar.page.keyboard.press("Escape")
        expect(text).to_be_hidden()
        expect(summary).to_be_focused()


def test_how_to_read_a_plot_that_has_no_neighbour(regimes: RegimesPage) -> None:
    resize(regimes, PROJECTOR)
    regimes.open("tab=modes")
    card = regimes.page.locator(".plot").filter(visible=True)
    expect(card).to_have_count(1)
    card.locator(".reading > summary").click()
    text = corners(card.locator(".beside"))
    assert inside(text, PROJECTOR)
    whole = corners(card)
    assert text[0] > (whole[0] + whole[2]) / 2  # half of the plot is still seen


# ---- the network --------------------------------------------------------------------------------

#: JavaScript: how thick each edge of the drawing is, and whether it is dashed.
_EDGES = """() => [...document.querySelectorAll("#network line")]
    .map(line => [parseFloat(line.style.strokeWidth),
        getComputedStyle(line).strokeDasharray !== "none"])"""


def test_the_network_is_as_thick_as_its_weights_and_dashed_where_negative(
    scalar: ScalarPage,
) -> None:
    """At the time of the cursor, and while it moves."""
    scalar.open("w=1,-0.4,0.8&y=1")
    weights = scalar.solution.weights
    thickest = 0.0
    for sample in (0, 100, 240):
        scalar.slider("Time").fill(str(sample))
        edges = scalar.page.evaluate(_EDGES)
        now = weights[sample].tolist()
        assert [dashed for _, dashed in edges] == [weight < 0 for weight in now]
        first = edges[0][0]
        assert [thick / first for thick, _ in edges] == pytest.approx(
            [abs(weight / now[0]) for weight in now], rel=0.02
        )
        thickest = max(thickest, *(thick for thick, _ in edges))
    assert thickest > 5
    assert weights[0][1] < 0 < weights[240][1]  # one has turned its sign on the way
    scalar.slider("Depth").press("ArrowRight")
    scalar.settles(lambda state: state.scenario.depth == 4)
    assert len(scalar.page.evaluate(_EDGES)) == 4
