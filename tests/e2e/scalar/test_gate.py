"""The latest-wins gate against a server that is slow, silent or broken."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from dashboard.scalar.ids import Scalar
from tests.e2e.drivers.scalar import ScalarPage
from tests.e2e.drivers.tab import LOSS_PATH, slow

API = re.compile(r"/api/scalar")
#: JavaScript: count requests, and how many are under way at once, by whichever means they are made.
COUNT = """() => {
    const seen = (window.seen = { now: 0, most: 0, sent: 0 });
    const begin = () => {
        seen.now += 1;
        seen.sent += 1;
        seen.most = Math.max(seen.most, seen.now);
    };
    const end = () => { seen.now -= 1; };
    const fetch = window.fetch;
    window.fetch = (...question) => {
        // Dash asks for itself, once the control rests: that is no picture.
        if (!String(question[0]).includes("api/")) return fetch(...question);
        begin();
        return fetch(...question).finally(end);
    };
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (...body) {
        begin();
        this.addEventListener("loadend", end);
        return send.apply(this, body);
    };
}"""


def test_the_latest_value_wins_and_never_two_are_under_way(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1")
    slow(scalar.page, 300)
    scalar.page.evaluate(COUNT)
    x, y, width = scalar.grab("Initial weight w1")
    path = scalar.loss_path()
    steps = 40
    for step in range(1, steps + 1):  # faster than the server answers
        scalar.page.mouse.move(x - step * width / 120, y)
    scalar.page.wait_for_function(f"old => ({LOSS_PATH})() !== old", arg=path)
    scalar.page.mouse.up()
    wanted = scalar.number("Initial weight w1")
    assert wanted < 0.0
    scalar.settles(lambda state: state.scenario.weights == (wanted, 0.4))
    expect(scalar.box("Initial weight w1")).to_have_value(str(wanted))
    seen = scalar.page.evaluate("seen")
    assert seen["now"] == 0
    assert seen["most"] == 1
    assert 2 <= seen["sent"] < steps / 2
    # What is drawn is what was let go: a page that opens this address draws the same.
    drawn = scalar.rest()
    scalar.page.reload()
    scalar.ready()
    scalar.eventually(lambda: _same(scalar.loss_path(), drawn))


#: JavaScript: a gate whose page answers when it is told to, and whose clock stands or runs.
GATE = """async (second) => {
    const { gate } = window.deepLinear;
    const now = performance.now;
    let clock = 0;
    performance.now = () => (clock += second);
    const [asked, shown, failed, answers] = [[], [], [], {}];
    const page = {
        ask: ({ number }, signal) =>
            new Promise((done, refuse) => {
                asked.push(number);
                answers[number] = done;
                signal.addEventListener("abort", () => refuse(new Error("given up")));
            }),
        show: (_, { number }, last) => shown.push([number, last]),
        fail: (_, { number }) => failed.push(number),
    };
    const offer = gate(page, 1e6);
    const seen = [];
    const move = (number) => offer({ number, controls: "{}" });
    const answer = async (number) => {
        answers[number]();
        await new Promise((done) => setTimeout(done));
        seen.push([...asked]);
    };
    move(1);
    move(2);
    seen.push([...asked]);
    await answer(1); // 2 goes
    move(3); // beside it, if answers are quick
    move(4);
    move(5); // in place of 4
    await answer(asked.at(-1));
    offer({ number: 6 }); // a preset: by itself
    for (const number of [2, 3, 5]) if (asked.includes(number)) await answer(number);
    const busy = offer.busy();
    await answer(6);
    performance.now = now;
    return { seen, shown, failed, busy: [busy, offer.busy()] };
}"""


def test_quick_answers_have_the_next_question_at_their_heels(scalar: ScalarPage) -> None:
    """Two are under way at most, and what comes after a newer one is not shown."""
    scalar.open("")
    scalar.rest()
    assert scalar.page.evaluate(GATE, 0) == {
        "seen": [
            [1],
            [1, 2],
            [1, 2, 3, 5],  # 3 is back before 2, which is given up
            [1, 2, 3, 5],
            [1, 2, 3, 5],
            [1, 2, 3, 5, 6],
            [1, 2, 3, 5, 6],
        ],
        "shown": [[1, False], [3, False], [5, False], [6, True]],
        "failed": [],
        "busy": [True, False],
    }
    # A second between any two looks at the clock: one at a time.
    assert scalar.page.evaluate(GATE, 1000) == {
        "seen": [[1], [1, 2], [1, 2, 5], [1, 2, 5], [1, 2, 5, 6], [1, 2, 5, 6]],
        "shown": [[1, False], [2, False], [5, False], [6, True]],
        "failed": [],
        "busy": [True, False],
    }


def _same(one: str, other: str) -> None:
    assert one == other


def test_no_setting_is_lost_while_the_server_thinks(scalar: ScalarPage) -> None:
    """Two different controls within one round trip: both count."""
    scalar.open("w=0.9,0.4&y=1")
    slow(scalar.page, 400)
    scalar.slider("Target y").press("ArrowRight")
    scalar.slider("Initial weight w2").press("ArrowRight")
    scalar.slider("Initial weight w1").press("ArrowLeft")
    scalar.settles(
        lambda state: state.scenario.weights == (0.89, 0.41) and state.scenario.target == 1.01
    )
    scalar.slider("Depth").press("ArrowRight")
    scalar.slider("Initial weight w2").press("ArrowRight")
    scalar.settles(lambda state: state.scenario.weights == (0.89, 0.42, 1.0))
    scalar.page.get_by_role("radio", name="imbalance and product").check()
    scalar.slider("Target y").press("ArrowRight")
    scalar.settles(
        lambda state: state.scenario.imbalance is not None and state.scenario.target == 1.02
    )


JSON = "application/json"
FAILURES: dict[str, tuple[dict[str, Any], str]] = {
    "failed": ({"status": 500, "body": "<h1>Internal Server Error</h1>"}, "failed .* 500"),
    "refused": ({"status": 413, "body": "<h1>Too Large</h1>"}, "refused .* 413"),
    "cut": ({"status": 200, "content_type": JSON, "body": "{"}, "not an answer"),
    "page": (
        {"status": 200, "content_type": "text/html", "body": "<p>Log in</p>"},
        "not an answer",
    ),
    "nothing": ({"status": 200, "content_type": JSON, "body": "null"}, "not an answer"),
    "another": ({"status": 200, "content_type": JSON, "body": '{"x": 1}'}, "not an answer"),
    # An answer of another version of the server, which this page cannot draw.
    "newer": (
        {"status": 200, "content_type": JSON, "body": '{"graphs": {}, "arrays": []}'},
        "This page failed",
    ),
}


def fail(how: str, route: Route) -> None:
    """How first: playwright gives a function with two places the request as well."""
    if how in FAILURES:
        route.fulfill(**FAILURES[how][0])
    else:
        route.abort()


def test_a_failed_answer_is_said_and_the_next_drag_works(
    scalar: ScalarPage, browser_log: list[str]
) -> None:
    scalar.open("w=0.9,0.4&y=1")
    alert = scalar.page.get_by_role("alert").filter(visible=True)
    for index, how in enumerate(["abort", *FAILURES]):
        target = 2.0 + index
        good, path = scalar.values(), scalar.rest()
        scalar.page.route(API, partial(fail, how))
        scalar.type("Target y", f"{target:g}")
        expect(alert).to_have_count(1)
        expect(alert).to_have_text(re.compile(r"^\S.*\.\s*$"))
        expect(alert).to_have_text(re.compile(FAILURES[how][1] if how in FAILURES else "did not"))
        assert (scalar.values(), scalar.loss_path()) == (good, path)

        scalar.page.unroute(API)
        x, y, width = scalar.grab("Initial weight w1")
        scalar.page.mouse.move(x - width / 20, y, steps=5)
        scalar.page.mouse.up()
        wanted = scalar.number("Initial weight w1")
        state = scalar.settles(lambda state, w=wanted: state.scenario.weights == (w, 0.4))
        assert state.scenario.target == target  # set while the server failed, and not lost
        expect(alert).to_have_count(0)
    # The browser itself writes failed requests into its log, and the page an error of its own.
    expected = re.compile(r"Failed to load resource.*(ERR_FAILED|status of (500|413))|TypeError")
    assert any("TypeError" in line for line in browser_log)
    browser_log[:] = [line for line in browser_log if not expected.search(line)]


def test_an_answer_that_never_comes_frees_the_gate(scalar: ScalarPage) -> None:
    asked: list[Route] = []
    scalar.open("w=0.9,0.4&y=1")

    def keep(route: Route) -> None:
        asked.append(route)  # and nothing more

    scalar.page.route(API, keep, times=1)
    scalar.type("Target y", "2")
    scalar.type("Target y", "3")
    scalar.eventually(lambda: _one(asked))
    # What was set meanwhile is sent after a second, without another touch, and no sentence is said.
    scalar.settles(lambda state: state.scenario.target == 3.0)
    expect(scalar.page.get_by_role("alert").filter(visible=True)).to_have_count(0)
    scalar.slider("Initial weight w1").press("ArrowRight")
    scalar.settles(lambda state: state.scenario.weights == (0.91, 0.4))


@pytest.mark.parametrize("then", ["preset", "control", "reset"])
def test_a_failed_first_answer_is_said_and_whatever_comes_next_works(
    scalar: ScalarPage, browser_log: list[str], then: str
) -> None:
    scalar.page.route(API, lambda route: route.abort())
    scalar.page.goto("/?w=0.3,0.7&y=2")
    alert = scalar.page.get_by_role("alert").filter(visible=True)
    expect(alert).to_have_count(1)
    scalar.page.unroute(API)
    if then == "preset":
        scalar.preset("Overshoot").click()
        scalar.settles(lambda state: state.scenario.weights == (1.5, 1.2))
    elif then == "control":  # there is nothing to set yet: any touch asks for the link again
        scalar.slider("Target y").press("ArrowLeft")
        scalar.settles(lambda state: state.scenario.weights == (0.3, 0.7))
    else:
        scalar.page.get_by_role("button", name="Reset").click()
        scalar.settles(lambda state: state.scenario.weights == (0.3, 0.7))
    expect(alert).to_have_count(0)
    assert scalar.loss_path()
    browser_log[:] = [line for line in browser_log if "ERR_FAILED" not in line]


def _one(asked: list[Route]) -> None:
    assert len(asked) == 1


def test_a_silent_server_is_said(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1")
    scalar.page.route(API, lambda route: None)
    scalar.page.clock.install()
    scalar.slider("Target y").press("ArrowRight")
    scalar.page.clock.fast_forward("01:00")
    message = scalar.by_id(Scalar.MESSAGE)
    expect(message).to_be_visible()
    expect(message).to_have_text(re.compile("server", re.IGNORECASE))
    scalar.page.unroute(API)
    scalar.slider("Target y").press("ArrowRight")
    scalar.settles(lambda state: state.scenario.target == 1.02)
    expect(message).to_be_hidden()


def test_answers_faster_than_the_screen_are_no_error(
    scalar: ScalarPage, browser_log: list[str]
) -> None:
    """A picture that a newer one replaces before it is drawn is nothing to complain of."""
    scalar.open("w=0.9,0.4&y=1")
    scalar.rest()
    scalar.page.evaluate(
        """() => {
            const draw = window.requestAnimationFrame.bind(window);
            const late = setTimeout.bind(window), never = clearTimeout.bind(window);
            window.requestAnimationFrame = (act) => late(() => draw(act), 400);
            window.cancelAnimationFrame = never;
        }"""
    )
    for _ in range(6):
        with scalar.page.expect_response(API):
            scalar.slider("Initial weight w1").press("ArrowRight")
    scalar.settles(lambda state: state.scenario.weights == (0.96, 0.4))
    assert browser_log == []
