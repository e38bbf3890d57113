"""A slider of a page in a real browser: from a key press to the paint, and updates in a drag."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from statistics import median

from playwright.async_api import Locator, Page, TimeoutError

KEYS = 6  # a round
STEPS, SECONDS = 60, 2.0  # of a drag
PATIENCE = 10.0  # seconds for a key press to show
REST = 0.8  # seconds until everything has come to rest: our page gives its axes 0.25

Place = Callable[[float], Awaitable[tuple[float, float]]]


@dataclass
class Way:
    """A page under test.

    `in_view` counts the plots that are watched; `slider` takes the keys and is dragged from `low`
    to `high`; `place` tells where on the page a value of it is; `other`, if there is one, takes a
    key each round, so that no answer of an earlier round fits.
    """

    page: Page
    in_view: int
    slider: Locator
    place: Place
    low: float
    high: float
    other: Locator | None = None
    latency: list[float] = field(default_factory=list)  # ms, median of a round
    rate: list[float] = field(default_factory=list)  # updates a second, of a drag
    lost: int = 0  # key presses that never showed


def along(slider: Locator, low: float, high: float, thumb: float = 0.0) -> Place:
    """Where a value is on a slider from `low` to `high`: half a thumb from its ends at least."""

    async def place(value: float) -> tuple[float, float]:
        box = await slider.bounding_box()
        assert box is not None
        part = (value - low) / (high - low)
        return box["x"] + thumb / 2 + part * (box["width"] - thumb), box["y"] + box["height"] / 2

    return place


async def take_turns(ways: dict[str, Way], rounds: int) -> None:
    """Every way once a round, one after the other; what the machine does meanwhile slows all."""
    for way in ways.values():  # twice before it counts: compiled code, open connections
        await _round(way, upwards=True)
        await _round(way, upwards=False)
        way.latency.clear()
        way.rate.clear()
    for index in range(rounds):
        for way in ways.values():
            await _round(way, upwards=index % 2 == 0)


async def _round(way: Way, *, upwards: bool) -> None:
    await way.page.bring_to_front()
    if way.other:
        await way.other.press("ArrowRight")
        await asyncio.sleep(REST)
    way.latency.append(median([await _key(way, upwards) for _ in range(KEYS)]))
    way.rate.append(await _drag(way, *((way.low, way.high) if upwards else (way.high, way.low))))
    await asyncio.sleep(REST)


async def _key(way: Way, upwards: bool) -> float:
    """Milliseconds from a key press to the frame that shows every plot in view changed."""
    for _attempt in range(3):
        await way.slider.focus()
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
        return float(milliseconds)
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
    seconds = "bench.paints.filter((at) => at <= bench.moved + 1000 * seconds).length / seconds"
    return float(await way.page.evaluate(f"(seconds) => {seconds}", SECONDS))
