"""Colours that are told apart: measured, for all eyes, on both pages."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

from core.arrays import Array
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.layers import layer_line

_TOKENS = Path(__file__).parents[4] / "assets" / "style" / "tokens.css"

#: What light becomes for those who lack one of the three kinds of cones altogether; linear RGB.
#: Machado, Oliveira and Fernandes 2009, severity 1.
EYES = {
    "all colours": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
#: Meanings that share a picture.
TOGETHER = [
    "FLOW GUARANTEE BOUND PROGRESSIVE",  # the loss of a scalar network
    "FLOW GUARANTEE PROGRESSIVE PREDICTION",  # of a matrix network
    "FLOW TARGET FEASIBLE",  # weights, modes
    "FLOW GUARANTEE TARGET FEASIBLE INFEASIBLE",  # constraint set, region
    "FLOW GUARANTEE INFEASIBLE",  # spectrum
    "FLOW SHARPNESS DESCENT GUARANTEE",  # cost against depth
    "IMBALANCE BOUND GUARANTEE",  # rate against depth
    "FLOW DESCENT FEASIBLE TARGET",  # descent in the plane
]


def _linear(color: str) -> Array:
    parts = np.array([int(color[start : start + 2], 16) for start in (1, 3, 5)]) / 255.0
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def _oklab(linear: Array) -> Array:
    cones = np.cbrt(
        np.array(
            [
                [0.4122214708, 0.5363325363, 0.0514459929],
                [0.2119034982, 0.6806995451, 0.1073969566],
                [0.0883024619, 0.2817188376, 0.6299787005],
            ]
        )
        @ np.clip(linear, 0.0, 1.0)
    )
    lab: Array = (
        np.array(
            [
                [0.2104542553, 0.7936177850, -0.0040720468],
                [1.9779984951, -2.4285922050, 0.4505937099],
                [0.0259040371, 0.7827717662, -0.8086757660],
            ]
        )
        @ cones
    )
    return lab


def apart(first: str, second: str) -> float:
    """Oklab distance for the eyes that see the least of it."""
    return min(
        float(np.linalg.norm(_oklab(eye @ _linear(first)) - _oklab(eye @ _linear(second))))
        for eye in EYES.values()
    )


def _contrast(first: str, second: str) -> float:
    low, high = sorted(
        float(_linear(color) @ [0.2126, 0.7152, 0.0722]) for color in (first, second)
    )
    return (high + 0.05) / (low + 0.05)


def _cards() -> list[str]:
    """What the pictures stand on, on the light and on the dark page."""
    return re.findall(r"--card: (#[0-9a-f]{6});", _TOKENS.read_text(encoding="utf-8"))


def test_the_measure_knows_black_from_white() -> None:
    assert apart("#000000", "#ffffff") == pytest.approx(1.0, abs=1e-3)
    assert _contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert apart("#ff0000", "#808000") < 0.35  # red and olive: one for many
    for matrix in EYES.values():  # grey stays grey
        np.testing.assert_allclose(matrix.sum(axis=1), 1.0, atol=1e-5)


@pytest.mark.parametrize("names", TOGETHER)
def test_meanings_that_share_a_picture_are_told_apart(names: str) -> None:
    for first, second in itertools.combinations(names.split(), 2):
        assert apart(getattr(palette, first), getattr(palette, second)) > 0.09, (first, second)


def test_layers_are_told_apart_by_colour_and_by_dash() -> None:
    colors = palette.LAYERS
    around = [*colors, colors[0]]
    for first, second in itertools.pairwise(around):
        assert apart(first, second) > 0.09, (first, second)
    looks = [layer_line(index)["line"] for index in range(len(colors))]
    dashes = [look["dash"] for look in looks]
    for index in range(1, len(dashes)):
        assert dashes[index] != dashes[index - 1]
    # As many looks as colours times dashes, and those with one dash have far different colours.
    for one, other in itertools.combinations(looks, 2):
        if one["dash"] == other["dash"]:
            assert apart(one["color"], other["color"]) > 0.11
    assert np.gcd(len(colors), len(palette.LAYER_DASHES)) == 1


def test_no_layer_looks_like_what_shares_its_picture() -> None:
    for color in palette.LAYERS:
        for meaning in (palette.FLOW, palette.TARGET, palette.FEASIBLE):
            all_colours = np.linalg.norm(_oklab(_linear(color)) - _oklab(_linear(meaning)))
            assert all_colours > 0.09, (color, meaning)


def test_regimes_are_told_apart_from_each_other_and_from_the_target() -> None:
    *four, fifth = palette.REGIMES
    for first, second in itertools.combinations(four, 2):
        assert apart(first, second) > 0.12, (first, second)
    # Between the two cards there is room for no fifth as far off; its curves have its name too.
    for first in four:
        assert apart(first, fifth) > 0.09, first
    for color in palette.REGIMES:
        assert np.linalg.norm(_oklab(_linear(color)) - _oklab(_linear(palette.TARGET))) > 0.12


def test_every_line_stands_out_from_the_page() -> None:
    cards = _cards()
    assert len(cards) == 2
    meanings = {
        name: color
        for name, color in vars(palette).items()
        if name.isupper() and isinstance(color, str) and color.startswith("#")
    }
    del meanings["REGIME_EDGE"]  # of a band that has a fill and a line through it
    for color in (*meanings.values(), *palette.LAYERS, *palette.REGIMES):
        for card in cards:
            assert _contrast(color, card) >= 3.0, color
