"""The preconditioner along the constraint set: where it is least, and where the flow is on it."""

from __future__ import annotations

from typing import Any

import numpy as np

import words
from core import ScalarSolution
from core.scalar import rate_profile
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Cursor, Graph, Trace, axis, layout, line, markers, span
from dashboard.scalar.figures.set_and_flow import caption, drawn

Limits = tuple[float, float]


def profile_alone(solution: ScalarSolution) -> Graph:
    """All there is of one layer."""
    traces, cursor, x_range, y_range = profile(solution, "")
    return Graph(
        kind=f"profile {drawn(solution)}",
        traces=tuple(traces),
        cursors=(cursor,),
        layout=layout(xaxis=axis("|w|"), yaxis=axis(words.text("axis.preconditioner"))),
        ranges={"xaxis": x_range, "yaxis": y_range},
        caption=caption(solution, (0,)),
    )


def profile(solution: ScalarSolution, axes: str) -> tuple[list[Trace], Cursor, Limits, Limits]:
    """tau against |w|, its feasible part, and where the flow is on it."""
    c = solution.network.cumulative_imbalance
    squares = [solution.smallest_square]
    for weights in (solution.weights[0], solution.weights[-1], solution.end.weights):
        squares.append(float(weights[solution.network.smallest]) ** 2)
    along = rate_profile(c, solution.smallest_square, 1.25 * max(squares))
    where: dict[str, Any] = {"xaxis": f"x{axes}", "yaxis": f"y{axes}"}
    size = np.abs(solution.products)
    traces = []
    if solution.margin > 0.0:
        traces.append(
            Trace(
                words.text("trace.profile"),
                line(palette.INFEASIBLE, width=1.5, dash="dash", **where),
                along.product,
                along.preconditioner,
            )
        )
    traces += [
        Trace(
            words.text("trace.feasible_profile"),
            line(palette.FEASIBLE, width=2.5, **where),
            along.feasible_product,
            along.feasible_preconditioner,
            label="τ",
        ),
        Trace(
            words.text("trace.flow"),
            line(palette.FLOW, width=3.5, **where),
            size,
            solution.preconditioner,
        ),
        Trace(
            words.text("trace.minimum"),
            markers(palette.GUARANTEE, "diamond", **where),
            np.array([solution.margin]),
            np.array([solution.alpha_star]),
            label="α*",
        ),
    ]
    cursor = Cursor(size, solution.preconditioner, axes=axes, color=palette.FLOW)
    return (
        traces,
        cursor,
        span(along.product, 0.0),
        span(along.preconditioner, 0.0),
    )
