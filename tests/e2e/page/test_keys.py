"""Keys that need no focus, the list of them, and the way past the bar at the top."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from dashboard.parts.page.ids import Shell, Top
from tests.e2e.drivers.matrix import MatrixPage
from tests.e2e.drivers.scalar import ScalarPage


def blur(scalar: ScalarPage) -> None:
    scalar.page.evaluate("() => document.activeElement.blur()")


def test_space_plays_and_arrows_step(scalar: ScalarPage) -> None:
    page = scalar.page
    scalar.open("w=0.9,0.4&y=1")
    page.keyboard.press("ArrowRight")  # the focus is on the fold
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    scalar.steps_to(1)
    blur(scalar)
    page.keyboard.press("Space")
    page.wait_for_function("() => deepLinear.page.player.sample > 1")
    page.keyboard.press("Space")
    expect(scalar.button("Play")).to_be_visible()
    played = scalar.sample()
    # Where a key has a meaning of its own, it keeps it.
    before = scalar.number("Target y")
    scalar.slider("Target y").focus()
    page.keyboard.press("ArrowRight")
    assert scalar.number("Target y") > before
    scalar.button("Step forward").focus()
    page.keyboard.press("Space")
    scalar.steps_to(played + 1)
    expect(scalar.button("Play")).to_be_visible()
    box = scalar.box("Target y")
    box.focus()
    box.press("Space")
    expect(scalar.button("Play")).to_be_visible()


def test_brackets_turn_the_presets(matrix: MatrixPage) -> None:
    matrix.open()
    count = matrix.page.locator(".presets .count")
    matrix.page.keyboard.press("]")
    expect(count).to_have_text(re.compile("^1 "))
    matrix.page.keyboard.press("]")
    expect(count).to_have_text(re.compile("^2 "))
    matrix.page.keyboard.press("[")
    expect(count).to_have_text(re.compile("^1 "))


def test_the_list_of_keys_and_turning_them_off(scalar: ScalarPage) -> None:
    page = scalar.page
    scalar.open("w=0.9,0.4&y=1")
    dialog, used = scalar.by_id(Shell.KEYS), scalar.by_id(Shell.KEYS_USED)
    page.keyboard.press("?")
    expect(dialog).to_be_visible()
    expect(dialog.locator("kbd").filter(has_text="Space")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    scalar.by_id(Top.KEYS).click()
    expect(used).to_have_attribute("aria-pressed", "true")
    used.click()
    expect(used).to_have_attribute("aria-pressed", "false")
    dialog.locator(".close").click()
    blur(scalar)
    page.keyboard.press("ArrowRight")
    assert scalar.sample() == 0
    scalar.open("w=0.9,0.4&y=1")
    page.keyboard.press("ArrowRight")
    assert scalar.sample() == 0
    scalar.by_id(Top.KEYS).click()
    expect(used).to_have_attribute("aria-pressed", "false")
    used.click()
    page.keyboard.press("Escape")
    blur(scalar)
    page.keyboard.press("ArrowRight")
    scalar.steps_to(1)


def test_the_skip_link_leads_to_the_first_control(scalar: ScalarPage) -> None:
    page = scalar.page
    scalar.open("w=0.9,0.4&y=1")
    address = page.url
    page.locator(".skip").focus()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(scalar.slider("Depth")).to_be_focused()
    assert page.url == address
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".side :focus")).to_have_count(0)
    # Formulas are no stops, and the player comes before the plots.
    assert page.evaluate(
        """() => {
            const stops = "a[href], button, input, summary, [tabindex]";
            const all = [...document.querySelectorAll(stops)];
            const place = selector => all.indexOf(document.querySelector(selector));
            const math = [...document.querySelectorAll("math, math *")];
            return place(".skip") === 0 && place("#play") < place(".plot button")
                && math.length > 50 && math.every(part => part.tabIndex < 0);
        }"""
    )


def test_without_motion_play_steps(scalar: ScalarPage) -> None:
    page = scalar.page
    page.emulate_media(reduced_motion="reduce")
    scalar.open("w=0.9,0.4&y=1")
    page.evaluate(
        """() => {
            window.seen = [];
            document.addEventListener("player:moved", ({ detail }) => window.seen.push(detail));
        }"""
    )
    scalar.button("Play").click()
    expect(scalar.button("Pause")).to_be_visible()
    page.wait_for_function("() => window.deepLinear.page.player.part > 0.25")
    scalar.button("Pause").click()
    seen = page.evaluate("seen")
    assert len(seen) <= 20 * scalar.page.evaluate("deepLinear.page.player.part") + 2
    page.evaluate("() => document.querySelector('.page').classList.add('waiting')")
    bar = "getComputedStyle(document.querySelector('.page'), '::before').animationName"
    assert page.evaluate(bar) == "none"


def test_what_the_plots_show_is_told_once_it_rests(scalar: ScalarPage) -> None:
    page = scalar.page
    scalar.open("w=0.9,0.4&y=1")
    page.wait_for_timeout(1500)
    teller = scalar.by_id("announcer")
    expect(teller).to_have_text("")
    page.evaluate(
        """() => {
            window.told = 0;
            new MutationObserver(() => (window.told += 1))
                .observe(document.getElementById("announcer"), { childList: true });
        }"""
    )
    x, y, width = scalar.grab("Target y")
    for step in range(10):
        page.mouse.move(x + width * step / 60, y)
    page.wait_for_timeout(2500)  # it is held still
    assert page.evaluate("told") == 0
    page.mouse.up()
    expect(teller).to_have_text(re.compile("^Loss and envelope: The loss goes from .*Weights"))
    assert page.evaluate("told") == 1
