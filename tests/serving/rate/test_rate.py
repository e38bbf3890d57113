"""How much one client may ask, and who is one."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.serving.limits.clients import UNKNOWN, client
from dashboard.serving.limits.rate import MOST_CLIENTS, NEWS, WINDOW, Counts

QUESTION = "/api/code.svg?link="  # cheap, and refused: 400
HOME = "192.0.2.1"


class Clock:
    """Time that stands still unless told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_000_000_000.0  # the beginning of a window
        monkeypatch.setattr(time, "time", lambda: self.now)
        monkeypatch.setattr(time, "monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def browser(**settings: int) -> FlaskClient:
    return create_app(Settings(**settings)).server.test_client()


def ask(browser: FlaskClient, path: str = QUESTION, *, address: str = HOME, via: str = "") -> int:
    headers = {"X-Forwarded-For": via} if via else {}
    with browser.get(path, environ_base={"REMOTE_ADDR": address}, headers=headers) as response:
        return response.status_code


def allowed(browser: FlaskClient, most: int = 10_000, **asked: str) -> int:
    """How many questions are answered in a moment."""
    for count in range(most):
        if ask(browser, **asked) == 429:
            return count
    return most


def test_a_client_may_ask_so_much_and_is_told_when_to_come_back(clock: Clock) -> None:
    one = browser(rate=3, class_size=2)
    assert allowed(one) == 3 * 2 * WINDOW
    response = one.get(QUESTION, environ_base={"REMOTE_ADDR": HOME})
    assert response.status_code == 429
    assert response.json["error"]["control"] == ""
    assert "6 a second" in response.json["error"]["sentence"]
    assert response.headers["Cache-Control"] == "no-store"
    wait = int(response.headers["Retry-After"])
    assert 1 <= wait <= WINDOW
    clock.now += WINDOW + wait
    assert ask(one) == 400


def test_who_waits_as_long_as_told_is_answered_in_the_end(clock: Clock) -> None:
    """As a page does, which asks again by itself."""
    one = browser(rate=1, class_size=1)
    assert allowed(one) == WINDOW
    for _ in range(2 * WINDOW):
        response = one.get(QUESTION, environ_base={"REMOTE_ADDR": HOME})
        if response.status_code != 429:
            return
        clock.now += int(response.headers["Retry-After"])
    pytest.fail("refused for ever")


def test_refusals_do_not_count(clock: Clock) -> None:
    """Who asks too much gets as much as he may, and not nothing."""
    one = browser(rate=1, class_size=1)
    answered = 0
    for _ in range(20 * WINDOW):
        clock.now += 0.25
        answered += ask(one) != 429
    assert answered >= 4 * WINDOW


@pytest.mark.parametrize("size, fine", [(40, True), (5, False)])
def test_a_class_behind_one_address(clock: Clock, size: int, fine: bool) -> None:
    """Forty students drag at ten steps a second, for longer than is looked at together."""
    one = browser(class_size=size)
    steps, students = 12 * WINDOW, 40
    refused = False
    for _ in range(steps * students):
        clock.now += 0.1 / students
        refused = refused or ask(one) == 429
    assert refused is not fine


def test_by_default_one_person_drags_in_two_windows_and_opens_pages(clock: Clock) -> None:
    one = browser()
    for _ in range(29 * 20):
        clock.now += 1 / 29
        assert {ask(one), ask(one)} == {400}
        assert ask(one, "/_dash-dependencies") == 200


@pytest.mark.parametrize(
    "path",
    [
        "/healthz",
        "/assets/page.js",
        "/bundle/x.css",
        "/_favicon.ico?v=4.4.1",
        "/_dash-component-suites/x",
    ],
)
def test_files_and_health_are_not_counted(clock: Clock, path: str) -> None:
    one = browser(rate=1, class_size=1)
    assert 429 not in {ask(one, path) for _ in range(3 * WINDOW)}
    assert allowed(one) == WINDOW
    assert ask(one, path) != 429


def test_a_page_opens_for_whoever_asks_too_much(clock: Clock) -> None:
    one = browser(rate=1, class_size=1)
    allowed(one)
    assert ask(one, "/") == 200
    assert [ask(one, "/_dash-dependencies") for _ in range(WINDOW)][-1] == 429  # yet not for ever


def test_no_limit_when_told() -> None:
    assert allowed(browser(rate=0), 500) == 500


def test_below_a_prefix(clock: Clock) -> None:
    one = create_app(Settings(rate=1, class_size=1, prefix="/lab/")).server.test_client()
    assert allowed(one, path=f"/lab{QUESTION}") == WINDOW
    assert ask(one, "/lab/healthz") == 200


# -- who is one client -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address, name",
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::1]", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", UNKNOWN),
        (None, UNKNOWN),
        ("unix:", UNKNOWN),
        ("192.0.2.1, 192.0.2.2", UNKNOWN),
        ("x" * 10_000, UNKNOWN),
    ],
)
def test_names_of_clients(address: str | None, name: str) -> None:
    assert client(address) == name


def test_addresses_are_counted_apart_and_networks_of_ipv6_as_one(clock: Clock) -> None:
    one = browser(rate=1, class_size=1)
    assert allowed(one, address="2001:db8::1") == WINDOW
    assert allowed(one, address="2001:db8::2:0:0:1") == 0
    assert allowed(one, address="2001:db8:0:1::1") == WINDOW
    assert allowed(one, address="192.0.2.1") == WINDOW
    assert allowed(one, address="192.0.2.2") == WINDOW


def test_nobody_chooses_his_address(clock: Clock) -> None:
    """Without a proxy the header is the client's own invention; behind one, its last entry."""
    one = browser(rate=1, class_size=1)
    assert allowed(one, via="198.51.100.1") == WINDOW
    assert allowed(one, via="198.51.100.2") == 0
    behind = browser(rate=1, class_size=1, trusted_proxies=1)
    assert allowed(behind, via="198.51.100.1") == WINDOW
    assert allowed(behind, via="203.0.113.9, 198.51.100.1") == 0
    assert allowed(behind, via="198.51.100.2") == WINDOW


def test_the_log_says_it_once_in_a_while_and_what_to_do(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    one = browser(rate=1, class_size=1)
    with caplog.at_level(logging.WARNING, "dashboard"):
        allowed(one)
        allowed(one)
        assert len(caplog.messages) == 1
        assert "CLASS" in caplog.messages[0]
        assert HOME not in caplog.text
        clock.now += NEWS
        ask(one)
        allowed(one, via="198.51.100.1")
    assert len(caplog.messages) == 2
    assert "DEEP_LINEAR_TRUSTED_PROXIES" in caplog.messages[1]


# -- counting ----------------------------------------------------------------------------------


def test_an_error_in_counting_fails_no_answer(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> int:
        raise RuntimeError("a bug")

    monkeypatch.setattr(Counts, "incr", broken)
    assert ask(browser()) == 400
    assert "a bug" in caplog.text


def test_clients_are_forgotten_and_bounded(clock: Clock) -> None:
    counts = Counts()

    def count(name: str) -> bool:
        return counts.acquire_sliding_window_entry(name, 5, WINDOW)

    for i in range(3 * MOST_CLIENTS):
        assert count(f"client {i}")
    assert len(counts.storage) == len(counts.expirations) <= 2 * MOST_CLIENTS
    clock.now += 10 * WINDOW
    for i in range(MOST_CLIENTS):
        assert count(f"later {i}")
    assert len(counts.storage) <= 2 * MOST_CLIENTS
    assert not counts.locks


def exhaust(count: Callable[[], bool]) -> int:
    found = 0
    while count():
        found += 1
    return found


def test_clocks_may_jump(clock: Clock) -> None:
    """Back or ahead: nobody is locked out for longer than two windows."""
    counts = Counts()
    for jump in (-1e8, 1e8, -3600, 3600):
        exhaust(lambda: counts.acquire_sliding_window_entry("a", 5, WINDOW))
        clock.now += jump
        clock.now += 2 * WINDOW
        assert exhaust(lambda: counts.acquire_sliding_window_entry("a", 5, WINDOW)) == 5
