"""(e) How far the imbalances, which the flow conserves, drift along gradient descent."""

from __future__ import annotations

import numpy as np

import words
from core.arrays import Array
from core.depth import AlignedDescent
from dashboard.depth.figures.common import over, run_axis, run_time_axis, steps_of
from dashboard.depth.figures.pairs import largest_square, pair_cursor, pair_lines
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import (
    Graph,
    Trace,
    axis,
    broken,
    layout,
    line,
    note,
    span,
)
from words import Message, say


def graph(run: AlignedDescent) -> Graph:
    """d_l(k) - d_l(0) of the largest mode, and the flow's 0."""
    mode = run.modes[0]
    count = run.steps + 1
    moved = mode.imbalance_change[:count]
    size = largest_square(run)
    pairs = moved.shape[1]
    ends = np.array([0.0, run_axis(run)[1]])
    traces = [
        Trace(
            words.text("trace.flow_zero"),
            line(palette.FLOW, width=3),
            ends,
            np.zeros(2),
            label=words.text("curve.flow"),
        )
    ]
    still = not moved.any()  # lines on the flow's would say nothing
    if not still:
        traces += pair_lines(run, moved)
    # The layer that has moved most by the end, which the cursor follows.
    most = int(np.abs(moved[-1]).argmax())
    balanced = not np.diff(mode.weights[0] ** 2).any()
    still_code = "picture.all_zero" if balanced else "picture.no_change"
    shown = np.clip(moved, -3.0 * size, 3.0 * size) if run.verdict == "divergent" else moved
    ceiling = run.certificate.drift
    if ceiling and not still:
        traces.append(_ceiling(run, moved, ceiling))
        shown = np.append(shown, traces[-1].y[np.isfinite(traces[-1].y)])
    limits = span(shown, 0.0, pad=0.1) if np.abs(shown).max(initial=0.0) else (-size, size)
    largest = float(run.imbalance_drift.max())
    return Graph(
        kind=f"depth imbalance {run.schedule} {pairs} {still} {balanced} {ceiling is None}",
        traces=tuple(traces),
        cursors=(pair_cursor(run, moved, most),),
        layout=layout(
            xaxis=run_time_axis(run),
            yaxis=axis(words.text("axis.change"), zeroline=True),
            annotations=[over(note(words.text(still_code)))] if still else [],
        ),
        ranges={"xaxis": run_axis(run), "yaxis": limits},
        caption=say(_told(run, largest)),
    )


def _ceiling(run: AlignedDescent, moved: Array, ceiling: float) -> Trace:
    """On the side, or the sides, to which the imbalances go."""
    there = ((moved > 0.0).any(), (moved < 0.0).any())
    sides = ceiling * np.array([1.0, -1.0])[list(there)]
    x, y = broken(np.array(run_axis(run)), np.tile(sides, (2, 1)))
    style = line(palette.GUARANTEE, width=2, dash="dash")
    return Trace(words.text("trace.drift_ceiling"), style, x, y, label="δ")


def _told(run: AlignedDescent, largest: float) -> Message:
    if not run.steps:
        return Message("picture.no_drift")
    if largest == 0.0:
        return Message("picture.still", steps=steps_of(run))
    if run.drift_ceiling is None:
        return Message("picture.drift", steps=steps_of(run), largest=largest)
    ceiling = run.drift_ceiling
    return Message("picture.drift_under", steps=steps_of(run), largest=largest, ceiling=ceiling)
