"""The first load: what comes over the wire, and what is there before the first picture."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, Route

from dashboard.factory import ASSETS
from tests.e2e.drivers.tab import ARRIVED

ROOT = Path(__file__).resolve().parents[2]
OURS = (ASSETS, ROOT / "benchmarks", ROOT / "tests")
SCRIPTS = [path for place in OURS for path in place.rglob("*.js") if "vendor" not in path.parts]
#: JavaScript: what the browser says of scripts that it cannot read, without running any.
BROKEN = """scripts => Object.entries(scripts).flatMap(([name, text]) => {
    try { new Function(text); return []; } catch (error) { return [`${name}: ${error}`]; }
})"""
MOST = 2_000_000  # bytes, compressed as they come
MOST_AGAIN = 200_000
#: The widest of all plots, and what plotly.js has put into it.
PLACES = """() => [...document.querySelectorAll(".stage")].map(stage => [
    stage.clientWidth, stage.clientHeight, getComputedStyle(stage).backgroundImage !== "none",
    stage.querySelectorAll("svg").length])"""


def test_every_script_can_be_read(page: Page) -> None:
    """Else a bad merge shows as a page that stays empty."""
    scripts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in SCRIPTS}
    assert len(scripts) > 50
    page.goto("about:blank")
    assert page.evaluate(BROKEN, scripts) == []
    said = page.evaluate(BROKEN, {"bad.js": "const a = ;"})
    assert [line.split(":")[0] for line in said] == ["bad.js"]


def test_a_load_is_light_and_begins_with_a_skeleton(browser: Browser, server_url: str) -> None:
    context = browser.new_context(base_url=server_url, viewport={"width": 1366, "height": 768})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/**", hold)
    page.goto("/")
    page.wait_for_function("() => window.Plotly && window.deepLinear?.page")
    while not held:
        page.wait_for_timeout(50)
    for width, height, grey, drawn in page.evaluate(PLACES):
        assert (width > 300, height > 100, grey, drawn) == (True, True, True, 0)
    before = [place[:2] for place in page.evaluate(PLACES)]
    held.pop().continue_()
    page.unroute("**/api/**")
    page.wait_for_function(ARRIVED, arg="scalar-page")
    assert [place[:2] for place in page.evaluate(PLACES)] == before  # nothing jumps
    assert [place[2] for place in page.evaluate(PLACES)] == [False] * 4
    assert sum(sizes) < MOST
    page.reload()  # while a route was held nothing was kept
    page.wait_for_function(ARRIVED, arg="scalar-page")
    sizes.clear()
    page.reload()
    page.wait_for_function(ARRIVED, arg="scalar-page")
    assert sum(sizes) < MOST_AGAIN
    context.close()
