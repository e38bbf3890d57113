"""The depth page: sizes, themes and names."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.drivers.depth import GRAPHS, DepthPage
from tests.e2e.drivers.looks import changes_theme, explains, fits, opens

SIZES = {
    "default": "",
    "deep": "L=20&order=middle&k=1000",
    "divergent": "L=4&f=3&k=60&at=1",
    "matrix": "net=matrix&n=3&fam=random&p=0.9&L=4",
    "no minimum": "fam=balanced&p=-0.5&L=8",
    "small numbers": "p=0.00012345&y=0.0012345&f=0.00012345",
}


@pytest.mark.parametrize("name", SIZES)
def test_nothing_overlaps_and_nothing_scrolls_sideways(depth: DepthPage, name: str) -> None:
    fits(depth, SIZES[name])


def test_a_phone_with_a_sentence_and_an_explanation(depth: DepthPage) -> None:
    depth.page.set_viewport_size({"width": 360, "height": 740})
    depth.open()
    depth.paste("Target", "-1")
    depth.complains("Target")
    opens(depth, 360)


def test_dark(depth: DepthPage) -> None:
    changes_theme(depth, "")


def test_figures_and_controls_have_names(depth: DepthPage) -> None:
    depth.open()
    for name in ["Step s in w²", "Target", "Depth L of the descent", "Number of steps"]:
        expect(depth.slider(name)).to_have_count(1)
        expect(depth.box(name)).to_have_count(1)
    explains(depth)
    captions = [depth.by_id(f"{graph}-caption").text_content() for graph in GRAPHS]
    assert all(captions)
    assert len(set(captions)) == len(captions)
