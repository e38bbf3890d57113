"""Streamlit and Panel beside our scalar page: the same numbers, real keys and drags, one run.

They are measured when asked for, `make bench ARGS=peers`, once their packages are there:
benchmarks/peers/requirements.txt.
"""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from contextlib import ExitStack
from pathlib import Path

from playwright.async_api import BrowserContext, async_playwright

from benchmarks.page import CASES, OURS, open_ours, open_window, print_ways, promise_more, watched
from benchmarks.pages.ways import Way, along, take_turns
from benchmarks.report import print_title
from benchmarks.serving import CHROMIUM_FLAGS, chromium, served, started

HERE = Path(__file__).resolve().parent
ROUNDS = 3
CASE = CASES["scalar"]
#: How each is served, and what in its page takes the keys of the two sliders and is their track.
PEERS = {
    "streamlit": (
        ["streamlit", "run", str(HERE / "streamlit_page.py"), "--server.port={port}",
         "--server.headless=true", "--browser.gatherUsageStats=false"],
        ".stSlider input", ".stSlider [role=group] > div",
    ),
    "panel": (
        ["panel", "serve", str(HERE / "panel_page.py"), "--port={port}"],
        ".noUi-handle", ".noUi-base",
    ),
}  # fmt: skip


def run() -> None:
    print_title("Peers: slider to four plots, L = 2, in a real browser")
    missing = [name for name in PEERS if importlib.util.find_spec(name) is None]
    if missing:
        print(f"{' and '.join(missing)} missing: pip install -r benchmarks/peers/requirements.txt")
        return
    with ExitStack() as servers:
        ours = servers.enter_context(served())
        addresses = {
            name: servers.enter_context(started([sys.executable, "-m", *command]))
            for name, (command, _, _) in PEERS.items()
        }
        asyncio.run(_measure(ours, addresses))


async def _measure(ours: str, addresses: dict[str, str]) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        window = await open_window(browser)
        ways = {OURS: await open_ours(window, ours, CASE)}
        for name, address in addresses.items():
            ways[name] = await _open(window, name, address)
        await take_turns(ways, ROUNDS)
        await browser.close()
    print_ways("scalar", ways)
    latency = {name: way.latency for name, way in ways.items()}
    rate = {name: way.rate for name, way in ways.items()}
    for name in addresses:
        promise_more(latency, rate, name, 3.0)


async def _open(window: BrowserContext, name: str, address: str) -> Way:
    _, handle, track = PEERS[name]
    path = "panel_page" if name == "panel" else ""
    page, in_view = await watched(window, address + path)
    first, other = page.locator(handle).first, page.locator(handle).nth(1)
    place = along(page.locator(track).first, CASE.low, CASE.high)
    return Way(page, in_view, first, place, *CASE.span, other)
