"""A slider of the page in a real browser: from a key press to the paint, and updates in a drag.

Three ways to the same four plots take turns: our page, the floor (our page that redraws from
answers it already has, floor.js) and the usual way (usual_page.py). All three get real keyboard and
mouse events and are watched by the same observer.js. An update is complete when every plot in view
has changed: our page draws the others when the slider rests, so a window that shows all four is
measured besides the one that most people have.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from playwright.async_api import BrowserContext, Page, TimeoutError, async_playwright

from benchmarks import usual_page
from benchmarks.report import paired_ratio, print_promise, print_title
from benchmarks.serving import CHROMIUM_FLAGS, chromium, served

HERE = Path(__file__).resolve().parent
OURS, FLOOR, USUAL = "ours", "floor", "usual way"
WINDOWS = ((1440, 900), (1440, 1440))
ROUNDS = 5
KEYS = 6  # a round
LOW, HIGH = 0.3, 2.8  # the weight at the two ends of a drag
STEPS, SECONDS = 60, 2.0
PATIENCE = 10.0  # seconds for a key press to show
REST = 0.6  # seconds until everything has come to rest: our page gives its axes 0.25


@dataclass
class Way:
    """A page under test.

    `in_view` counts the plots that are watched; `slider` and `other` select what takes the keys of
    the first and the second weight; `place` tells where on the page a value of the first slider is.
    """

    page: Page
    in_view: int
    slider: str
    other: str | None
    place: Callable[[float], Awaitable[tuple[float, float]]]
    latency: list[float] = field(default_factory=list)  # ms, median of a round
    rate: list[float] = field(default_factory=list)  # updates a second, of a drag
    lost: int = 0  # key presses that never showed


def run() -> None:
    print_title("Page: slider to four plots, L = 2, in a real browser")
    with served() as ours, served("benchmarks.usual_page:server") as usual:
        asyncio.run(_measure(ours, usual))


async def _measure(ours: str, usual: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        print(f"Chromium {browser.version}, {ROUNDS} rounds of {KEYS} keys and a drag")
        for width, height in WINDOWS:
            # The content security policy would stop playwright's own scripts.
            window = await browser.new_context(
                viewport={"width": width, "height": height}, bypass_csp=True
            )
            await window.add_init_script(path=HERE / "observer.js")
            ways = await _turns(window, ours, usual)
            await window.close()
            _print(f"Window {width} x {height}", ways)
        await browser.close()


async def _turns(window: BrowserContext, ours: str, usual: str) -> dict[str, Way]:
    ways = {
        OURS: await _open_ours(window, ours),
        FLOOR: await _open_floor(window, ours),
        USUAL: await _open_usual(window, usual),
    }
    for way in ways.values():  # once before it counts: compiled code, open connections
        await _round(way, upwards=True)
        await _round(way, upwards=False)
        way.latency.clear()
        way.rate.clear()
    for index in range(ROUNDS):
        for way in ways.values():
            await _round(way, upwards=index % 2 == 0)
    return ways


# ---- the ways -----------------------------------------------------------------------------------


async def _open(window: BrowserContext, address: str) -> tuple[Page, int]:
    """The page, drawn and watched, and how many of its plots are in view."""
    page = await window.new_page()
    await page.goto(address)
    await page.locator(f"#{usual_page.GRAPHS[-1]} .scatterlayer path").first.wait_for(
        state="attached"
    )
    await asyncio.sleep(REST)
    return page, await page.evaluate("(ids) => bench.watch(ids)", list(usual_page.GRAPHS))


def _query() -> str:
    return f"?w={','.join(map(str, usual_page.START))}&y={usual_page.TARGET:g}"


async def _open_ours(window: BrowserContext, address: str) -> Way:
    page, in_view = await _open(window, address + _query())

    async def place(value: float) -> tuple[float, float]:
        box = await page.locator("#control-w1").bounding_box()
        assert box is not None
        thumb = 24.0  # its middle stays half of it away from the ends
        part = (value + 3.0) / 6.0
        x = box["x"] + thumb / 2 + part * (box["width"] - thumb)
        return x, box["y"] + box["height"] / 2

    return Way(page, in_view, "#control-w1", "#control-w2", place)


async def _open_floor(window: BrowserContext, address: str) -> Way:
    way = await _open_ours(window, address)
    way.other = None  # nothing is solved and nothing cached
    await way.page.add_script_tag(path=HERE / "floor.js")
    rest = f"{usual_page.START[1]}&y={usual_page.TARGET:g}"
    await way.page.evaluate(
        "(settings) => bench.cutOff(settings)",
        {"slider": "control-w1", "low": LOW - 0.1, "high": HIGH + 0.1, "step": 0.01, "rest": rest},
    )
    return way


async def _open_usual(window: BrowserContext, address: str) -> Way:
    page, in_view = await _open(window, address)

    async def place(value: float) -> tuple[float, float]:
        box = await page.locator("#w1 .dash-slider-root").bounding_box()
        assert box is not None
        return box["x"] + (value + 3.0) / 6.0 * box["width"], box["y"] + box["height"] / 2

    return Way(page, in_view, "#w1 [role=slider]", "#w2 [role=slider]", place)


# ---- one round ----------------------------------------------------------------------------------


async def _round(way: Way, *, upwards: bool) -> None:
    page = way.page
    await page.bring_to_front()
    if way.other:  # another second weight each round: no answer of an earlier round fits
        await page.locator(way.other).press("ArrowRight")
        await asyncio.sleep(REST)
    way.latency.append(median([await _key(way, upwards) for _ in range(KEYS)]))
    way.rate.append(await _drag(way, *((LOW, HIGH) if upwards else (HIGH, LOW))))
    await asyncio.sleep(REST)


async def _key(way: Way, upwards: bool) -> float:
    """Milliseconds from a key press to the frame that shows every plot in view changed."""
    for _attempt in range(3):
        await way.page.locator(way.slider).focus()
        await way.page.evaluate("bench.reset()")
        await way.page.keyboard.press("ArrowRight" if upwards else "ArrowLeft")
        try:
            await way.page.wait_for_function(
                "bench.paints.length > 0", polling=100, timeout=1000 * PATIENCE
            )
        except TimeoutError:
            way.lost += 1
            continue
        milliseconds = await way.page.evaluate("bench.paints[0] - bench.pressed")
        await asyncio.sleep(REST)
        return milliseconds
    raise RuntimeError(f"{way.page.url} no longer answers to its slider")


async def _drag(way: Way, begin: float, end: float) -> float:
    """Updates a second while the mouse moves."""
    mouse, clock = way.page.mouse, asyncio.get_running_loop().time
    (x, y), (last, _) = await way.place(begin), await way.place(end)
    await mouse.move(x, y)
    await mouse.down()
    await asyncio.sleep(REST)
    await way.page.evaluate("bench.reset()")
    start = clock()
    moves = []
    for step in range(1, STEPS + 1):
        # A mouse does not wait until the page has dealt with its last move.
        at = x + (last - x) * step / STEPS
        moves.append(asyncio.create_task(mouse.move(at, y)))
        await asyncio.sleep(start + step * SECONDS / STEPS - clock())
    await asyncio.gather(*moves)
    await mouse.up()
    return await way.page.evaluate(
        "(seconds) => bench.paints.filter((at) => at <= bench.moved + 1000 * seconds).length"
        " / seconds",
        SECONDS,
    )


# ---- what came out ------------------------------------------------------------------------------


def _print(title: str, ways: dict[str, Way]) -> None:
    latency = {name: way.latency for name, way in ways.items()}
    rate = {name: way.rate for name, way in ways.items()}
    (in_view,) = {way.in_view for way in ways.values()}  # the same for all, or nothing compares
    print(f"\n{title}, {in_view} of the 4 plots in view")
    print(f"  {'':12}{'key to paint, ms':>18}{'updates a second in a drag':>29}")
    for name, way in ways.items():
        spread = f"{median(rate[name]):.1f} ({min(rate[name]):.0f} to {max(rate[name]):.0f})"
        lost = f", {way.lost} key presses never showed" if way.lost else ""
        print(f"  {name:12}{median(latency[name]):18.0f}{spread:>29}{lost}")
    ratio = paired_ratio(latency, OURS, FLOOR)
    print_promise("key to paint, ours by floor, at most 1.5", ratio, ratio <= 1.5)
    # During a drag nothing at all may appear, the usual way: half an update stands for none.
    least = 0.5 / SECONDS
    ratio = paired_ratio(rate, FLOOR, OURS, least)
    print_promise("updates a second, floor by ours, at most 1.5", ratio, ratio <= 1.5)
    ratio = paired_ratio(latency, USUAL, OURS)
    print_promise("key to paint, usual way by ours, at least 2", ratio, ratio >= 2.0)
    ratio = paired_ratio(rate, OURS, USUAL, least)
    print_promise("updates a second, ours by usual way, at least 2", ratio, ratio >= 2.0)
    updates = median(rate[OURS])
    print_promise("updates a second, ours, at least 12", updates, updates >= 12.0)
