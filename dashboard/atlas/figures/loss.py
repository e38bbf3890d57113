"""The loss of the run at the cursor of the map, under what is guaranteed of it."""

from __future__ import annotations

import words
from core.arrays import Array
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.falling import falling
from dashboard.parts.drawing.graph import Graph, Trace, line
from words import Message, say


def graph(times: Array, excess: Array, envelope: Array, descent: Array | None) -> Graph:
    """Excess of the flow, its envelope, and that of gradient descent at the same times."""
    style = line(palette.GUARANTEE, fill="tozeroy", fillcolor=palette.GUARANTEE_FILL)
    name = words.text("trace.envelope", curve="exp(−γα*t)")
    traces = [Trace(name, style, times, envelope, label="exp(−γα*t)")]
    if descent is not None:
        style = line(palette.DESCENT, width=2.0, dash="dash")
        label = words.text("curve.descent")
        traces.append(Trace(words.text("atlas_page.descent"), style, times, descent, label=label))
    traces.append(Trace("f − f*", line(palette.FLOW, width=3), times, excess, label="f − f*"))
    empty = words.text("picture.excess_at_rest")
    caption = Message(
        "picture.loss", first=float(excess[0]), last=float(excess[-1]), time=float(times[-1])
    )
    return falling(
        traces,
        float(times[-1]) or 1.0,
        title="f − f*",
        at_rest=empty,
        caption=say(caption) if excess[0] else empty,
    )
