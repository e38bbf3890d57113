"""Which texts on a page lie over one another, or leave it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page

TEXTS = (Path(__file__).parent / "texts.js").read_text(encoding="utf-8").strip()
TEXTS = TEXTS[TEXTS.index("() =>") :].rstrip(";")
#: A line's box is higher than its letters, by about this part of it above and below.
LEADING = 0.17
#: Pixels by which two texts may touch.
TOUCH = 1.0

Point = tuple[float, float]


def texts(page: Page) -> list[dict[str, Any]]:
    return page.evaluate(TEXTS)


def shapes(found: dict[str, Any]) -> list[list[Point]]:
    """Corners of the boxes of a text's letters, whichever way it stands."""
    if found["corners"]:
        return [_letters(found["corners"])]
    return [
        _letters([(left, top), (right, top), (right, bottom), (left, bottom)])
        for left, top, right, bottom in found["boxes"]
    ]


def _letters(corners: list[Point]) -> list[Point]:
    """Without the leading: corners run from the first letter's top along the line."""
    first, second, third, fourth = corners
    high = math.dist(first, fourth)
    part = LEADING * min(high, 24.0) / high if high else 0.0

    def towards(start: Point, end: Point) -> Point:
        return start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])

    return [
        towards(first, fourth), towards(second, third),
        towards(third, second), towards(fourth, first),
    ]  # fmt: skip


def shared(one: list[Point], other: list[Point]) -> float:
    """Least distance by which one must move so that the two rectangles are apart; 0 if they are."""
    least = math.inf
    for shape in (one, other):
        for index in (0, 1):
            start, end = shape[index], shape[index + 1]
            long = math.dist(start, end)
            if not long:
                return 0.0
            along = ((end[0] - start[0]) / long, (end[1] - start[1]) / long)
            a, b = ([x * along[0] + y * along[1] for x, y in points] for points in (one, other))
            least = min(least, min(max(a), max(b)) - max(min(a), min(b)))
    return max(least, 0.0)


def overlaps(found: list[dict[str, Any]]) -> list[str]:
    """Pairs of texts of different elements with a part of the screen in common.

    A player or a list of controls that sticks to the screen covers what scrolls below it: only
    texts of the same layer are compared.
    """
    every = [shapes(text) for text in found]
    bad = []
    for first, second in _near(every):
        one, other = found[first], found[second]
        if one["block"] == other["block"] or one["layer"] != other["layer"]:
            continue
        depth = max(shared(a, b) for a in every[first] for b in every[second])
        if depth > TOUCH:
            bad.append(f"“{one['text']}” and “{other['text']}” by {depth:.0f} px")
    return bad


def _near(every: list[list[list[Point]]]) -> Iterator[tuple[int, int]]:
    """Pairs whose upright frames meet: of many thousand these few alone are looked at closely."""
    corners = [np.concatenate(boxes) for boxes in every]
    low = np.array([points.min(axis=0) for points in corners])
    high = np.array([points.max(axis=0) for points in corners])
    meet = ((low[:, None] < high) & (low < high[:, None])).all(axis=-1)
    yield from np.argwhere(np.triu(meet, 1)).tolist()


def outside(found: list[dict[str, Any]], width: float) -> list[str]:
    """Texts that leave the screen sideways."""
    return [
        f"“{one['text']}” from {box[0]:.0f} to {box[2]:.0f}"
        for one in found
        for box in one["boxes"]
        if box[0] < -TOUCH or box[2] > width + TOUCH
    ]


def cut_off(page: Page) -> list[str]:
    """Titles and labels of plots that their SVG does not show in full."""
    return page.evaluate(
        """() => [...document.querySelectorAll("svg text")].flatMap(text => {
            const box = text.getBoundingClientRect();
            const frame = text.closest("svg").getBoundingClientRect();
            const inside = box.left >= frame.left - 1.5 && box.right <= frame.right + 1.5
                && box.top >= frame.top - 1.5 && box.bottom <= frame.bottom + 1.5;
            return inside || !box.width ? [] : [`${text.textContent}: ${[box.left - frame.left,
                box.top - frame.top, frame.right - box.right, frame.bottom - box.bottom]
                .map(Math.round)}`];
        })"""
    )
