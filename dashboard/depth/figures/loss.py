"""(c) The loss at every step of gradient descent, over the flow's."""

from __future__ import annotations

import words
from core.depth import AlignedDescent
from dashboard.depth.figures.common import descent_traces, log_span, look_of, run_axis, steps_of
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Cursor, Graph, Trace, layout, line, note, time_axis
from dashboard.parts.drawing.logarithmic import floored, log_axis
from words import Message, say

_DECADES = 16  # drawn below the start
_BELOW = 3  # drawn below the least loss of descent


def graph(run: AlignedDescent) -> Graph:
    """Step k is drawn at the flow's time step * k."""
    # The flow may fall far below what descent comes to: it leaves through the floor.
    floor = max(float(run.loss[0]) * 10.0**-_DECADES, float(run.loss.min()) * 10.0**-_BELOW)
    low, high = log_span(
        run.loss[run.loss >= floor], run.curve_loss[run.curve_loss >= floor]
    )  # fmt: skip
    loss, flow = floored(run.loss, low), floored(run.curve_loss, low)
    at_rest = run.loss[0] == 0.0
    descent = descent_traces(run.times, loss, words.text("trace.descent_steps"))
    beside = floored(run.flow_loss, low)
    return Graph(
        kind=f"depth loss {[look_of(trace) for trace in descent]} {at_rest}",
        traces=(
            Trace(
                words.text("trace.flow_loss"),
                line(palette.FLOW, width=3),
                run.curve_times,
                flow,
                label=words.text("curve.flow"),
            ),
            *descent,
        ),
        cursors=(
            Cursor(run.times, beside, color=palette.FLOW),
            Cursor(run.times, loss, color=palette.DESCENT, upright=True),
        ),
        layout=layout(
            xaxis=time_axis(words.text("axis.step_time")),
            yaxis=log_axis(words.text("axis.loss")),
            annotations=[note(say(Message("picture.descent_at_rest")))] if at_rest else [],
        ),
        ranges={"xaxis": run_axis(run), "yaxis": (low, high)},
        caption=_caption(run),
    )


def _caption(run: AlignedDescent) -> str:
    if not run.steps or run.loss[0] == 0.0:
        return say((Message("picture.descent_start", loss=run.loss[0]), run.finding.message))
    told = Message(
        "picture.descent",
        steps=steps_of(run),
        step=run.step,
        first=run.loss[0],
        last=run.loss[-1],
        flow=run.flow_loss[-1],
    )
    return say((told, run.finding.message))
