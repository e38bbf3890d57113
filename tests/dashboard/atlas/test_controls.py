"""From a link to the recipe of a map, and back."""

from __future__ import annotations

import pytest

from core.atlas import Grid
from dashboard.atlas.asking import asked
from dashboard.atlas.chunks.pieces import chunk_of, point_of
from dashboard.atlas.controls import ENTRIES, map_query, quantities_of, read, recipe, write
from dashboard.atlas.planes import PLANES
from dashboard.atlas.presets import PRESETS
from dashboard.parts.query import ControlError


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_presets_are_canonical(preset) -> None:
    assert write(read(preset.query)) == preset.query


@pytest.mark.parametrize("plane", PLANES)
def test_every_plane_has_a_map(plane: str) -> None:
    """Its axes are the plane's, up first; what is shown comes first of what is computed."""
    state = read(f"plane={plane}&fine=33")
    grid = recipe(state)
    assert isinstance(grid, Grid)
    across, up = state.plane.sides
    assert [axis.of for axis in grid.axes] == [up.of, across.of]
    assert grid.model == state.plane.model
    assert grid.quantities == quantities_of(state)
    assert grid.quantities[0] == state.quantity
    assert {*state.plane.entries} <= {entry.name for entry in ENTRIES}


@pytest.mark.parametrize(
    "query, control",
    [
        ("x0=2&x1=-2", "x1"),
        ("y0=1&y1=1", "y1"),
        ("plane=width&x0=-1", "x0"),
        ("plane=everything", "plane"),
        ("q=beauty", "q"),
        ("fine=1000000", "fine"),
        ("u=7", "u"),
        ("x1=1e9", "x1"),
        ("show=hills", "show"),
        ("plane=depth&x1=1000", "x1"),
        ("L=1", "L"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_control(query: str, control: str) -> None:
    with pytest.raises(ControlError) as refused:
        read(query)
    assert refused.value.control == control
    assert str(refused.value).endswith(".")


def test_a_map_does_not_depend_on_its_cursor() -> None:
    one, other = read("u=1&v=2&L=3"), read("L=3&show=contours")
    assert map_query(one) == map_query(other) == "L=3"
    assert recipe(one).digest() == recipe(other).digest()


def test_a_cursor_that_no_link_names_stays_on_the_map() -> None:
    state = read("x0=2&x1=3")
    assert (state["u"], state["v"]) == (2.0, 0.4)


def test_another_plane_comes_with_its_own_axes() -> None:
    controls = {"plane": "step", "x0": "-3", "x1": "3", "u": "0.9", "y": "2"}
    assert asked("", controls, ["x0", "plane"]) == "plane=step&y=2"
    assert asked("", controls, ["plane", "x1"]) == "plane=step&x1=3&y=2"
    assert asked("", controls, ["y"]) == "plane=step&x0=-3&x1=3&u=0.9&y=2"


def test_parts_of_a_map_have_numbers() -> None:
    assert chunk_of("L=3&chunk=2,5") == ("L=3", (2, 5, 0, 0))
    assert chunk_of("L=3&chunk=2,5,8,4") == ("L=3", (2, 5, 8, 4))
    assert chunk_of("&chunk=0,0") == ("", (0, 0, 0, 0))
    assert point_of("&point=17") == ("", 17)
    for query in ("", "&chunk=", "&chunk=1", "&chunk=-1,0", "&chunk=1,x", "&chunk=1,99999999999"):
        with pytest.raises(ControlError):
            chunk_of(query)
