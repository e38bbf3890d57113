"""axe-core finds nothing on any page, tab, theme and width."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from tests.e2e.drivers.opened import ROOTS, opened

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
SIZES = ((1366, 768), (768, 1024), (360, 740))
#: What a theme changes.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
#: JavaScript: what is wrong, and where.
FOUND = """async (options = {}) => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"], ...options });
    return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, html }) => `${id}: ${target.join(" ")} ${html.slice(0, 160)}`));
}"""


@pytest.mark.parametrize("path", ROOTS)
def test_nothing_is_found(page: Page, path: str) -> None:
    wrong: dict[str, list[str]] = {}
    opened(page, path)
    page.evaluate(AXE)
    tabs = page.locator("#tabs [role=tab]")
    for size in SIZES:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for tab in range(max(1, tabs.count())):
            if tabs.nth(tab).is_visible():
                tabs.nth(tab).click()
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                page.wait_for_function(
                    "theme => document.documentElement.dataset.theme === theme", arg=theme
                )
                found = page.evaluate(FOUND, COLOURS if theme == "dark" else {})
                if found:
                    wrong[f"{size[0]} px, tab {tab}, {theme}"] = found
    assert wrong == {}
