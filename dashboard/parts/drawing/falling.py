"""A loss that falls, on a logarithmic axis under its envelopes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Cursor, Graph, Trace, layout, note, time_axis
from dashboard.parts.drawing.logarithmic import decades, floored, log_axis


def falling(
    traces: Sequence[Trace], horizon: float, *, title: str, at_rest: str, caption: str
) -> Graph:
    """The traces from the guarantee, the first, to the loss itself, the last.

    A loss that is 0 from the start leaves the picture empty but for the sentence `at_rest`.
    """
    guarantee, loss = traces[0], traces[-1]
    start = float(max(loss.y[0], guarantee.y[0]))
    low, high = decades(start, float(loss.y.min()))
    drawn = [replace(trace, y=floored(trace.y, low)) for trace in traces]
    empty = start == 0.0
    return Graph(
        kind=f"loss {[trace.name for trace in traces]} {empty}",
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
