"""Paper: one page, light, with plots, values, verdict, address and its code; no controls."""

from __future__ import annotations

import re

import numpy as np
import pypdfium2 as pdfium
from playwright.sync_api import Page

from core.arrays import Array
from tests.e2e.drivers.opened import ROOTS, opened

#: Key figures, without those of other tabs.
SHOWN = ".verdict .figure:not([hidden]) [data-quantity]"
A4 = (841.9, 595.3)  # points
#: What is on every screen, and on no paper.
CONTROLS = ("Reset", "Share", "Present", "Presets", "All figures", "Skip", "Pin", "Read")


def printed(page: Page, *, landscape: bool) -> tuple[str, Array]:
    """Text and picture of the only page; `landscape` is how the paper lies in the printer."""
    document = pdfium.PdfDocument(page.pdf(format="A4", landscape=landscape))
    try:
        assert len(document) == 1
        (paper,) = document
        assert np.allclose(sorted(paper.get_size()), sorted(A4), atol=2)
        text = paper.get_textpage().get_text_bounded()
        picture = paper.render(scale=1, rev_byteorder=True).to_numpy()[..., :3].astype(float)
    finally:
        document.close()
    return text, picture


def packed(text: str) -> str:
    """Without what a line's end may add or take."""
    return re.sub(r"[\s\-\ufffe\x02]", "", text)


def colours(picture: Array) -> int:
    """How many points of it are neither grey nor pale: curves."""
    return int(np.sum(np.ptp(picture, axis=2) > 60))


def test_every_page_on_one_page_of_paper(page: Page) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    for place, path in enumerate(ROOTS):
        page.emulate_media(color_scheme="light" if place % 2 else "dark")
        opened(page, path)
        # The address is written when all is at rest.
        page.wait_for_function(
            "() => window.location.search.slice(1) === window.deepLinear.page.known.query"
        )
        before = page.evaluate("document.querySelector('.graph').clientWidth")
        text, picture = printed(page, landscape=place != 1)
        for word in CONTROLS:
            assert word not in text.split(), (path, word)
        for title in page.locator(".plots:not([hidden]) > .plot h2").all_inner_texts():
            assert title in text
        said = packed(text)
        assert packed(page.url) in said
        for part in ("status", "guarantee"):
            sentence = page.locator(f".{part}").first.inner_text()
            assert packed(sentence) in said, sentence
        for quantity in page.locator(SHOWN).all_text_contents():
            assert packed(quantity) in said
        # Light, whatever the screen was; the plots are drawn, and the code is at the upper right.
        assert picture[2, 2].tolist() == [255, 255, 255]
        assert picture.mean() > 235
        width = picture.shape[1]
        halves = (picture[:, : width // 2], picture[:, width // 2 :])
        assert all(colours(half) > 400 for half in halves)
        code = picture[24:90, width - 90 : width - 24].mean(axis=2) < 100
        assert 0.15 < code.mean() < 0.7
        # The screen is as it was.
        assert page.evaluate("document.querySelector('.graph').clientWidth") == before
        assert page.evaluate("document.documentElement.dataset.printing") is None


def test_a_phone_prints_all_plots_and_what_was_set(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    opened(page, "/?w=0.9,0.4&y=1.5")
    text, _ = printed(page, landscape=True)
    for title in page.locator(".plot h2").all_text_contents():
        assert title in text
    assert "Target y 1.5" in text.replace("\xa0", " ")
