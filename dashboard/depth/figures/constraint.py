"""(d) Two layers' plane: the curves that hold the flow, and the iterates that leave them."""

from __future__ import annotations

import numpy as np

import words
from core.arrays import Array
from core.depth import AlignedDescent
from core.scalar import constraint_curves, level_curve
from dashboard.depth.figures.common import descent_traces, look_of
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import (
    Cursor,
    Graph,
    Trace,
    axis,
    layout,
    line,
    markers,
    subscript,
)
from words import Message, say

_ROOM = 0.7  # of the longer side of what is shown, from its middle
_LEAST = 0.15  # of the largest weight: a flow that hardly moves is not blown up
_FARTHER = 1.5  # times the flow's own window, for iterates that stray


def graph(run: AlignedDescent, pair: tuple[int, int]) -> Graph:
    """The largest mode; a scalar network is one."""
    mode = run.modes[0]
    layers = [pair[0] - 1, pair[1] - 1]
    count = run.steps + 1
    iterates, start = mode.weights[:count, layers], mode.weights[0]
    flow, beside = run.curve_weights[:, layers], mode.flow_weights[:count, layers]
    x_range, y_range = _window(np.concatenate([flow, iterates[:1]]), iterates)
    reach = max(map(abs, (*x_range, *y_range)))
    squares = start * start
    curves = constraint_curves(squares - squares.min(), 0.0, layers, 1.6 * reach)
    traces = [
        Trace(
            words.text("trace.same_imbalances"),
            line(palette.FEASIBLE, width=1.5),
            curves.feasible[0],
            curves.feasible[1],
            label=words.text("curve.same_imbalances"),
        )
    ]
    plane = run.depth == 2
    if plane:
        target = level_curve(run.family.target, 1.6 * reach)
        style = line(palette.TARGET, dash="dash")
        traces.insert(
            0, Trace(words.text("trace.no_loss"), style, target[0], target[1], label="w₁w₂ = y")
        )
    descent = descent_traces(iterates[:, 0], iterates[:, 1], words.text("trace.descent"))
    traces += [
        Trace(
            words.text("trace.flow"),
            line(palette.FLOW, width=3.5),
            flow[:, 0],
            flow[:, 1],
            label=words.text("curve.flow"),
        ),
        *descent,
        Trace(
            words.text("curve.start"),
            markers(palette.FLOW, "circle-open"),
            iterates[:1, 0],
            iterates[:1, 1],
            label=words.text("curve.start"),
        ),
    ]
    symbol = words.text("axis.sigma_of_layer") if run.family.modes else "w"
    first, second = (f"{symbol}{subscript(number)}" for number in pair)
    low, high = np.transpose([x_range, y_range])
    outside = int(((iterates < low) | (iterates > high)).any(axis=1).sum())
    return Graph(
        kind=f"depth plane {pair} {plane} {symbol} {[look_of(trace) for trace in descent]}",
        traces=tuple(traces),
        cursors=(
            Cursor(beside[:, 0], beside[:, 1], color=palette.FLOW),
            Cursor(iterates[:, 0], iterates[:, 1], color=palette.DESCENT),
        ),
        layout=layout(
            xaxis=axis(first, zeroline=True),
            yaxis=axis(second, zeroline=True, scaleanchor="x", scaleratio=1),
        ),
        ranges={"xaxis": x_range, "yaxis": y_range},
        caption=_caption(run, iterates, outside),
    )


def _caption(run: AlignedDescent, iterates: Array, outside: int) -> str:
    if not run.steps:
        code = "picture.plane_cut"
    elif not (iterates - iterates[0]).any():
        code = "picture.plane_stays"
    elif run.imbalance_drift.any():
        code = "picture.plane_leaves"
    else:
        code = "picture.plane_keeps"
    told = Message(code, steps=run.steps, x=iterates[-1, 0], y=iterates[-1, 1])
    if not outside:
        return say(told)
    return say((told, Message("picture.plane_outside", count=outside)))


def _window(flow: Array, iterates: Array) -> tuple[tuple[float, float], tuple[float, float]]:
    """A square around the flow, larger where that takes in iterates that stray a little."""
    size = float(np.abs(flow).max()) or 1.0
    low, high = flow.min(axis=0), flow.max(axis=0)
    half = max(_ROOM * float((high - low).max()), _LEAST * size)
    reach = _FARTHER * half
    middle = (low + high) / 2
    near = np.clip(iterates, middle - reach, middle + reach)
    low, high = np.minimum(low, near.min(axis=0)), np.maximum(high, near.max(axis=0))
    middle, half = (low + high) / 2, max(half, _ROOM * float((high - low).max()))
    (x, y) = middle.tolist()
    return (x - half, x + half), (y - half, y + half)
