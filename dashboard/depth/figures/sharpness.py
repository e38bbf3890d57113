"""(g) The curvature along the steps, against what a step of this size can bear: 2/step."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import words
from core.arrays import Array
from core.depth import AlignedDescent
from dashboard.depth.figures.common import (
    descent_traces,
    flattest,
    log_span,
    look_of,
    run_axis,
    run_time_axis,
)
from dashboard.depth.figures.sizes import after
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Cursor, Graph, Trace, layout, line
from dashboard.parts.drawing.logarithmic import floored, log_axis
from words import Message, say

_CUBES, _FEW = 600_000, 12  # of the depths that are looked at; at least so many points
_EDGE = 0.05  # of 2/step: what counts as at the edge


def graph(run: AlignedDescent) -> Graph:
    """Sharpness along the iterates, 2/step, and the sharpness of the flattest minimum."""
    rows = _rows(run)
    sharpness = run.sharpness_at(rows)
    bearable = 2.0 / after(run)
    least = run.certificate.flattest_limit
    flat = np.full(2, 2.0 / least if least else np.nan)
    low, high = log_span(sharpness, bearable, flat)
    shown = floored(sharpness, low)
    descent = descent_traces(run.times[rows], shown, words.text("trace.sharpness_along"))
    ends = np.array(run_axis(run))
    follows = floored(np.interp(run.times, run.times[rows], sharpness), low)
    traces = (
        Trace(
            words.text("trace.flattest"),
            line(palette.TARGET, width=1.5, dash="dot"),
            ends,
            flat,
            label=words.text("curve.flattest"),
        ),
        Trace(
            words.text("trace.bearable"),
            line(palette.SHARPNESS, width=2.5, dash="dash"),
            run.times,
            bearable,
            label=words.text("curve.bearable"),
        ),
        *descent,
    )
    return Graph(
        kind=f"depth sharpness {run.schedule} {[look_of(trace) for trace in descent]}",
        traces=traces,
        cursors=(Cursor(run.times, follows, color=palette.DESCENT, upright=True),),
        layout=layout(xaxis=run_time_axis(run), yaxis=log_axis(words.text("axis.sharpness"))),
        ranges={"xaxis": run_axis(run), "yaxis": (low, high)},
        caption=say((_told(sharpness, bearable), *flattest(run))),
    )


def _rows(run: AlignedDescent) -> NDArray[np.intp]:
    """Every iterate of a shallow network; of a deep one the more the nearer to the start."""
    count = run.steps + 1
    most = max(_FEW, _CUBES // (run.depth**3 * len(run.modes)))
    if count <= most:
        return np.arange(count)
    return np.unique(np.round((count - 1) * np.linspace(0.0, 1.0, most) ** 2).astype(int))


def _told(sharpness: Array, bearable: Array) -> Message:
    first, last, bears = float(sharpness[0]), float(sharpness[-1]), float(bearable[-1])
    ratio = last / bears
    where = "above" if ratio > 1.0 + _EDGE else "below" if ratio < 1.0 - _EDGE else "at"
    return Message(f"picture.sharpness_{where}", first=first, last=last, bearable=bears)
