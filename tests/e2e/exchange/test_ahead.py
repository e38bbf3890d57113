"""The answer to an arrow key's next step is there before the key; what else comes is asked for."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Request, Route, expect

from tests.e2e.drivers.matrix import MatrixPage
from tests.e2e.drivers.scalar import ScalarPage
from tests.e2e.drivers.tab import slow

API = re.compile(r"/api/(scalar|matrix)$")
_NETWORK = re.compile(r"Failed to load resource")


class Asked:
    """How often each value of a control was asked for while it moved."""

    def __init__(self, tab: ScalarPage | MatrixPage, control: str) -> None:
        self.counts: Counter[float] = Counter()
        self._tab, self._control = tab, control
        tab.page.on("request", self._count)

    def _count(self, request: Request) -> None:
        if API.search(request.url) and (value := moved(request, self._control)) is not None:
            self.counts[value] += 1

    def __call__(self, **counts: int) -> None:
        """These values, as `w1_02`, were asked for so often, and no others."""
        wanted = {float(name.removeprefix("v").replace("_", ".")): n for name, n in counts.items()}
        self._tab.eventually(lambda: _same(dict(self.counts), wanted))


def moved(request: Request, control: str) -> float | None:
    """What is asked of a control that moves; None if something else is asked."""
    told = parse_qs(request.post_data or "")
    if "sight" not in told:
        return None
    return float(json.loads(told["controls"][0])[control])


def answers_take(tab: ScalarPage | MatrixPage, milliseconds: float) -> None:
    """By the page's own account, however slow the machine is."""
    took = f"{{ get: () => {milliseconds}, set: () => {{}} }}"
    tab.page.evaluate(f"Object.defineProperty(window.deepLinear.page.ahead, 'took', {took})")


def _same(one: object, other: object) -> None:
    assert one == other


@pytest.fixture(autouse=True)
def quiet(browser_log: list[str]) -> Iterator[None]:
    """The browser itself writes failed requests into its log."""
    yield
    browser_log[:] = [line for line in browser_log if not _NETWORK.search(line)]


def stepped_once(scalar: ScalarPage) -> Asked:
    """A page whose target an arrow key has moved, and on which the next step is known."""
    scalar.open("w=0.9,0.4&y=1")
    answers_take(scalar, 5)
    asked = Asked(scalar, "y")
    scalar.slider("Target y").press("ArrowRight")
    scalar.settles(lambda state: state.scenario.target == 1.01)
    asked(v1_01=1, v1_02=1)
    return asked


def test_the_next_step_of_a_key_is_there_before_it(scalar: ScalarPage) -> None:
    asked = stepped_once(scalar)
    target = scalar.slider("Target y")
    target.press("ArrowRight")
    scalar.settles(lambda state: state.scenario.target == 1.02)
    asked(v1_01=1, v1_02=1, v1_03=1)  # what was there is not asked for again
    scalar.agrees()
    drawn = scalar.rest()
    scalar.page.reload()
    scalar.ready()
    scalar.eventually(lambda: _same(scalar.loss_path(), drawn))


def test_another_step_than_that_is_asked_for(scalar: ScalarPage) -> None:
    asked = stepped_once(scalar)
    target = scalar.slider("Target y")
    target.press("ArrowLeft")
    scalar.settles(lambda state: state.scenario.target == 1.0)
    asked(v1_01=1, v1_02=1, v1=1, v0_99=1)
    # Another control at the same slider's next value, which is no longer the answer.
    scalar.slider("Initial weight w1").press("ArrowLeft")
    scalar.settles(lambda state: state.scenario.weights == (0.89, 0.4))
    target.press("ArrowLeft")
    scalar.settles(lambda state: state.scenario.target == 0.99)
    assert scalar.state.scenario.weights == (0.89, 0.4)
    scalar.agrees()


def test_where_powers_are_stepped_the_same_number_is_meant(matrix: MatrixPage) -> None:
    matrix.open("")
    answers_take(matrix, 5)
    asked = Asked(matrix, "h")
    width = matrix.slider("Width")
    width.press("ArrowRight")
    matrix.eventually(lambda: _same(len(asked.counts), 2))
    first, ahead = asked.counts
    matrix.settles(lambda state: state["h"] == first)
    width.press("ArrowRight")
    matrix.settles(lambda state: state["h"] == ahead)
    matrix.eventually(lambda: _same(len(asked.counts), 3))
    assert set(asked.counts.values()) == {1}
    matrix.agrees()


def test_what_is_lost_ahead_is_asked_for_when_it_is_wanted(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1")
    answers_take(scalar, 5)
    refused = []

    def refuse(route: Route) -> None:
        if not refused and moved(route.request, "y") == 1.02:
            refused.append(route)
            route.fulfill(status=503)
        else:
            route.continue_()

    scalar.page.route(API, refuse)
    target = scalar.slider("Target y")
    target.press("ArrowRight")
    scalar.settles(lambda state: state.scenario.target == 1.01)
    scalar.eventually(lambda: _same(len(refused), 1))
    expect(scalar.page.get_by_role("alert").filter(visible=True)).to_have_count(0)
    target.press("ArrowRight")
    scalar.settles(lambda state: state.scenario.target == 1.02)
    expect(scalar.page.get_by_role("alert").filter(visible=True)).to_have_count(0)
    scalar.agrees()


def test_nothing_is_asked_ahead_of_a_mouse_or_an_end(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=2.99")
    answers_take(scalar, 5)
    asked = Asked(scalar, "y")
    scalar.slider("Target y").press("ArrowRight")
    scalar.settles(lambda state: state.scenario.target == 3.0)
    asked(v3=1)
    scalar.slider("Initial weight w1").click()
    scalar.settles(lambda state: state.scenario.weights[0] != 0.9)
    scalar.rest()
    asked(v3=2)  # the place that was clicked, beside the target as it is


def test_a_slow_server_is_asked_nothing_ahead(scalar: ScalarPage) -> None:
    """It is asked once to see that it is slow."""
    scalar.open("w=0.9,0.4&y=1")
    asked = Asked(scalar, "y")
    slow(scalar.page, 400)
    scalar.slider("Target y").press("ArrowRight")
    scalar.settles(lambda state: state.scenario.target == 1.01)
    scalar.rest()
    asked(v1_01=1)
