"""The page from a real server: both workers, and below a path."""

from __future__ import annotations

import re
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import Browser

from tests.conftest import Serve
from tests.e2e.conftest import watch
from tests.e2e.drivers.scalar import ScalarPage
from tests.e2e.drivers.tab import PATIENCE


def test_every_file_of_the_page_comes_from_every_worker(
    scalar: ScalarPage, server_url: str
) -> None:
    """What this browser loaded, asked for again over many new connections."""
    loaded: list[str] = []
    scalar.page.on("response", lambda response: loaded.append(response.url))
    scalar.open("w=0.9,0.4,1.2&y=1")
    files = sorted({url for url in loaded if url.split("?")[0].endswith((".js", ".css"))})
    assert sum("_dash-component-suites" in url for url in files) > 5
    assert all(url.startswith(server_url) for url in files)

    def status(url: str) -> int:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.status if answer.read() else 0

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(status, files * 6)) == {200}


def test_the_page_works_below_a_path(
    browser: Browser, serve: Serve, free_port: int, tmp_path: Path, browser_log: list[str]
) -> None:
    home = f"http://127.0.0.1:{free_port}"
    with (
        serve(free_port, log=tmp_path / "log", DASH_URL_BASE_PATHNAME="/x/"),
        browser.new_context(base_url=home) as context,
    ):
        context.set_default_timeout(PATIENCE)
        for event, listener in watch(context, home, browser_log).items():
            context.on(event, listener)
        scalar = ScalarPage(context.new_page())
        asked: list[str] = []
        scalar.page.on("request", lambda request: asked.append(request.url))
        scalar.page.goto("/x/?w=0.9,0.4&y=1")
        scalar.ready()
        scalar.slider("Initial weight w1").press("ArrowRight")
        scalar.settles(lambda state: state.scenario.weights == (0.91, 0.4))
        scalar.preset("Overshoot").click()
        scalar.settles(lambda state: state.scenario.weights == (1.5, 1.2))
        assert re.match(rf"{home}/x/\?w=1.5,1.2", scalar.page.url)
        assert all(url.startswith((f"{home}/x/", "data:", "blob:")) for url in asked)
