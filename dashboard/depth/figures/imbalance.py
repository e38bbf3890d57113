"""(e) How far the imbalances, which the flow conserves, drift along gradient descent."""

from __future__ import annotations

import numpy as np

from core.depth import AlignedDescent
from core.descent import stride
from dashboard.depth.figures.common import run_axis, steps_of
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import (
    Cursor,
    Graph,
    Trace,
    axis,
    layout,
    line,
    span,
    time_axis,
)
from dashboard.parts.drawing.layers import SINGLE_LINES, layer_lines
from words import Message, say

_SAMPLES = 100  # of each line, where many share one trace


def graph(run: AlignedDescent) -> Graph:
    """d_l(k) - d_l(0) of the largest mode, and the flow's 0."""
    mode = run.modes[0]
    count = run.steps + 1
    moved = mode.imbalance_change[:count]
    size = float((mode.weights[0] ** 2).max()) or 1.0
    pairs = moved.shape[1]
    ends = np.array([0.0, run_axis(run)[1]])
    traces = [Trace("flow: 0", line(palette.FLOW, width=3), ends, np.zeros(2), label="flow")]
    few = slice(None, None, stride(count, _SAMPLES) if pairs > SINGLE_LINES else 1)
    traces += layer_lines(run.times[few], moved[few], "d", several="imbalances")
    # The layer that has moved most by the end, which the cursor follows.
    most = int(np.abs(moved[-1]).argmax())
    color = palette.layer(most) if pairs <= SINGLE_LINES else palette.INFEASIBLE
    shown = np.clip(moved, -3.0 * size, 3.0 * size) if run.verdict == "divergent" else moved
    limits = span(shown, 0.0, pad=0.1) if np.abs(shown).max(initial=0.0) else (-size, size)
    largest = float(run.imbalance_drift.max())
    return Graph(
        kind=f"depth imbalance {pairs}",
        traces=tuple(traces),
        cursors=(Cursor(run.times, moved[:, most], color=color, upright=True),),
        layout=layout(
            xaxis=time_axis("time t = step·k"),
            yaxis=axis("change of the imbalance dₗ", zeroline=True),
        ),
        ranges={"xaxis": run_axis(run), "yaxis": limits},
        caption=say(
            Message("picture.drift", steps=steps_of(run), largest=largest)
            if run.steps
            else Message("picture.no_drift")
        ),
    )
