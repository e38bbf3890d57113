"""Maps in a browser: they fill, stop, are read, opened and taken away."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import FloatRect, Route, expect

from core import evaluate, read_recipe
from dashboard.atlas.controls import read, recipe
from dashboard.atlas.figures import colours
from dashboard.atlas.ids import Atlas
from dashboard.scalar.controls import read as read_scalar
from tests.e2e.drivers.atlas import AtlasPage
from tests.e2e.drivers.scalar import ScalarPage


def box(atlas: AtlasPage) -> FloatRect:
    """Where the map's axes are."""
    found = atlas.page.locator(".atlas-ground").bounding_box()
    assert found is not None
    return found


def test_a_map_stops_and_goes_on_and_asks_again_for_what_is_lost(
    atlas: AtlasPage, browser_log: list[str]
) -> None:
    """Coarse first; the second chunk is lost once, and the third held until somebody stops."""
    asked: list[str] = []
    held: list[Route] = []

    def answer(route: Route) -> None:
        asked.append(route.request.post_data or "")
        if len(asked) == 2:
            route.abort()
        elif len(asked) == 4:
            held.append(route)
        else:
            route.continue_()

    atlas.page.route("**/api/atlas-chunk", answer)
    atlas.open("q=tightness&y=0.9")
    expect(atlas.by_id(Atlas.STOP)).to_have_text("Stop")

    def waiting() -> None:
        assert held

    atlas.eventually(waiting)
    assert asked[1] == asked[2]
    assert ["chunk%3D0%2C0" in asked[0], "chunk%3D1%2C0" in asked[1]] == [True, True]
    assert atlas.colour(0.9, 0.4)[3] == 255
    atlas.page.keyboard.press("Escape")
    expect(atlas.by_id(Atlas.STOP)).to_have_text("Go on")
    expect(atlas.by_id(Atlas.LEFT)).to_have_text("stopped at 1089 points")
    atlas.page.unroute("**/api/atlas-chunk")
    atlas.by_id(Atlas.STOP).click()
    atlas.filled()
    browser_log[:] = [line for line in browser_log if "ERR_FAILED" not in line]  # the lost one


def test_a_place_is_read_moved_to_and_opened(atlas: AtlasPage) -> None:
    atlas.open("fine=33&u=1.5&v=0.375")
    atlas.filled()
    atlas.agrees()
    before = atlas.pointed
    atlas.by_id(Atlas.CURSOR).focus()
    atlas.page.keyboard.press("ArrowRight")
    atlas.page.keyboard.press("Shift+ArrowDown")
    atlas.settles(lambda state: (state["u"], state["v"]) == (1.6875, -1.5))
    atlas.agrees()
    assert atlas.pointed != before
    assert atlas.pointed.startswith("w₁ = 1.688, w₂ = −1.5 · α* ")
    assert atlas.by_id(Atlas.CURSOR).get_attribute("aria-valuetext") == atlas.pointed
    atlas.by_id(Atlas.CURSOR).press("Enter")
    opened = ScalarPage(atlas.page)
    opened.ready()
    assert read_scalar(opened.query).scenario.weights == (1.6875, -1.5)
    atlas.page.go_back()
    atlas.ready()
    atlas.filled()
    # Under the pointer, in the middle of the left; and that very point on its page.
    axes = box(atlas)
    atlas.page.mouse.move(axes["x"] + 3, axes["y"] + axes["height"] / 2)
    assert atlas.pointed.startswith("w₁ = −3, w₂ = ")
    read_there = atlas.pointed.partition(" · ")[0].replace("−", "-")
    atlas.page.mouse.down()
    atlas.page.mouse.up()
    opened.ready()
    place = [float(part.partition(" = ")[2]) for part in read_there.split(", ")]
    assert read_scalar(opened.query).scenario.weights == pytest.approx(place, rel=1e-3)


def test_a_pinned_run_is_a_mark_on_the_map(atlas: AtlasPage) -> None:
    atlas.open("fine=33&u=0.9375&pin=1:mine%3Ffine=33%26u=2.25%26v=-1.5")
    mark = atlas.by_id(Atlas.GRAPH_MAP).locator(".textpoint")
    expect(mark.first).to_have_text("1")
    expect(atlas.by_id("runs-table").get_by_role("textbox")).to_have_value("mine")


def test_what_is_downloaded_is_cores(atlas: AtlasPage, tmp_path: Path) -> None:
    atlas.open("plane=depth&q=end&x1=5&fine=33")
    atlas.filled()
    found = recipe(read(atlas.query))
    wanted = evaluate(found, range(found.points))
    files = {}
    for kind in ("csv", "npz"):
        with atlas.page.expect_download() as download:
            atlas.by_id(f"atlas-{kind}").click()
        files[kind] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[kind])
    with np.load(files["npz"]) as opened:
        assert read_recipe(opened["recipe.json"]).digest() == found.digest()
        for name in found.quantities:
            assert np.array_equal(opened[name].ravel(), wanted[name].astype(float))
        assert opened["depth"].tolist() == [2.0, 3.0, 4.0, 5.0]
    head, names, *lines = files["csv"].read_text(encoding="utf-8").splitlines()
    assert read_recipe(json.loads(head.removeprefix("# "))).digest() == found.digest()
    assert names == "depth,scale,end,alpha_star,margin"
    assert len(lines) == found.points
    across, up, end, alpha, _ = lines[40].split(",")
    place = found.coordinates([40])
    assert [float(up), float(across)] == [values[0] for values in place.values()]
    assert (end, float(alpha)) == ("minimum", wanted["alpha_star"][40])


def test_its_colours_are_those_of_the_saved_picture(atlas: AtlasPage) -> None:
    """The browser paints as the server does: numbers, nothing guaranteed, codes with textures."""
    for query in ("fine=33", "plane=step&fine=33&steps=30"):
        atlas.open(query)
        atlas.filled()
        found = recipe(read(query))
        shown = found.quantities[0]
        values = evaluate(found, range(found.points))[shown].astype(float).reshape(found.shape)
        pixels = colours.painted(shown, values)
        height, width, _ = pixels.shape
        for across, up in ((0.0, 0.0), (0.31, 0.77), (0.5, 0.5), (0.93, 0.42), (0.98, 0.99)):
            row, column = round(up * (height - 1)), round(across * (width - 1))
            there = atlas.colour(column / (width - 1), row / (height - 1))
            assert np.abs(np.array(there) - pixels[row, column]).max() <= 1, (query, across, up)


def test_what_cannot_be_is_said_beside_its_control_before_any_chunk(atlas: AtlasPage) -> None:
    atlas.open("fine=33")
    atlas.filled()
    asked: list[str] = []
    atlas.page.on("request", lambda request: asked.append(request.url))
    atlas.type("w₁ from", "7")
    expect(atlas.complaint("w₁ from").or_(atlas.complaint("w₁ to")).first).to_be_attached()
    expect(atlas.complaint("w₁ to")).to_contain_text("must be below")
    assert not [url for url in asked if "chunk" in url]
    atlas.radio("Plane", "Descent: step and scale").check()
    atlas.settles(lambda state: state["plane"] == "step" and state["x1"] == 1.0)
    expect(atlas.box("η to")).to_have_value("1")


def test_the_scalar_page_stays_live_while_maps_fill(atlas: AtlasPage) -> None:
    """A map that takes minutes is being worked at, before and after."""
    atlas.open("plane=scale&fine=257&n=4&L=3&q=time_to_loss")
    other = ScalarPage(atlas.page.context.new_page())
    other.open("w=0.9,0.4&y=1")
    for target in ("0.7", "1.3", "-0.5"):
        other.type("Target y", target)
        other.settles(lambda state, y=float(target): state.scenario.target == y)
    other.page.close()
    expect(atlas.by_id(Atlas.STOP)).to_have_text("Stop")


def test_draws_are_counted_and_one_is_opened(atlas: AtlasPage) -> None:
    atlas.open("N=700&eL=2&pick=3&tab=ensemble")
    share = atlas.by_id(Atlas.SHARE)
    expect(share).to_contain_text("of 700 draws")
    assert share.inner_text() == "A rate is guaranteed for 700 of 700 draws."
    steps = atlas.page.evaluate(
        """() => document.querySelector("#graph-tightness .js-plotly-plot").data[0].y"""
    )
    assert sum(steps[1:-1:2]) == pytest.approx(1.0)
    atlas.by_id(Atlas.PICK).click()
    opened = ScalarPage(atlas.page)
    opened.ready()
    assert len(read_scalar(opened.query).scenario.weights or ()) == 2


def test_a_finished_sweep_is_chosen_read_and_opened(atlas: AtlasPage) -> None:
    """Of the server's folder, from the list; its map is in the link, and leads to its points."""
    atlas.open("fine=33")
    chosen = atlas.row("store").locator("select")
    assert chosen.locator("option").all_inner_texts() == ["none: computed here", "plane"]
    chosen.select_option("plane")
    expect(atlas.by_id(Atlas.STATUS)).to_contain_text("the finished sweep plane, of 35 points")
    expect(atlas.by_id(Atlas.LEFT)).to_have_text("35 points")
    atlas.row("sq").locator("select").select_option("end")
    expect(atlas.by_id(Atlas.LEGEND)).to_contain_text("minimum")
    atlas.by_id(Atlas.CURSOR).press("ArrowRight")
    expect(atlas.by_id(Atlas.POINTED)).to_contain_text(
        "w₂ = 1.414, w₁ = 0 · where the flow ends minimum"
    )
    expect(atlas.page).to_have_url(re.compile("store=plane&sq=end"))
    atlas.by_id(Atlas.CURSOR).press("Enter")
    opened = ScalarPage(atlas.page)
    opened.ready()
    weights = read_scalar(opened.query).scenario.weights
    assert weights == pytest.approx((0.0, 2**0.5))
