"""A server that fails, dies and comes back: the page is right again without a touch."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from dashboard.parts.page.ids import Shell
from dashboard.scalar.controls import read
from dashboard.version import HEADER
from tests.conftest import Serve
from tests.e2e.drivers.depth import DepthPage
from tests.e2e.drivers.scalar import ScalarPage
from tests.e2e.drivers.tab import PATIENCE

API = re.compile(r"/api/scalar")
_NETWORK = re.compile(r"Failed to load resource")


@pytest.fixture(autouse=True)
def quiet(browser_log: list[str]) -> Iterator[None]:
    """The browser itself writes failed requests into its log."""
    yield
    browser_log[:] = [line for line in browser_log if not _NETWORK.search(line)]


class Failing:
    """What the server says instead; how often it was asked."""

    def __init__(self, scalar: ScalarPage, **response: object) -> None:
        self.asked = 0
        self.response = response
        scalar.page.route(API, self)

    def __call__(self, route: Route) -> None:
        self.asked += 1
        if self.response:
            route.fulfill(**self.response)
        else:
            route.abort()


def test_a_failed_answer_is_asked_again(scalar: ScalarPage) -> None:
    page = scalar.page
    page.clock.install()
    scalar.open("w=0.9,0.4&y=1")
    alert = page.get_by_role("alert").filter(visible=True)
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)  # however slow the machine is
    failing = Failing(scalar, status=502)
    scalar.slider("Target y").press("ArrowRight")
    page.clock.run_for(300)
    for count, seconds in enumerate((1, 2, 4, 8, 16, 30, 30), start=1):
        expect(alert).to_have_text(re.compile(rf"status 502.*asking again in {seconds} s\.$"))
        assert failing.asked == count
        page.clock.run_for(500 * seconds)
        assert failing.asked == count
        page.clock.run_for(500 * seconds)
    page.unroute(API)
    page.clock.run_for(30_000)
    page.clock.resume()
    scalar.settles(lambda state: state.scenario.target == 1.01)
    expect(alert).to_have_count(0)

    # A newer question takes its place; the next count begins anew; online, it is asked at once.
    failing = Failing(scalar)
    scalar.slider("Target y").press("ArrowLeft")  # the next step to the right is there already
    expect(alert).to_have_text(re.compile(r"asking again in 1 s\.$"))
    scalar.eventually(lambda: at_least(failing.asked, 4))
    page.unroute(API)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    scalar.settles(lambda state: state.scenario.target == 1.0)
    expect(alert).to_have_count(0)


def at_least(count: int, least: int) -> None:
    assert count >= least


def test_a_busy_server_is_not_asked_before_it_says(scalar: ScalarPage) -> None:
    page = scalar.page
    scalar.open("w=0.9,0.4&y=1")
    alert = page.get_by_role("alert").filter(visible=True)
    # To and fro: the next step the same way is there already.
    for status, error, key in (
        (503, "Too many guests.", "ArrowRight"),
        (429, {"sentence": "Too many guests."}, "ArrowLeft"),
    ):
        failing = Failing(
            scalar,
            status=status,
            headers={"Retry-After": "3"},
            content_type="application/json",
            body=json.dumps({"error": error}),
        )
        for _ in range(3):
            scalar.slider("Target y").press(key)
            page.wait_for_timeout(300)
        expect(alert).to_have_text(re.compile(r"^Too many guests\. .*asking again in [123] s\.$"))
        assert failing.asked == 1
        page.unroute(API)
        wanted = scalar.number("Target y")
        scalar.settles(lambda state, y=wanted: state.scenario.target == y)
        expect(alert).to_have_count(0)
    Failing(scalar, status=503)
    scalar.slider("Target y").press("ArrowRight")
    expect(alert).to_have_text(re.compile(r"server is busy .*asking again in 1 s\.$"))
    page.unroute(API)
    scalar.settles(lambda state: state.scenario.target > wanted)
    # What would be refused again is not asked again.
    failing = Failing(scalar, status=413)
    scalar.slider("Target y").press("ArrowLeft")
    expect(alert).to_have_text(re.compile("status 413.*move a control"))
    page.wait_for_timeout(2500)
    assert failing.asked == 1


def test_a_server_that_dies_and_returns(
    browser: Browser, serve: Serve, free_port: int, tmp_path: Path
) -> None:
    """Settings made meanwhile count, a page loaded again has them too; nothing is touched."""
    home = f"http://127.0.0.1:{free_port}"

    def server(name: str) -> object:
        return serve(free_port, "app:server", log=tmp_path / name)

    with browser.new_context(base_url=home) as context:
        context.set_default_timeout(PATIENCE)
        scalar = ScalarPage(context.new_page())
        with server("first"):
            scalar.open("w=0.9,0.4&y=1")
        scalar.slider("Initial weight w1").press("ArrowRight")
        alert = scalar.page.get_by_role("alert").filter(visible=True)
        expect(alert).to_have_text(re.compile("did not answer"))
        scalar.type("Target y", "2")
        scalar.box("Target y").press("Enter")  # it counts at once
        scalar.page.wait_for_timeout(700)
        kept = scalar.page.url
        with server("second"):
            state = scalar.settles(lambda state: state.scenario.target == 2.0)
            assert state.scenario.weights == (0.91, 0.4)
            expect(alert).to_have_count(0)
            expect(scalar.box("Target y")).to_have_value("2")
            assert scalar.query == "w=0.91,0.4&y=2"

            # The address of the bad moment says the same.
            assert read(kept.split("?")[1]).scenario.target == 1.0
            scalar.page.goto(kept)
            scalar.ready()
            scalar.settles(lambda found: found == state)
            assert scalar.query == "w=0.91,0.4&y=2"

        # A way to another page is not lost either, nor what Dash asks for itself.
        scalar.page.get_by_role("navigation", name="Pages").get_by_role(
            "link", name="Depth"
        ).click()
        expect(alert).to_have_text(re.compile(r"did not answer.*asking again in \d s\.$"))
        with server("third"):
            DepthPage(scalar.page).ready()
            expect(alert).to_have_count(0)

        # The first answer of all fails.
        scalar.page.route(API, lambda route: route.abort())
        with server("fourth"):
            scalar.page.goto("/?w=0.3,0.7&y=2")
            expect(alert).to_have_text(re.compile(r"did not answer\. Asking again in \d s\.$"))
            scalar.page.unroute(API)
            scalar.ready()
            scalar.settles(lambda state: state.scenario.weights == (0.3, 0.7))
            expect(alert).to_have_count(0)


def test_a_newer_program_is_offered_and_loses_nothing(scalar: ScalarPage) -> None:
    page = scalar.page
    scalar.open("w=0.9,0.4&y=1&pin=1%3Afirst%3Fw%3D1%2C1%26y%3D1")
    notice = scalar.by_id(Shell.NEWER)
    expect(notice).to_be_hidden()

    version = "other"

    def newer(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, HEADER.lower(): version})

    page.route(API, newer)
    scalar.slider("Target y").press("ArrowRight")
    expect(notice).to_be_visible()
    notice.get_by_role("button", name="Later").click()
    # Later is later: not the next answer, and not the one that was on its way.
    with page.expect_response(API):
        scalar.slider("Target y").press("ArrowRight")
    scalar.settles(lambda state: state.scenario.target == 1.02)
    expect(notice).to_be_hidden()
    version = "yet another"
    scalar.slider("Target y").press("ArrowRight")
    expect(notice).to_be_visible()
    page.unroute(API)
    notice.get_by_role("button", name="Load").click()  # at once, before anything rests
    scalar.ready()
    scalar.settles(lambda state: state.scenario.target == 1.03)
    expect(page.locator('[data-run="1"] input')).to_have_value("first")
    expect(notice).to_be_hidden()
