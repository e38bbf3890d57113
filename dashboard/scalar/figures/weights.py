"""(d) The weights and their product running to y, and the conserved imbalances beneath."""

from __future__ import annotations

from typing import Any

import numpy as np

from core import ScalarSolution
from core.arrays import Array
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import (
    Cursor,
    Graph,
    Trace,
    axis,
    broken,
    layout,
    line,
    span,
    subscript,
    time_axis,
)
from words import Message, say

_SINGLE_LINES = 8  # more layers than this share one trace and one colour
_EVERY = 12  # imbalances do not move: a few samples prove it


def graph(solution: ScalarSolution) -> Graph:
    """w_l(t), w(t), y and the margin above; d_l(t), computed from the weights, below."""
    t = solution.times
    ends = np.array([0.0, solution.horizon])
    depth = solution.network.depth
    w = solution.weights
    imbalances = (w[:, :-1] - w[:, 1:]) * (w[:, :-1] + w[:, 1:])
    y, margin = solution.scenario.target, solution.margin
    traces = [
        *_lines(t, w, "w", "weights", ""),
        Trace("target y", line(palette.TARGET, dash="dash"), ends, np.full(2, y)),
        Trace(
            "± margin",
            line(palette.FEASIBLE, width=1.5, dash="dot"),
            np.array([0.0, solution.horizon, np.nan, 0.0, solution.horizon]),
            np.array([margin, margin, np.nan, -margin, -margin]),
        ),
        Trace("product w(t)", line(palette.FLOW, width=3), t, solution.products),
        *_lines(t[::_EVERY], imbalances[::_EVERY], "d", "imbalances", "2"),
    ]
    return Graph(
        kind=f"weights {depth}",
        traces=tuple(traces),
        cursors=(Cursor(t, solution.products, color=palette.FLOW, upright=True),),
        layout=layout(
            xaxis=time_axis(anchor="y2" if depth > 1 else "y"),
            yaxis=axis("weights", domain=[0.38, 1.0] if depth > 1 else [0.0, 1.0]),
            **({"yaxis2": axis("dₗ", domain=[0.0, 0.26], nticks=4)} if depth > 1 else {}),
        ),
        ranges={
            "xaxis": (0.0, solution.horizon),
            "yaxis": span(w, solution.products, y, margin, -margin),
            **({"yaxis2": span(imbalances, 0.0, pad=0.15)} if depth > 1 else {}),
        },
        caption=say(
            Message(
                "picture.weights",
                first=solution.product,
                last=solution.products[-1],
                target=y,
                count=depth - 1,
            )
        ),
    )


def _lines(t: Array, values: Array, symbol: str, name: str, axes: str) -> list[Trace]:
    """A line a column; for many columns one line that is broken between them."""
    where: dict[str, Any] = {"yaxis": f"y{axes}"} if axes else {}
    count = values.shape[1]
    if count <= _SINGLE_LINES:
        return [
            Trace(
                f"{symbol}{subscript(index + 1)}",
                line(palette.layer(index), **where),
                t,
                values[:, index],
                legend=not axes,
            )
            for index in range(count)
        ]
    return [
        Trace(
            f"{name} {symbol}₁ … {symbol}{subscript(count)}",
            line(palette.INFEASIBLE, width=1.2, **where),
            *broken(t, values),
            legend=not axes,
        )
    ]
