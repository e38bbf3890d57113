"""From values to colours, which all eyes tell apart."""

from __future__ import annotations

import base64
import zlib
from itertools import combinations

import numpy as np
import pytest

from core import read_recipe
from core.atlas import NAMES, Grid
from dashboard.atlas.figures import colours
from dashboard.atlas.figures import map as map_figure
from dashboard.atlas.figures.axes import symbol


def test_light_grows_with_the_number() -> None:
    """By luminance alone: a projector without colours, and an eye, tell more from less."""
    linear = (colours.table() / 255.0) ** 2.2
    luminance = linear @ np.array([0.2126, 0.7152, 0.0722])
    assert (np.diff(luminance[::5]) > 0.0).all()
    assert luminance[-1] > 8 * luminance[0] + 0.4


@pytest.mark.parametrize("quantity", ["end", "verdict"])
def test_no_two_codes_differ_in_colour_alone(quantity: str) -> None:
    told = colours.told(quantity)["codes"]
    assert [code["name"] for code in told] == list(NAMES[quantity])
    for one, other in combinations(told, 2):
        assert one["color"] != other["color"]
        assert one["texture"] != other["texture"]


def test_a_scale_holds_the_values_and_a_logarithm_so_many_decades() -> None:
    values = np.array([np.nan, 0.0, 1e-30, 1e-3, 100.0])
    scale = colours.scale_of("alpha_star", values)
    assert (scale.low, scale.high, scale.log) == (2.0 - colours.DECADES, 2.0, True)
    assert scale.parts(np.array([1e-30, 100.0])).tolist() == [0.0, 1.0]
    assert colours.scale_of("tightness", values) == colours.Scale(0.0, 1.0, False)
    assert colours.scale_of("margin", np.array([0.5, 2.0])) == colours.Scale(0.0, 2.0, False)
    assert colours.scale_of("margin", np.zeros(3)) == colours.Scale(0.0, 1.0, False)


def test_what_is_not_there_is_not_painted() -> None:
    pixels = colours.painted("tightness", np.array([[0.0, np.nan], [0.5, 1.0]]))
    corners = pixels[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert corners[:, 3].tolist() == [255, 0, 255, 255]
    assert corners[0, :3].tolist() == [0x44, 0x01, 0x54]
    assert corners[3, :3].tolist() == [0xFD, 0xE7, 0x25]


def test_the_picture_is_a_png() -> None:
    pixels = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
    data = base64.b64decode(colours.png(pixels).partition(",")[2])
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    start = data.index(b"IDAT")
    size = int.from_bytes(data[start - 4 : start])
    lines = np.frombuffer(zlib.decompress(data[start + 4 : start + 4 + size]), np.uint8)
    assert np.array_equal(lines.reshape(2, 13)[:, 1:].reshape(pixels.shape), pixels)


def test_a_whole_map_is_a_figure_with_its_colours() -> None:
    recipe = read_recipe(
        {
            "kind": "grid",
            "scenario": {"model": "scalar", "weights": [1, 1], "target": 1},
            "axes": [
                {"of": "w2", "from": -1, "to": 1, "points": 3},
                {"of": "w1", "from": 0.1, "to": 10, "points": 5, "scale": "log"},
            ],
            "quantities": ["margin"],
        }
    )
    assert isinstance(recipe, Grid)
    figure = map_figure.picture(recipe, "margin", np.arange(15.0))
    (image,) = figure["layout"]["images"]
    # Half a cell beyond the first and the last value, in logarithms.
    assert image["x"] == pytest.approx(-1.25)
    assert image["sizex"] == pytest.approx(2.5)
    assert (image["y"], image["sizey"]) == (1.5, 3.0)
    assert figure["layout"]["xaxis"]["range"] == pytest.approx([-1.0, 1.0])
    assert [figure["layout"][axis]["title"]["text"] for axis in ("xaxis", "yaxis")] == ["w₁", "w₂"]
    assert symbol("product") == "w(0)"
