"""What the browser writes beside the cursor is what the server writes in sentences."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from dashboard.factory import ASSETS
from dashboard.parts.page.ids import Player
from dashboard.parts.typed import number_of
from tests.e2e.drivers.scalar import ScalarPage
from tests.words.numbers import NUMBERS
from words.numbers import written


def test_both_write_alike(page: Page) -> None:
    page.goto("about:blank")
    page.add_script_tag(path=ASSETS / "numbers.js")
    for digits in (1, 2, 3, 4, 6, 12):
        told = page.evaluate(
            "([all, digits]) => all.map(number => window.deepLinear.written(number, digits))",
            [list(NUMBERS), digits],
        )
        assert told == [written(number, digits) for number in NUMBERS]
    odd = page.evaluate(
        "() => [NaN, Infinity, -Infinity, -0].map(n => window.deepLinear.written(n))"
    )
    assert odd == ["NaN", "∞", "−∞", "0"]


def test_axes_write_numbers_as_sentences_do(scalar: ScalarPage) -> None:
    """Small, large, negative: a power where a sentence has one, a true minus, no e."""
    for query, power in (("w=0.001,0.0004&y=0.00002", "·10"), ("w=90,4000&y=-100000", "·10")):
        scalar.open(query)
        texts = scalar.eventually(lambda: _ticks(scalar.page))
        assert any(power in text for text in texts)
        for text in texts:
            number_of(text)
        assert scalar.by_id(Player.NOW).inner_text().count(power) == 2


def _ticks(page: Page) -> list[str]:
    """The numbers at the flat axes, as they are read: what stands raised is raised."""
    texts: list[str] = page.evaluate(
        r"""() => [...document.querySelectorAll(".graph :is(.xtick, .ytick) text")].map(text => {
            const [plain, ...raised] = text.textContent.split("\u200b");
            return raised.length ? `${plain}^${raised.join("")}` : plain;
        })"""
    )
    assert texts
    for text in texts:
        assert re.fullmatch(r"−?\d+(\.\d+)?(·10\^−?\d+)?|−?10\^−?\d+", text), text
    return texts
