"""The policy as it is served, in a browser that is not told to look away: no page evals.

All other tests here run under it too: playwright's own scripts need no leave of the page's policy.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.test_sharing import download, share, there

#: Said before any script of the page runs.
WATCH = """() => {
    window.violations = [];
    addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) =>
        window.violations.push(`${effectiveDirective} ${blockedURI} ${sourceFile}`));
}"""
ADDRESSES = (
    "/?w=0.9,0.4,1.2&y=1",  # three layers: a picture in space
    "/?w=0.9,0.4&y=1",
    "/matrix?L=2&n=2&m=2&h=3",
    "/regimes",
    "/depth?most=5",
    "/atlas?fine=33&N=50",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_keeps_to_the_policy(page: Page, address: str) -> None:
    """Every tab, the dialog and its files, another theme, the player, paper."""
    page.add_init_script(f"({WATCH})()")
    page.goto(address)
    there(page)
    tabs = page.locator("[role=tab]:visible")
    for index in range(tabs.count()):
        tabs.nth(index).click()
        page.wait_for_timeout(200)
    page.locator(".js-plotly-plot .main-svg:visible").first.wait_for()
    page.locator("#play").click()
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(200)
    page.emulate_media(media="print", color_scheme="light")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(200)
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    dialog = share(page)
    for opener in dialog.locator("a[download]:visible, button:has-text('JSON')").all()[:2]:
        download(page, opener)
    expect(dialog.locator("svg, img").first).to_be_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("() => window.violations") == []
    policy = page.request.get("/").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-")
    assert "unsafe-eval" not in policy


def test_no_script_but_ours(page: Page, browser_log: list[str]) -> None:
    """The watch bites: a script that someone brings in is stopped, and is heard of."""
    page.add_init_script(f"({WATCH})()")
    page.goto("/")
    there(page)
    page.evaluate(
        """() => new Promise(done => {
            const script = document.createElement("script");
            script.textContent = "window.ran = 1";
            document.head.append(script);
            setTimeout(done, 200);
        })"""
    )
    assert page.evaluate("() => window.ran") is None
    assert any("script-src" in line for line in page.evaluate("() => window.violations"))
    browser_log.clear()


@pytest.mark.parametrize("address", ["/", "/matrix", "/regimes", "/depth", "/atlas"])
def test_a_second_visit_is_light(browser: Browser, server_url: str, address: str) -> None:
    """What a browser keeps it does not ask for again, and of the rest it takes what has changed."""
    context = browser.new_context(base_url=server_url)
    sizes = [0, 0]
    for visit in range(2):
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")

        def add(event: dict[str, int], visit: int = visit) -> None:
            sizes[visit] += event["encodedDataLength"]

        session.on("Network.loadingFinished", add)
        page.goto(address)
        there(page)
        page.wait_for_load_state("networkidle")
        page.close()
    context.close()
    assert sizes[0] > 1_000_000
    assert sizes[1] < 200_000
