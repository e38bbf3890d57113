"""How a map fills."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.atlas.chunks.plan import nearest, plan
from dashboard.atlas.controls import read, recipe
from dashboard.atlas.planes import PLANES


@pytest.mark.parametrize(
    "plane, fine", [*((plane, "129") for plane in PLANES), ("weights", "33"), ("weights", "257")]
)
def test_every_point_comes_once_coarse_before_fine(plane: str, fine: str) -> None:
    found = plan(read(f"plane={plane}&fine={fine}"))
    seen: list[np.ndarray] = []
    for number, level in enumerate(found.levels):
        parts = [found.indices(number, chunk) for chunk in range(level.chunks)]
        assert sum(map(len, parts)) == level.points
        assert max(map(len, parts)) <= found.size
        seen += parts
        # So far: all that lie on the level's own strides.
        rows, columns = found.recipe.shape
        there = np.zeros((rows, columns), dtype=bool)
        there.ravel()[np.concatenate(seen)] = True
        down, along = level.strides
        assert there.sum() == there[::down, ::along].size
        assert there[::down, ::along].all()
    assert np.array_equal(np.sort(np.concatenate(seen)), np.arange(found.recipe.points))
    first = found.levels[0]
    assert first.points <= 17 * 17 or plane == "depth"


def test_there_are_no_more_chunks_than_are_told() -> None:
    found = plan(read(""))
    for level, chunk in ((0, found.levels[0].chunks), (len(found.levels), 0), (-1, 0), (0, -1)):
        with pytest.raises(IndexError):
            found.indices(level, chunk)


@pytest.mark.parametrize("query", ["u=0.91&v=-1.3", "plane=step&u=0.05&v=1.1", "plane=depth&u=7"])
def test_the_cursor_is_at_the_point_next_to_it(query: str) -> None:
    state = read(query)
    up, across = (values[0] for values in recipe(state).coordinates([nearest(state)]).values())
    for place, found, letter in ((state["u"], across, "x"), (state["v"], up, "y")):
        low, high = state.ends(letter)
        side = state.plane.sides[letter == "y"]
        if side.log:
            assert abs(np.log(found / place)) <= np.log(high / low) / 256 * (1 + 1e-9)
        else:
            assert abs(found - place) <= (high - low) / 256 * (1 + 1e-9)
