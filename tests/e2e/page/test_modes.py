"""What a link shows: some plots and controls in a frame, or all of it large for a hall."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dashboard.parts.page.ids import Player, Stage, Top
from tests.e2e.drivers.opened import opened
from tests.e2e.drivers.scalar import ScalarPage

#: JavaScript: ids of the plots, and names of the controls, that can be seen.
SEEN = """() => {
    const seen = selector => [...document.querySelectorAll(selector)]
        .filter(part => part.checkVisibility() && part.getBoundingClientRect().height > 0);
    return {
        plots: seen(".plot").map(plot => plot.id),
        controls: seen("[data-control]").map(row => row.dataset.control).sort(),
        lines: seen(".plot .js-line").length,
    };
}"""
#: JavaScript: texts that are smaller than so many px, lines that are thinner.
SMALL = """([type, line]) => {
    const hidden = part =>
        !part.checkVisibility({ visibilityProperty: true, opacityProperty: true })
        || part.closest(".for-readers, .skip, footer, noscript");
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        const { parentElement: parent, textContent: text } = walker.currentNode;
        if (!text.trim() || hidden(parent) || parent.matches("script, style, option")) continue;
        const size = parseFloat(getComputedStyle(parent).fontSize);
        if (size < type - 0.01) found.push(`${size} px: ${text.trim().slice(0, 30)}`);
    }
    for (const path of document.querySelectorAll(".graph .js-line")) {
        const width = parseFloat(getComputedStyle(path).strokeWidth);
        if (path.checkVisibility() && width < line) found.push(`a line of ${width} px`);
    }
    return found;
}"""


def seen(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(SEEN)
    return found


@pytest.mark.parametrize("size", [(960, 640), (400, 600)])
def test_a_frame_shows_what_the_link_names_and_no_more(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    opened(page, "/?w=0.9,0.4&y=1&embed=1&plots=loss,constraint&controls=w1,y")
    shown = seen(page)
    assert shown["plots"] == ["graph-loss-card", "graph-constraint-card"]
    assert shown["controls"] == ["w1", "y"]
    assert shown["lines"] >= 4
    for part in (".top", ".verdict", ".look", f"#{Player.PLAYER}", ".network-figure"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator(f"#{Stage.NOTICE}")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    if size[0] > 640:
        assert page.evaluate("document.documentElement.scrollHeight") <= size[1]
    scalar = ScalarPage(page)
    scalar.slider("Target y").press("ArrowRight")
    scalar.settles(lambda state: state.scenario.target == 1.01)
    assert "embed=1&plots=loss%2Cconstraint" in page.url.replace(",", "%2C")


def test_a_frame_says_what_it_does_not_have_and_shows_the_rest(page: Page) -> None:
    page.set_viewport_size({"width": 960, "height": 640})
    opened(page, "/matrix?embed=1&plots=loss,pl,nonsense&controls=scale,w99")
    notice = page.locator(f"#{Stage.NOTICE}")
    expect(notice).to_have_text(re.compile(r"plots .*: nonsense\. .*controls .*: w99\.$"))
    shown = seen(page)  # one of them is of another tab
    assert shown["plots"] == ["graph-loss-card", "graph-pl-card"]
    assert shown["controls"] == ["scale"]
    for plot in ("loss", "pl"):
        expect(page.locator(f"#graph-{plot} .js-line").first).to_be_visible()


def test_present_is_large_and_left_again(page: Page) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    opened(page, "/?w=0.9,0.4&y=1&controls=w1")
    assert len(seen(page)["controls"]) > 3  # controls= means something in a frame and in a hall
    page.keyboard.press("p")
    expect(page).to_have_url(re.compile("present=1"))
    expect(page.locator(f"#{Top.PRESENTING}")).to_have_attribute("aria-pressed", "true")
    page.wait_for_function(f"() => !({SMALL})([20, 4]).length")
    assert seen(page)["controls"] == ["w1"]
    for part in (".look", ".guarantee", ".status", ".brand"):
        expect(page.locator(part)).to_be_hidden()
    for plot in page.locator(".plot").all():
        expect(plot).to_be_in_viewport(ratio=0.99)
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("present=1"))
    expect(page.locator(".look")).to_be_visible()
    page.wait_for_function(f"() => ({SMALL})([20, 4]).length > 10")


@pytest.mark.parametrize("path", ["/matrix", "/regimes", "/depth?tab=descent", "/atlas?fine=33"])
def test_a_link_presents_every_page(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    opened(page, f"{path}{'&' if '?' in path else '?'}present=1")
    page.wait_for_timeout(300)
    assert page.evaluate(SMALL, [20, 4]) == []


def test_forced_colours_show_sliders_chips_and_tabs(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    page.set_viewport_size({"width": 1366, "height": 768})
    opened(page, "/matrix")
    colours = page.evaluate(
        """() => {
            const of = (selector, pseudo) =>
                getComputedStyle(document.querySelector(selector), pseudo);
            const resolved = name => {
                const probe = document.body.appendChild(document.createElement("i"));
                Object.assign(probe.style, { color: name, forcedColorAdjust: "none" });
                const { color } = getComputedStyle(probe);
                probe.remove();
                return color;
            };
            return {
                canvas: resolved("Canvas"),
                track: of("#time", "::-webkit-slider-runnable-track").backgroundColor,
                thumb: of("#time", "::-webkit-slider-thumb").backgroundColor,
                tab: of("#tabs [aria-selected=true]").backgroundColor,
                chip: of(".chip").borderTopStyle,
                labels: [...document.querySelectorAll(".labels .label")].map(label => [
                    getComputedStyle(label).color,
                    resolved(label.style.getPropertyValue("--color")),
                ]),
                theme: of("#theme").display,
            };
        }"""
    )
    assert colours["canvas"] not in (colours["track"], colours["thumb"], colours["tab"])
    assert (colours["chip"], colours["theme"]) == ("solid", "none")
    # A name has its curve's colour still: it is what the curve is known by.
    assert len({color for color, _ in colours["labels"]}) > 2
    for color, own in colours["labels"]:
        assert color == own != colours["canvas"]
