"""The challenges in a browser: opened, failed, solved; hints, the score, a link, a wrong one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.guides import labs
from dashboard.guides.challenges.challenge import Challenge, entries_of
from dashboard.guides.challenges.ids import Overview, Trial
from dashboard.guides.challenges.judging import judge
from dashboard.guides.challenges.table import BY_KEY, CHALLENGES
from dashboard.guides.challenges.telling import measured
from tests.e2e.drivers.tab import PATIENCE

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
#: JavaScript: what is wrong, and where.
FOUND = """async () => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, html }) => `${id}: ${target.join(" ")} ${html.slice(0, 160)}`));
}"""
#: JavaScript: how far the page is from fitting the window, down and to the right.
OVER = """() => [
    document.documentElement.scrollHeight - window.innerHeight,
    document.documentElement.scrollWidth - window.innerWidth,
]"""
STORE = "challenges-stars"
#: What may be in this browser's memory, and the stars in it.
REMEMBERED = {
    "{": 0,
    "[]": 0,
    "3": 0,
    "null": 0,
    '"x"': 0,
    "<b>": 0,
    '{"alone": {"a": 1}}': 0,
    '{"alone": 9, "saddle": -1, "tight": "3", "ntk": 1.5, "none": 2}': 0,
    '{"__proto__": 3, "alone": 2}': 2,
}
#: Where the options of a choice are in their order.
OPTIONS = {
    "init": ("gaussian", "balanced", "spectral", "homogeneous", "lambda", "imbalance"),
    "fam": ("steps", "balanced", "random"),
    "order": ("first", "middle", "last"),
}


def part(page: Page, name: str) -> Locator:
    return page.locator(f"#{name}")


def judged(page: Page, stars: int) -> None:
    """Wait for a verdict with so many stars."""
    page.wait_for_selector(f'.page[data-stars="{stars}"]', timeout=2 * PATIENCE)


def open_challenge(page: Page, key: str, state: str = "") -> None:
    page.goto(f"/challenges?c={key}" + (f"&{state}" if state else ""), timeout=2 * PATIENCE)
    expect(part(page, Trial.VERDICT)).not_to_be_empty()


def stored(page: Page) -> object:
    return json.loads(page.evaluate("name => localStorage.getItem(name)", STORE) or "null")


def move(page: Page, challenge: Challenge) -> None:
    """The solution, by the controls of the figure."""
    lab = labs.LABS[challenge.topic]
    start, goal = (
        entries_of(challenge.topic, lab.read(query))
        for query in (challenge.scene.query, challenge.solution)
    )
    for free in challenge.free:
        if start[free.name] == goal[free.name]:
            continue
        row = page.locator(f'[data-control="{free.name}"]')
        if free.options:
            row.locator("label input").nth(OPTIONS[free.name].index(goal[free.name])).check()
            continue
        box = row.get_by_role("spinbutton")
        box.fill(f"{goal[free.name]!r}")
        box.press("Enter")


def test_every_challenge_is_opened_failed_and_solved(page: Page) -> None:
    """One after the other, as by hand, from the list to its end."""
    page.goto("/challenges", timeout=2 * PATIENCE)
    page.get_by_role("link", name=CHALLENGES[0].text("title")).click()
    for place, challenge in enumerate(CHALLENGES):
        expect(part(page, Trial.TITLE)).to_have_text(challenge.text("title"))
        judged(page, 0)
        start = judge(challenge, challenge.scene.query).measure
        assert start is not None
        expect(part(page, Trial.MEASURED)).to_have_text(measured(challenge, start))
        move(page, challenge)
        judged(page, 3)
        found = judge(challenge, challenge.solution).measure
        assert found is not None
        expect(part(page, Trial.MEASURED)).to_have_text(measured(challenge, found))
        expect(part(page, Trial.GOALS).locator("li.reached")).to_have_count(3)
        expect(part(page, Trial.CONDITIONS).locator('[data-holds="false"]')).to_have_count(0)
        if place + 1 < len(CHALLENGES):
            page.locator(".ways .next").click()
    assert stored(page) == dict.fromkeys(BY_KEY, 3)
    page.locator(f"#{Trial.PANEL} [data-turns=all]").click()
    expect(part(page, Overview.SCORE)).to_have_text(re.compile(f"^{3 * len(CHALLENGES)} "))
    expect(page.locator(".challenges .next")).to_have_count(0)
    part(page, Overview.FORGET).click()
    expect(part(page, Overview.SCORE)).to_have_text(re.compile("^0 "))
    assert stored(page) is None
    expect(page.locator(".challenges .next")).to_have_count(1)


def test_a_link_holds_an_attempt(page: Page) -> None:
    """It opens with the state and its verdict, and the address keeps both."""
    open_challenge(page, "alone", "w=1.9,-0.3&y=1")
    judged(page, 1)
    assert stored(page) == {"alone": 1}
    expect(part(page, Trial.LAB)).to_have_attribute("href", re.compile(r"^/\?w=1.9,-0.3&y=1&"))
    page.get_by_role("slider", name="Initial weight w1", exact=True).press("ArrowRight")
    expect(part(page, Trial.MEASURED)).to_have_text(re.compile("3.5"))
    page.wait_for_url(re.compile(r"\?w=1.91,-0.3&y=1&c=alone$"))
    open_challenge(page, "alone", "w=1.98,-0.26&y=2")
    judged(page, 0)
    expect(part(page, Trial.VERDICT)).to_contain_text("y")


def test_hints_come_one_by_one_and_what_is_shown_does_not_count(page: Page) -> None:
    open_challenge(page, "alone")
    for fold in ("hint", "second"):
        expect(page.locator(f".{fold} .prose")).to_be_hidden()
    expect(page.locator(".second")).to_be_hidden()
    page.locator(".hint summary").press("Enter")
    expect(page.locator(".hint .prose")).to_be_visible()
    page.locator(".second summary").click()
    expect(page.locator(".second .prose")).to_be_visible()
    page.locator(".why summary").click()
    part(page, Trial.SHOW).click()
    judged(page, 3)
    page.wait_for_url("**w=*")
    page.reload()  # as another language does
    judged(page, 3)
    assert stored(page) is None
    page.get_by_role("button", name="Reset", exact=True).click()
    judged(page, 0)
    part(page, Trial.CHECK).click()
    expect(part(page, Trial.VERDICT)).not_to_be_empty()


def test_what_is_remembered_may_be_anything(page: Page) -> None:
    page.goto("/challenges", timeout=2 * PATIENCE)
    expect(part(page, Overview.SCORE)).not_to_be_empty()
    for text, total in REMEMBERED.items():
        page.evaluate(
            """([name, text]) => {
                localStorage.setItem(name, text);
                window.dispatchEvent(new StorageEvent("storage", { key: name }));
            }""",
            [STORE, text],
        )
        expect(part(page, Overview.SCORE)).to_have_text(re.compile(f"^{total} "))
    part(page, Overview.FORGET).click()
    assert stored(page) is None


def test_a_wrong_key_shows_the_list(page: Page) -> None:
    page.goto("/challenges?c=<b>nothing</b>&w=1,2", timeout=2 * PATIENCE)
    expect(page.locator(".notice")).to_contain_text("<b>nothing</b>")
    expect(page.locator(".challenges .card")).to_have_count(len(CHALLENGES))


@pytest.mark.parametrize("address", ["/challenges", "/challenges?c=unguaranteed&w=1,1,1.5&y=1"])
def test_axe_finds_nothing_and_nothing_is_cut(page: Page, address: str) -> None:
    page.goto(address, timeout=2 * PATIENCE)
    expect(part(page, Trial.CONDITIONS if "c=" in address else Overview.SCORE)).not_to_be_empty()
    page.evaluate(AXE)
    for width, height, theme in ((1366, 768, "light"), (360, 740, "dark")):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of two
        page.wait_for_function(
            "theme => document.documentElement.dataset.theme === theme", arg=theme
        )
        assert page.evaluate(FOUND) == []
        down, right = page.evaluate(OVER)
        assert right <= 0
        assert down <= 0 or width == 360
