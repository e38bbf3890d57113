"""What the pictures of the depth page share."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

import words
from core import DepthCurves
from core.arrays import Array
from core.depth import AlignedDescent
from core.descent import Schedule
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Trace, axis, line, markers, time_axis
from dashboard.parts.drawing.logarithmic import decades_of, log_axis
from words import Message

#: Steps that get a marker each; more are a line alone.
MOST_MARKERS = 120
_MOST_TURNS = 40  # steps to and fro that are a line; more of them are a block
_MOST_DOTS = 600
_FIRST = 12  # steps whose way is shown
_SPECK = 1e-3  # of the picture's size
_HEADROOM = 0.1  # of a decade, so that no dot sits on the frame


def log_span(*parts: Array) -> tuple[float, float]:
    """Whole decades, as logarithms, that hold all positive finite numbers."""
    return decades_of(*parts, room=_HEADROOM)


def dotted(color: str, *, scattered: bool = False) -> dict[str, Any]:
    """A line with a dot at every depth: what lies between two depths is no network.

    Where the depths have nothing to do with each other (`scattered`) the line steps back.
    """
    style = line(color, width=0.6 if scattered else 2.0)
    return style | {"mode": "lines+markers", "marker": {"color": color, "size": 5 + 3 * scattered}}


def unruly(run: AlignedDescent) -> bool:
    """Whether curves over depth jump: random layers make now a margin, now none."""
    return run.family.kind == "random"


def descent_traces(x: Array, y: Array, name: str) -> list[Trace]:
    """Gradient descent: a line with a mark a step; a line alone where the steps are many.

    Many steps that go to and fro would be a block: of them the marks stand alone, beside the line
    of the first few.
    """
    count = x.size
    label = words.text("curve.descent")
    if count > _MOST_TURNS and (_turns(x) or _turns(y)):
        few = _thinned(count)
        dots = markers(palette.DESCENT, "circle", size=4, opacity=0.6)
        thin = line(palette.DESCENT, width=0.8, opacity=0.7)
        first = words.text("trace.first_steps")
        return [
            Trace(first, thin, x[:_FIRST], y[:_FIRST], ghost=False),
            Trace(name, dots, x[few], y[few], label=label, ghost=True),
        ]
    style = line(palette.DESCENT, width=1.5)
    if count <= MOST_MARKERS:
        dot = {"color": palette.DESCENT, "size": 5}
        style |= {"mode": "lines+markers", "marker": dot}
    return [Trace(name, style, x, y, label=label)]


def _turns(values: Array) -> bool:
    """Whether most steps go back on the step before, by more than a speck of the picture."""
    moves = np.diff(values)
    moves = moves[np.abs(moves) > _SPECK * np.ptp(values)]
    turning = moves[1:] * moves[:-1] < 0.0
    return bool(turning.sum() > max(turning.size / 2, _FIRST))


def _thinned(count: int) -> NDArray[np.intp]:
    """Indices of at most so many marks as a plot can show.

    The first and the last are all there; between them every so many, an odd number, for an even
    one would show but one side of what goes to and fro.
    """
    if count <= _MOST_DOTS:
        return np.arange(count)
    end = _MOST_DOTS // 3
    stride = -(-(count - 2 * end) // end) | 1
    between = np.arange(end, count - end, stride)
    return np.concatenate([np.arange(end), between, np.arange(count - end, count)])


def look_of(trace: Trace) -> str:
    """What a trace of the iterates looks like, as a part of a picture's kind."""
    return f"{trace.name} {trace.style['mode']}"


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
    return Trace(words.text("trace.descent_depth"), style, x, y, label=words.text("curve.descent"))


def depth_axes(title: str) -> dict[str, Any]:
    """Depth to the right, decades up."""
    return {"xaxis": axis(words.text("axis.depth"), nticks=8), "yaxis": log_axis(title)}


def depth_range(curves: DepthCurves) -> tuple[float, float]:
    """A little beside the first and the last depth."""
    first, last = float(curves.depths[0]), float(curves.depths[-1])
    room = 0.03 * max(last - first, 1.0)
    return first - room, last + room


def steps_of(run: AlignedDescent) -> Message:
    """How many steps the run took."""
    return Message("verdict.steps", count=run.steps)


def run_time_axis(run: AlignedDescent) -> dict[str, Any]:
    """The axis of time, which is the sum of the steps."""
    constant = run.schedule is Schedule.CONSTANT
    return time_axis(words.text("axis.step_time" if constant else "axis.steps_time"))


def count_axis() -> dict[str, Any]:
    """The axis of the number of the step."""
    return axis(words.text("axis.count"), rangemode="tozero")


def count_range(run: AlignedDescent) -> tuple[float, float]:
    """From 0 to the last step."""
    return 0.0, float(max(run.steps, 1))


def run_axis(run: AlignedDescent) -> tuple[float, float]:
    """From 0 to the last time, or to that of one step."""
    return 0.0, float(max(run.times[-1], run.step))


def over(told: dict[str, Any]) -> dict[str, Any]:
    """A note over the line through the middle."""
    return told | {"yanchor": "bottom", "yshift": 6}


def flattest(run: AlignedDescent) -> tuple[Message, ...]:
    """Up to which step a minimum is stable at all, and whether this run's first is larger."""
    limit = run.certificate.flattest_limit
    if limit is None:
        return ()
    code = "picture.none_stable" if run.step >= limit else "picture.some_stable"
    return (Message(code, limit=limit, step=run.step),)
