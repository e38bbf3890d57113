"""The two axes of a map, as they are drawn: what stands at them, and their ranges."""

from __future__ import annotations

import math
import re
from typing import Any

from core.atlas import Axis
from dashboard.parts.drawing.graph import axis, subscript

#: What an axis moves -> what stands at it; a layer's number is set below the line.
_SYMBOLS = {
    "product": "w(0)",
    "target": "y",
    "depth": "L",
    "scale": "s",
    "imbalance": "d",
    "width": "h",
    "exponent": "e",
    "step": "η",
    "step_fraction": "η/η*",
    "steps": "k",
    "condition_number": "κ",
}


def symbol(of: str) -> str:
    """What stands at an axis that moves `of`."""
    layer = re.fullmatch(r"([wd])(\d+)", of)
    return layer[1] + subscript(int(layer[2])) if layer else _SYMBOLS.get(of, of)


def is_log(side: Axis) -> bool:
    """Whether it is drawn on a logarithmic axis."""
    return side.scale == "log"


def drawn(side: Axis) -> dict[str, Any]:
    """The axis, without its range: nothing of it lies over the map."""
    more: dict[str, Any] = {"type": "log", "dtick": 1} if is_log(side) else {}
    return axis(symbol(side.of), showgrid=False, ticks="outside", ticklen=4, **more)


def span(side: Axis) -> tuple[float, float]:
    """The range that holds the map: logarithms on a logarithmic axis."""
    if is_log(side):
        return math.log10(side.start), math.log10(side.stop)
    if side.whole:  # each number is a column as wide as the others
        return side.start - 0.5, side.stop + 0.5
    return side.start, side.stop
