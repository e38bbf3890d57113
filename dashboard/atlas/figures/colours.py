"""From the values of a map to colours, for eyes that see two of three colours, too.

Numbers go from dark to light (viridis: Smith and van der Walt, 2015); codes have a few colours of
Okabe and Ito (2008), each with a texture of its own, so that no two are told apart by colour alone.
assets/topics/atlas/paint.js does the same in the browser, by the table that it is given.
"""

from __future__ import annotations

import math
import struct
import zlib
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.atlas import NAMES, QUANTITIES, Kind

_STOPS = (
    "440154", "482878", "3e4989", "31688e", "26828e", "1f9e89", "35b779", "6ece58", "b5de2b",
    "fde725",
)  # fmt: skip
#: Of codes, in their order.
CODES = ("0072b2", "d55e00", "999999", "cc79a7", "f0e442", "56b4e9", "e69f00", "009e73")
#: How each is drawn besides, in pixels.
TEXTURES = ("plain", "falling", "level", "rising", "upright", "dots", "net", "wide")
#: Of numbers that a logarithm has none of: 0.
NOTHING = "3a3a3a"
#: Orders of magnitude that a scale has at most; what is smaller has its darkest colour.
DECADES = 8.0
#: Pixels that a side has at least: textures need them.
_FINE = 257
#: Quantities that are parts of a whole.
PARTS = ("tightness", "lower_bound_ratio")

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Scale:
    """How the numbers of a map are laid out on its colours.

    Attributes
    ----------
    low, high : float
        The ends, as logarithms to base 10 if `log`.
    log : bool
    """

    low: float
    high: float
    log: bool

    def parts(self, values: Array) -> Array:
        """Where values lie from the first colour, 0, to the last, 1."""
        with np.errstate(divide="ignore", invalid="ignore"):
            placed = np.log10(values) if self.log else values
            return np.clip((placed - self.low) / (self.high - self.low), 0.0, 1.0)


def scale_of(quantity: str, values: Array) -> Scale:
    """The scale that holds these values; of parts of a whole always the same."""
    if quantity in PARTS:
        return Scale(0.0, 1.0, False)
    log = QUANTITIES[quantity].kind is Kind.LOG
    there = values[np.isfinite(values) & (values > 0.0)] if log else values[np.isfinite(values)]
    if not there.size:
        return Scale(0.0, 1.0, log)
    low, high = float(there.min()), float(there.max())
    if log:
        high = float(np.log10(high))
        low = max(float(np.log10(low)), high - DECADES)
    else:
        low = min(low, 0.0)
    return Scale(low, high if high > low else low + 1.0, log)


def table() -> Pixels:
    """The 256 colours of numbers, shape (256, 3)."""
    stops = np.array([_rgb(stop) for stop in _STOPS], dtype=float)
    places = np.linspace(0.0, len(stops) - 1.0, 256)
    columns = [np.interp(places, np.arange(len(stops)), stops[:, part]) for part in range(3)]
    found: Pixels = np.rint(np.stack(columns, axis=1)).astype(np.uint8)
    return found


def painted(quantity: str, values: Array) -> Pixels:
    """Red, green, blue and opacity of the values, none where none is, shape (h, w, 4).

    Each value has as many pixels as make a side of `_FINE` at least.
    """
    down, along = (math.ceil(_FINE / side) for side in values.shape)
    values = values.repeat(down, axis=0).repeat(along, axis=1)
    pixels = np.zeros((*values.shape, 4), dtype=np.uint8)
    if QUANTITIES[quantity].kind is Kind.CODE:
        for code, _ in enumerate(NAMES[quantity]):
            here = values == code
            pixels[here, :3] = _rgb(CODES[code % len(CODES)])
            pixels[here, 3] = 255
        dark = _textured(values.shape, np.nan_to_num(values, nan=0.0))
        pixels[dark, :3] = (0.62 * pixels[dark, :3]).astype(np.uint8)
        return pixels
    scale = scale_of(quantity, values)
    there = np.isfinite(values)
    places = np.rint(255.0 * np.nan_to_num(scale.parts(values))).astype(int)
    pixels[..., :3] = table()[places]
    if scale.log:
        pixels[there & (values <= 0.0), :3] = _rgb(NOTHING)
    pixels[there, 3] = 255
    return pixels


def _textured(shape: tuple[int, ...], codes: Array) -> NDArray[np.bool_]:
    """Where the lines of the codes' textures are."""
    row, column = np.indices(shape)
    lines = [
        np.zeros(shape, dtype=bool),
        (row - column) % 8 == 0,
        row % 8 == 0,
        (row + column) % 8 == 0,
        column % 8 == 0,
        (row % 6 == 0) & (column % 6 == 0),
        (row % 8 == 0) | (column % 8 == 0),
        (row + column) % 16 < 3,
    ]
    return np.choose(codes.astype(int) % len(lines), lines)


def png(pixels: Pixels) -> str:
    """The picture as a data address; its first row is at the top."""
    rows, columns, _ = pixels.shape
    lines = np.zeros((rows, 1 + 4 * columns), dtype=np.uint8)
    lines[:, 1:] = pixels.reshape(rows, 4 * columns)
    head = struct.pack(">IIBBBBB", columns, rows, 8, 6, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(lines.tobytes(), 9)), (b"IEND", b"")]
    data = b"\x89PNG\r\n\x1a\n" + b"".join(_part(*part) for part in parts)
    return f"data:image/png;base64,{b64encode(data).decode('ascii')}"


def _part(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _rgb(text: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(text)
    return red, green, blue


def told(quantity: str) -> dict[str, Any]:
    """What the browser paints by."""
    kind = QUANTITIES[quantity].kind
    return {
        "log": kind is Kind.LOG,
        "whole": quantity in PARTS,
        "codes": [
            {"name": name, "color": CODES[code % len(CODES)], "texture": code % len(TEXTURES)}
            for code, name in enumerate(NAMES[quantity])
        ]
        if kind is Kind.CODE
        else [],
        "nothing": NOTHING,
        "decades": DECADES,
    }
