"""Leaving a page leaves nothing: nodes, listeners and plots of it are gone."""

from __future__ import annotations

from playwright.sync_api import CDPSession, Page

TRIPS = 6
STEADY = 3  # from this trip on nothing grows


def _counts(session: CDPSession, page: Page) -> tuple[int, int]:
    """Nodes and listeners that the browser holds, in the page and out of it, once they stay."""
    before = None
    for _ in range(20):
        session.send("HeapProfiler.collectGarbage")
        counts = session.send("Memory.getDOMCounters")
        if counts == before:
            break
        before = counts
        page.wait_for_timeout(500)
    return counts["nodes"], counts["jsEventListeners"]


def _arrive(page: Page, root: str, graph: str) -> None:
    # A truth value: playwright would hold an element, and all that hangs on it.
    page.wait_for_function(
        """([root, graph]) => !!document.getElementById(root)
            && !!document.querySelector(`#${graph} .js-line`)""",
        arg=[root, graph],
    )
    page.wait_for_timeout(600)  # axes settle, the address is written


def test_trips_from_a_picture_in_space_and_back_are_flat(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    page.goto("/?w=1,0.5,0.7")
    _arrive(page, "scalar-page", "graph-weights")
    links = page.get_by_role("navigation", name="Pages")
    counts = []
    for _ in range(TRIPS):
        links.get_by_role("link", name="Depth").click()
        _arrive(page, "depth-page", "graph-rate")
        links.get_by_role("link", name="Scalar networks").click()
        _arrive(page, "scalar-page", "graph-weights")
        counts.append(_counts(session, page))
    nodes, listeners = zip(*counts[STEADY - 1 :], strict=True)
    assert max(nodes) - min(nodes) < 200, counts
    assert max(listeners) - min(listeners) < 50, counts
