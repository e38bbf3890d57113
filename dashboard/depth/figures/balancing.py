"""(f) The imbalances themselves, which every step of gradient descent shrinks or throws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import words
from core.arrays import Array
from core.depth import AlignedDescent
from dashboard.depth.figures.common import (
    flattest,
    log_span,
    over,
    run_axis,
    run_time_axis,
    steps_of,
)
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
)
from dashboard.parts.drawing.logarithmic import floored, log_axis
from words import Message, say

_ROUNDED = 1e-15  # of the largest squared weight: less is rounding


def graph(run: AlignedDescent) -> Graph:
    """|d_l(k)| of the largest mode on decades, and the flow, which keeps each of them.

    Layers that are balanced have no place on decades: there 0 is the flow's line alone.
    """
    mode = run.modes[0]
    sizes = np.abs(mode.imbalance[: run.steps + 1])
    size = largest_square(run)
    seen = sizes[sizes > _ROUNDED * size]
    pairs = sizes.shape[1]
    balanced = not seen.size
    low, high = (-size, size) if balanced else log_span(seen)
    shown = sizes if balanced else floored(sizes, low)
    traces = [replace(_flow(run, shown[0]), ghost=balanced)]
    if not balanced:
        traces += [replace(each, ghost=True) for each in pair_lines(run, shown)]
    title = words.text("axis.imbalance_size")
    return Graph(
        kind=f"depth balancing {run.schedule} {pairs} {balanced}",
        traces=tuple(traces),
        cursors=(pair_cursor(run, shown, int(sizes[0].argmax())),),
        layout=layout(
            xaxis=run_time_axis(run),
            yaxis=axis(title, zeroline=True) if balanced else log_axis(title),
            annotations=[over(note(words.text("picture.all_zero")))] if balanced else [],
        ),
        ranges={"xaxis": run_axis(run), "yaxis": (low, high)},
        caption=say((_told(run, sizes.max(axis=1), balanced), *flattest(run))),
    )


def _flow(run: AlignedDescent, levels: Array) -> Trace:
    """One line through all levels: under the flow none of them changes."""
    x, y = broken(np.array(run_axis(run)), np.tile(levels, (2, 1)))
    style = line(palette.FLOW, width=1.2, dash="dot")
    return Trace(words.text("trace.flow_keeps"), style, x, y, label=words.text("curve.flow"))


def _told(run: AlignedDescent, largest: Array, balanced: bool) -> Message:
    if not run.steps:
        return Message("picture.no_drift")
    if balanced:
        return Message("picture.stays_balanced", steps=steps_of(run))
    return Message("picture.balancing", steps=steps_of(run), first=largest[0], last=largest[-1])
