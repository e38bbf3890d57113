"""Both sides of the weight-dependent PL inequality, (1) on the poster."""

from __future__ import annotations

import numpy as np

import words
from core import MatrixSolution
from dashboard.matrix.figures.common import horizon
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import (
    Cursor,
    Graph,
    Trace,
    axis,
    layout,
    line,
    note,
    span,
    time_axis,
)
from dashboard.parts.drawing.logarithmic import decades, floored, log_axis
from words import Message, say


def graph(solution: MatrixSolution) -> Graph:
    """||grad L||^2 over lambda_min(T) gamma (f - f*), and below how many times it is that."""
    t, square, bound = solution.times, solution.gradient_square, solution.pl_bound
    both = np.append(square, bound)
    positive = both[both > 0.0]
    low, high = decades(float(both.max()), float(positive.min()) if positive.size else 0.0)
    at_rest = not square.any()
    empty = [note(say(Message("picture.gradient_at_rest")))]
    ratio = np.full(t.shape, np.nan)  # where the bound is 0, no number of times
    np.divide(square, bound, out=ratio, where=bound > 0.0)
    ends = np.array([0.0, horizon(solution)])
    shown = floored(square, low)
    return Graph(
        kind=f"pl {at_rest}",
        traces=(
            Trace(
                "λₘᵢₙ(T) γ (f(W) − f*)",
                line(palette.GUARANTEE),
                t,
                floored(bound, low),
                label="λₘᵢₙγ(f − f*)",
            ),
            Trace(
                "‖∇𝓛‖²",
                line(palette.FLOW, width=3, fill="tonexty", fillcolor=palette.SLACK_FILL),
                t,
                shown,
                label="‖∇𝓛‖²",
            ),
            Trace("1", line(palette.GUARANTEE, yaxis="y2"), ends, np.ones(2), label="1"),
            Trace(
                words.text("axis.quotient"),
                line(palette.FLOW, yaxis="y2"),
                t,
                ratio,
                label=words.text("axis.quotient"),
            ),
        ),
        cursors=(Cursor(t, shown, color=palette.FLOW, upright=True),),
        layout=layout(
            xaxis=time_axis(anchor="y2"),
            yaxis={**log_axis(words.text("axis.sides")), "domain": [0.38, 1.0]},
            yaxis2=axis(words.text("axis.quotient"), domain=[0.0, 0.26], nticks=4),
            annotations=empty if at_rest else [],
        ),
        ranges={
            "xaxis": (0.0, horizon(solution)),
            "yaxis": (low, high),
            "yaxis2": (0.0, span(ratio, 0.0, 1.0, pad=0.15)[1]),
        },
        caption=say(
            Message(
                "picture.gradient",
                first=square[0],
                last=square[-1],
                start=_times(ratio[0]),
                end=_times(ratio[-1]),
            )
        ),
    )


def _times(ratio: float) -> Message:
    if np.isnan(ratio):
        return Message("picture.bound_zero")
    return Message("picture.bound_times", ratio=ratio)
