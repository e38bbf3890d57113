"""(c) The rate at each moment against the guaranteed one: the gap is the slack."""

from __future__ import annotations

import numpy as np

import words
from core import ScalarSolution
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Cursor, Graph, Trace, axis, layout, line, span, time_axis
from dashboard.scalar.figures.common import bound_differs
from words import Message, say


def graph(solution: ScalarSolution) -> Graph:
    """gamma tau(t), gamma alpha*, and gamma times the lower bound where that is another line."""
    t = solution.times
    ends = np.array([0.0, solution.horizon])
    rate = solution.gamma * solution.preconditioner
    guarantee = solution.gamma * solution.alpha_star
    bound = solution.gamma * solution.alpha_lower_bound
    _, high = span(rate, guarantee, bound, 0.0)
    slack = {"fill": "tonexty", "fillcolor": palette.SLACK_FILL}
    traces = [
        Trace(
            words.text("trace.guaranteed_rate"),
            line(palette.GUARANTEE),
            ends,
            np.array([guarantee, guarantee]),
            label="γα*",
        ),
        Trace(
            words.text("trace.rate"), line(palette.FLOW, width=3, **slack), t, rate, label="γτ(t)"
        ),
    ]
    below = bound_differs(solution)
    if below:
        style = line(palette.BOUND, dash="dot")
        name = words.text("trace.lower_rate")
        level = np.array([bound, bound])
        traces.append(Trace(name, style, ends, level, label=words.text("curve.lower")))
    told = Message("picture.rate", first=rate[0], last=rate[-1], least=rate.min())
    over = Message("picture.rate_guaranteed", guarantee=guarantee, infimum=solution.infimum)
    if guarantee == 0.0:
        over = Message("picture.rate_unguaranteed")
    same = Message("picture.rate_bound" if below else "picture.same_bound", bound=bound)
    return Graph(
        kind="rate over its bound" if below else "rate",
        traces=tuple(traces),
        cursors=(Cursor(t, rate, color=palette.FLOW, upright=True),),
        layout=layout(xaxis=time_axis(), yaxis=axis(words.text("axis.rate"))),
        ranges={"xaxis": (0.0, solution.horizon), "yaxis": (0.0, high)},
        caption=say((told, over, same)),
    )
