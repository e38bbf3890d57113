"""What the pictures of the depth page share."""

from __future__ import annotations

from typing import Any

import numpy as np

from core import DepthCurves
from core.arrays import Array
from core.depth import AlignedDescent
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Trace, axis, line, markers
from dashboard.parts.drawing.logarithmic import decades_of, log_axis
from words import Message

#: Steps that get a marker each; more are a line alone.
MOST_MARKERS = 120
_HEADROOM = 0.1  # of a decade, so that no dot sits on the frame


def log_span(*parts: Array) -> tuple[float, float]:
    """Whole decades, as logarithms, that hold all positive finite numbers."""
    return decades_of(*parts, room=_HEADROOM)


def dotted(color: str, **more: Any) -> dict[str, Any]:
    """A line with a dot at every depth: what lies between two depths is no network."""
    style = line(color, **more)
    return style | {"mode": "lines+markers", "marker": {"color": color, "size": 5}}


def iterates_line(many: bool) -> dict[str, Any]:
    """Gradient descent, with a marker a step if they are not many."""
    style = line(palette.DESCENT, width=1.5)
    if many:
        return style
    return style | {"mode": "lines+markers", "marker": {"color": palette.DESCENT, "size": 5}}


def curve(
    name: str, style: dict[str, Any], curves: DepthCurves, values: Array, label: str
) -> Trace:
    """Against depth on a logarithmic axis, which has no 0: there the line has a gap."""
    shown = np.where(values > 0.0, values, np.nan)
    return Trace(name, style, curves.depths.astype(float), shown, label=label)


def chosen(run: AlignedDescent, color: str, value: float) -> Trace:
    """The depth of the run, if it is in the picture."""
    style = markers(color, "circle-open", size=12)
    x, y = np.array([float(run.depth)]), np.array([value if value > 0.0 else np.nan])
    return Trace("depth of the descent", style, x, y, label="descent")


def depth_axes(title: str, every: int) -> dict[str, Any]:
    """Depth to the right, decades up."""
    return {"xaxis": axis("depth L", nticks=8), "yaxis": log_axis(title, every)}


def depth_range(curves: DepthCurves) -> tuple[float, float]:
    """A little beside the first and the last depth."""
    first, last = float(curves.depths[0]), float(curves.depths[-1])
    room = 0.03 * max(last - first, 1.0)
    return first - room, last + room


def steps_of(run: AlignedDescent) -> Message:
    """How many steps the run took."""
    return Message("verdict.steps", count=run.steps)


def run_axis(run: AlignedDescent) -> tuple[float, float]:
    """From 0 to the last time, or to that of one step."""
    return 0.0, float(max(run.times[-1], run.step))
