"""Workers are killed under a hand that moves a control: nothing is lost, and nothing is touched."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

from playwright.sync_api import Browser, Page, Request, expect

from tests.conftest import Serve
from tests.e2e.drivers.scalar import ScalarPage
from tests.e2e.drivers.tab import PATIENCE

API = re.compile(r"/api/scalar")
STEPS = 24


def workers_of(master: int) -> set[int]:
    """Processes that the master has started; their own are not among them."""
    return set(map(int, Path(f"/proc/{master}/task/{master}/children").read_text().split()))


class Watched:
    """How many questions of a page wait for their answer."""

    def __init__(self, page: Page) -> None:
        self.waiting = 0
        page.on("request", lambda request: self._add(request, 1))
        page.on("requestfinished", lambda request: self._add(request, -1))
        page.on("requestfailed", lambda request: self._add(request, -1))

    def _add(self, request: Request, number: int) -> None:
        if API.search(request.url):
            self.waiting += number

    def some(self) -> None:
        assert self.waiting > 0


def test_a_drag_ends_with_its_picture_though_workers_are_killed(
    browser: Browser, serve: Serve, free_port: int, tmp_path: Path
) -> None:
    home, log = f"http://127.0.0.1:{free_port}", tmp_path / "log"
    killed: list[int] = []
    with (
        serve(free_port, log=log, WEB_CONCURRENCY="2") as master,
        browser.new_context(base_url=home) as context,
    ):
        context.set_default_timeout(PATIENCE)
        scalar = ScalarPage(context.new_page())
        watched = Watched(scalar.page)
        scalar.open("w=0.9,0.4&y=1")
        x, y, width = scalar.grab("Target y")
        for step in range(1, STEPS + 1):
            alive = workers_of(master.pid)
            if step % 6 == 0:  # held first, so that a question is surely on its way
                for worker in alive:
                    os.kill(worker, signal.SIGSTOP)
            scalar.page.mouse.move(x + step * width / (4 * STEPS), y)
            if step % 6 == 0:
                scalar.eventually(watched.some)
                for worker in alive:
                    os.kill(worker, signal.SIGKILL)  # while it is held: it is still there
                killed += alive
            scalar.page.wait_for_timeout(30)
        scalar.page.mouse.up()
        wanted = scalar.number("Target y")
        assert wanted > 1.0
        scalar.settles(lambda state: state.scenario.target == wanted)
        expect(scalar.page.get_by_role("alert").filter(visible=True)).to_have_count(0)
    assert len(killed) >= 2
    assert log.read_text().count("was sent SIGKILL") == len(set(killed))
