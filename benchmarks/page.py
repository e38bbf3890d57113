"""A slider of each page in a real browser: from a key press to the paint, and updates in a drag.

Ways to the same plots take turns: our page; the floor, which is our page redrawn by plotly.js alone
from answers it already has (floor.js); on the scalar page the usual way (usual_page.py). All get
real keyboard and mouse events and are watched by the same observer.js. An update is complete when
every plot in view has changed. The time of a key is the median of six, one way and each when the
page rests, as somebody presses who looks: ours asks for the next step's answer ahead, so that the
first of the six takes longer. Besides: how long the first picture takes, beside a page of Dash
with one empty graph. `page:matrix:depth` measures these pages alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from benchmarks.pages import usual_page
from benchmarks.pages.ways import KEYS, REST, SECONDS, Way, along, take_turns
from benchmarks.report import paired_ratio, print_promise, print_title
from benchmarks.serving import CHROMIUM_FLAGS, chromium, served

HERE = Path(__file__).resolve().parent
OURS, FLOOR, USUAL, BARE = "ours", "floor", "usual way", "bare"
SIZE = {"width": 1366, "height": 768}
ROUNDS = 5
THUMB = 24.0  # px
STEPS_A_SECOND = 25.0  # of the 29 that a drag makes


@dataclass(frozen=True)
class Case:
    """A page of ours: its slider `control` from `low` to `high` is dragged over `span`.

    In `span` there are as many steps of the slider as the mouse makes, or more: what a move leaves
    where it is changes no plot, and no way could show more updates. `other` is the slider that a
    key moves before each round: a drag passes the same 60 places every time, and what the server
    or its cache has answered once it need not work out again.
    """

    path: str
    query: dict[str, str]
    control: str
    entry: str  # of the link
    low: float
    high: float
    span: tuple[float, float]
    step: float  # of the slider
    most: float  # of the floor's time from key to paint
    other: str


_WEIGHTS = ",".join(f"{value:g}" for value in usual_page.START[1:])
CASES = {
    "scalar": Case(
        "", {"w": f"{{value}},{_WEIGHTS}", "y": f"{usual_page.TARGET:g}"}, "w1", "w",
        -3.0, 3.0, (0.3, 2.8), 0.01, 0.7, "w2",
    ),
    "matrix": Case("matrix", {"r": "{value}"}, "r", "r", 0.0, 3.0, (0.3, 2.0), 0.01, 1.0, "scale"),
    "regimes": Case("regimes", {"r": "{value}"}, "r", "r", 0.0, 2.0, (0.1, 1.0), 0.01, 1.0, "d"),
    "depth": Case("depth", {"s": "{value}"}, "s", "s", 0.05, 3.0, (0.05, 3.0), 0.05, 1.0, "y"),
}  # fmt: skip


def run(*names: str) -> None:
    """All pages and the first picture, or the named pages alone, each in some three minutes."""
    print_title("Page: slider to plots in a real browser")
    with served() as ours, served("benchmarks.pages.usual_page:server") as usual:
        asyncio.run(_measure(ours, usual, names))


async def _measure(ours: str, usual: str, names: Sequence[str]) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        print(f"Chromium {browser.version}, window of {SIZE['width']} x {SIZE['height']}")
        if not names:
            await _first_pictures(browser, ours, usual)
        for name in names or CASES:
            case = CASES[name]
            window = await open_window(browser)
            ways = {OURS: await open_ours(window, ours, case)}
            ways[FLOOR] = await _open_floor(window, ours, case)
            if name == "scalar":
                ways[USUAL] = await _open_usual(window, usual)
            await take_turns(ways, ROUNDS)
            await window.close()
            print_ways(name, ways)
            _promise(case, ways)
        await browser.close()


# ---- the ways -----------------------------------------------------------------------------------


async def open_window(browser: Browser) -> BrowserContext:
    """A window whose pages are watched."""
    # The content security policy would stop playwright's own scripts.
    window = await browser.new_context(viewport=SIZE, bypass_csp=True)  # type: ignore[arg-type]
    await window.add_init_script(path=HERE / "pages" / "observer.js")
    return window


async def watched(window: BrowserContext, address: str) -> tuple[Page, int]:
    """A page, drawn, and how many of its plots are in view."""
    page = await window.new_page()
    await page.goto(address)
    await page.wait_for_function("bench.drawn() > 1", timeout=60_000)
    await asyncio.sleep(2 * REST)
    return page, await page.evaluate("bench.watch()")


async def open_ours(window: BrowserContext, address: str, case: Case) -> Way:
    """Our page."""
    query = {name: text.format(value=f"{case.span[0]:g}") for name, text in case.query.items()}
    page, in_view = await watched(window, f"{address}{case.path}?{urlencode(query)}")
    slider = page.locator(f"#control-{case.control}")
    await slider.scroll_into_view_if_needed()  # a mouse reaches no other
    other = page.locator(f"#control-{case.other}")
    return Way(page, in_view, slider, along(slider, case.low, case.high, THUMB), *case.span, other)


async def _open_floor(window: BrowserContext, address: str, case: Case) -> Way:
    way = await open_ours(window, address, case)
    way.other = None  # nothing is solved and nothing cached
    await way.page.add_script_tag(path=HERE / "pages" / "floor.js")
    # Keys lead beyond the ends of a drag, but not beyond the slider's.
    low, high = case.span[0] - KEYS * case.step, case.span[1] + KEYS * case.step
    low, high = max(low, case.low), min(high, case.high)
    count = round((high - low) / case.step) + 1
    values = [f"{low + index * case.step:.2f}" for index in range(count)]
    states = [
        "&".join(f"{name}={text.format(value=value)}" for name, text in case.query.items())
        for value in values
    ]
    settings = {"slider": f"control-{case.control}", "states": states, "values": values}
    await way.page.evaluate("(settings) => bench.cutOff(settings)", settings)
    return way


async def _open_usual(window: BrowserContext, address: str) -> Way:
    page, in_view = await watched(window, address)
    case = CASES["scalar"]
    place = along(page.locator("#w1 .dash-slider-root"), case.low, case.high)
    slider, other = page.locator("#w1 [role=slider]"), page.locator("#w2 [role=slider]")
    return Way(page, in_view, slider, place, *case.span, other)


# ---- the first picture --------------------------------------------------------------------------

_FIRST = {
    OURS: "() => document.querySelectorAll('#graph-loss .js-line').length > 1",
    BARE: "() => document.querySelector('.main-svg .xtick') !== null",
}


async def _first_pictures(browser: Browser, ours: str, usual: str) -> None:
    """From a cold start of the browser's cache to lines, beside one empty graph of Dash's own."""
    times: dict[str, list[float]] = {OURS: [], BARE: []}
    for _round in range(ROUNDS + 1):
        for name, address in ((OURS, ours), (BARE, f"{usual}bare")):
            window = await browser.new_context(viewport=SIZE)  # type: ignore[arg-type]
            page = await window.new_page()
            await page.goto(address, wait_until="commit")
            await page.wait_for_function(_FIRST[name], polling="raf", timeout=60_000)
            times[name].append(float(await page.evaluate("performance.now()")))
            await window.close()
    times = {name: values[1:] for name, values in times.items()}  # the servers were cold too
    print("\nFirst picture, nothing in the browser's cache")
    for name, values in times.items():
        print(f"  {name:12}{median(values):18.0f} ms")
    ratio = paired_ratio(times, OURS, BARE)
    print_promise("ours by a bare page of Dash's with one empty graph, at most 1.3", ratio,
                  ratio <= 1.3)  # fmt: skip


# ---- what came out ------------------------------------------------------------------------------


def print_ways(title: str, ways: dict[str, Way]) -> None:
    """A row a way."""
    seen = ", ".join(f"{name} {way.in_view}" for name, way in ways.items())
    print(f"\n{title}; plots in view: {seen}")
    print(f"  {'':12}{'key to paint, ms':>18}{'updates a second in a drag':>29}")
    for name, way in ways.items():
        spread = f"{median(way.rate):.1f} ({min(way.rate):.0f} to {max(way.rate):.0f})"
        lost = f", {way.lost} key presses never showed" if way.lost else ""
        print(f"  {name:12}{median(way.latency):18.0f}{spread:>29}{lost}")


def _promise(case: Case, ways: dict[str, Way]) -> None:
    latency = {name: way.latency for name, way in ways.items()}
    rate = {name: way.rate for name, way in ways.items()}
    ratio = paired_ratio(latency, OURS, FLOOR)
    print_promise(f"key to paint, ours by floor, at most {case.most:g}", ratio, ratio <= case.most)
    updates = median(rate[OURS])
    least = STEPS_A_SECOND
    print_promise(f"updates a second, ours, at least {least:g}", updates, updates >= least)
    if USUAL in ways:
        promise_more(latency, rate, USUAL, 2.0)


def promise_more(
    latency: dict[str, list[float]], rate: dict[str, list[float]], peer: str, times: float
) -> None:
    """How much slower and rarer a peer's updates are."""
    ratio = paired_ratio(latency, peer, OURS)
    print_promise(f"key to paint, {peer} by ours, at least {times:g}", ratio, ratio >= times)
    # During a drag nothing at all may appear: half an update stands for none.
    ratio = paired_ratio(rate, OURS, peer, 0.5 / SECONDS)
    print_promise(f"updates a second, ours by {peer}, at least {times:g}", ratio, ratio >= times)
