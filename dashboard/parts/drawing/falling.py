"""A loss that falls, on a logarithmic axis between its edges."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

import words
from core.scalar import exponential_envelope
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Cursor, Graph, Trace, layout, line, note, time_axis
from dashboard.parts.drawing.logarithmic import decades, floored, log_axis


def falling(
    traces: Sequence[Trace],
    horizon: float,
    *,
    title: str,
    at_rest: str,
    caption: str,
    fastest: float | None = None,
) -> Graph:
    """The traces from the guarantee, the first, to the loss itself, the last.

    A loss that is 0 from the start leaves the picture empty but for the sentence `at_rest`. If it
    can fall no faster than exp(-fastest t), that edge is drawn too, with the corridor shaded.
    """
    guarantee, loss = traces[0], traces[-1]
    start = float(max(loss.y[0], guarantee.y[0]))
    low, high = decades(start, float(loss.y.min()))
    drawn = [trace.at(floored(trace.y, low)) for trace in traces]
    empty = start == 0.0
    if fastest and not empty:
        # The area of a trace reaches down to the one before it.
        corridor = {"fill": "tonexty", "fillcolor": palette.GUARANTEE_FILL}
        drawn[0] = drawn[0].at(drawn[0].y, **corridor)
        drawn.insert(0, _lower_edge(start, fastest, horizon, low))
    return Graph(
        kind=f"loss {[trace.name for trace in drawn]} {empty}",
        traces=tuple(drawn),
        cursors=(Cursor(loss.x, drawn[-1].y, color=palette.FLOW, upright=True),),
        layout=layout(
            xaxis=time_axis(),
            yaxis=log_axis(title),
            annotations=[note(at_rest)] if empty else [],
        ),
        ranges={"xaxis": (0.0, horizon), "yaxis": (low, high)},
        caption=caption,
    )


def _lower_edge(start: float, fastest: float, horizon: float, low: float) -> Trace:
    """Straight on this axis: down to what counts as its bottom, and along it."""
    (bottom,) = floored(np.zeros(1), low).tolist()
    turn = min(math.log(start / bottom) / fastest, horizon)
    times = np.array([0.0, turn, horizon])
    return Trace(
        words.text("trace.lower_edge"),
        line(palette.GUARANTEE, width=1.5, dash="dot"),
        times,
        exponential_envelope(start, fastest, np.array([0.0, turn, turn])),
        label=words.text("curve.lower_edge"),
    )
