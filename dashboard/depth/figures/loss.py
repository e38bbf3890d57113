"""(c) The loss at every step of gradient descent, over the flow's."""

from __future__ import annotations

import numpy as np

import words
from core.depth import AlignedDescent
from dashboard.depth.figures.common import (
    descent_traces,
    log_span,
    look_of,
    run_axis,
    run_time_axis,
    steps_of,
)
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Cursor, Graph, Trace, layout, line, note
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
    drawn = [*_guaranteed(run, low), *descent]
    beside = floored(run.flow_loss, low)
    return Graph(
        kind=f"depth loss {run.schedule} {[look_of(trace) for trace in drawn]} {at_rest}",
        traces=(
            Trace(
                words.text("trace.flow_loss"),
                line(palette.FLOW, width=3),
                run.curve_times,
                flow,
                label=words.text("curve.flow"),
            ),
            *drawn,
        ),
        cursors=(
            Cursor(run.times, beside, color=palette.FLOW),
            Cursor(run.times, loss, color=palette.DESCENT, upright=True),
        ),
        layout=layout(
            xaxis=run_time_axis(run),
            yaxis=log_axis(words.text("axis.loss")),
            annotations=[note(say(Message("picture.descent_at_rest")))] if at_rest else [],
        ),
        ranges={"xaxis": run_axis(run), "yaxis": (low, high)},
        caption=_caption(run),
    )


def _sure(run: AlignedDescent) -> bool:
    """Whether something is known of the first steps at least."""
    return bool(run.steps and run.loss[0] and np.isfinite(run.ceilings[1]))


def _guaranteed(run: AlignedDescent, low: float) -> list[Trace]:
    """The certificate's envelope, known before the run, and the one that knows every iterate."""
    traces = []
    if _sure(run):
        name, label = words.text("trace.step_by_step"), words.text("curve.step_by_step")
        style = line(palette.PROGRESSIVE, width=2, dash="dash")
        traces.append(Trace(name, style, run.times, floored(run.ceilings, low), label=label))
    if run.envelope is not None and run.loss[0]:
        name, label = words.text("trace.certified"), words.text("curve.guaranteed")
        style = line(palette.GUARANTEE, width=2.5)
        traces.append(Trace(name, style, run.times, floored(run.envelope, low), label=label))
    return traces


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
    if run.envelope is None:
        return say((told, run.finding.message))
    under = Message("picture.under_certificate", last=run.envelope[-1])
    return say((told, under, run.finding.message))
