"""The atlas page as a user meets it."""

from __future__ import annotations

from playwright.sync_api import expect

from dashboard.atlas import readouts
from dashboard.atlas.chunks.plan import nearest
from dashboard.atlas.controls import ENTRIES, AtlasState, read, recipe
from dashboard.atlas.ids import Atlas
from dashboard.atlas.point import Point, point
from tests.e2e.drivers.tab import Tab


class AtlasPage(Tab):
    """A tab with the atlas page."""

    address, ids, entries, readouts = "/atlas", Atlas, ENTRIES, readouts.READOUTS

    @property
    def state(self) -> AtlasState:
        return read(self.query)

    @property
    def solution(self) -> Point:
        return point(recipe(self.state).scenario(nearest(self.state)))

    def filled(self) -> None:
        """Wait until the map is there, whole."""
        points = recipe(self.state).points
        expect(self.by_id(Atlas.STOP)).to_be_hidden()
        expect(self.by_id(Atlas.LEFT)).to_contain_text(f"{points}"[-3:])

    @property
    def pointed(self) -> str:
        """What is said of the place at the pointer, or the cursor."""
        return self.by_id(Atlas.POINTED).inner_text()

    def colour(self, across: float, up: float) -> list[int]:
        """What the map has at parts of its width and height, from its left and its bottom."""
        found: list[int] = self.page.evaluate(
            """([across, up]) => {
                const canvas = document.querySelector(".atlas-ground canvas");
                const { width, height } = canvas;
                const [x, y] = [across * (width - 1), (1 - up) * (height - 1)];
                return [...canvas.getContext("2d").getImageData(x, y, 1, 1).data];
            }""",
            [across, up],
        )
        return found
