"""Numbers written straight into a picture are drawn as plotly.js draws them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.drivers.tab import ARRIVED

OFF = 0.6  # px
_COMPARE = Path(__file__).parents[1] / "drivers" / "drawings.js"

_ALL_TABS = "() => document.querySelectorAll('.plots').forEach(panel => (panel.hidden = false))"
_BOTH, _ALL = "show=lower,progressive", "show=progressive,ntk,layers"

#: Topic, a state, and one that a step of a control makes of it: all kinds of trace of each page.
STEPS = {
    "plane": ("scalar", f"w=0.9,0.4&y=1&{_BOTH}", f"w=0.93,0.42&y=1&{_BOTH}"),
    "pair": ("scalar", "w=1,0.5,0.7,0.9&y=1", "w=1.04,0.5,0.7,0.9&y=1"),
    "many layers": ("scalar", "w=1" + ",1.1" * 9 + "&y=2", "w=1.02" + ",1.1" * 9 + "&y=2"),
    "matrix": ("matrix", f"scale=0.4&{_ALL}", f"scale=0.41&{_ALL}"),
    "depth": ("depth", "s=1", "s=1.005"),
    "regimes": ("regimes", "r=0.4", "r=0.405"),
}  # fmt: skip
#: Steps that need other decades, or larger or smaller numbers, and how a label at an axis begins.
SLIDES = [
    ("depth", "s=1", "s=1.2", "10"),
    ("regimes", "r=0.4&d=1", "r=0.4&d=4", "10"),
    ("scalar", "w=0.3,0.4&y=2", "w=0.3,0.4&y=0.5", "−0.05"),  # a time that all plots share
    ("scalar", "w=0.2,0.2001&y=1", "w=0.2,0.2003&y=1", "−2·10"),
    ("matrix", "r=0.3", "r=1.5", "−0.2"),
]
#: Kinds of line, area and mark that the pages use, each written in some picture above.
MODES = {"lines", "markers", "lines+markers"}


@pytest.fixture(scope="module")
def seen() -> set[str]:
    """What the tests of this file have compared."""
    return set()


@pytest.mark.parametrize("step", STEPS)
def test_both_drawings_are_one(page: Page, seen: set[str], step: str) -> None:
    topic, before, after = STEPS[step]
    _open(page, topic, before)
    rows: list[dict[str, Any]] = page.evaluate("state => drawings(state)", after)
    assert rows
    seen |= _alike(rows)


def _alike(rows: list[dict[str, Any]]) -> set[str]:
    """What was compared: traces that are drawn alike."""
    seen = set()
    for row in rows:
        assert all(ours == theirs for ours, theirs in row["counts"]), row
        off = {kind: row[kind] for kind in ("lines", "areas", "marks")}
        assert max(off.values()) <= OFF, row
        seen |= {row["mode"], *(kind for kind, count in row["drawn"].items() if count)}
    return seen


@pytest.mark.parametrize("topic, before, after, begin", SLIDES)
def test_axes_that_slide_are_plotlys(
    page: Page, topic: str, before: str, after: str, begin: str
) -> None:
    _open(page, topic, before)
    found: dict[str, list[dict[str, Any]]] = page.evaluate("state => slides(state)", after)
    assert _alike(found["rows"])
    for row in found["grids"]:
        ours, theirs = row["what"]
        assert ours == theirs, row
        assert row["off"] <= OFF, row
    texts = [text for row in found["grids"] for text in row["what"][0]]
    assert any(text.startswith(begin) for text in texts), texts


def _open(page: Page, topic: str, query: str) -> None:
    page.goto(f"/{'' if topic == 'scalar' else topic}?{query}", wait_until="commit")
    page.wait_for_function(ARRIVED, arg=f"{topic}-page")
    page.evaluate(_ALL_TABS)  # what is not in sight is not drawn
    page.wait_for_timeout(400)  # axes settle
    page.evaluate(_COMPARE.read_text(encoding="utf-8"))


def test_every_kind_of_trace_was_compared(seen: set[str]) -> None:
    assert seen >= MODES | {"lines", "areas", "marks"}
