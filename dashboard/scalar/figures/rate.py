"""(c) The rate at each moment against the guaranteed one: the gap is the slack."""

from __future__ import annotations

import numpy as np

from core import ScalarSolution
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Cursor, Graph, Trace, axis, layout, line, span, time_axis
from words import Message, say


def graph(solution: ScalarSolution) -> Graph:
    """gamma tau(t), gamma alpha* and gamma times the lower bound."""
    t = solution.times
    ends = np.array([0.0, solution.horizon])
    rate = solution.gamma * solution.preconditioner
    guarantee = solution.gamma * solution.alpha_star
    bound = solution.gamma * solution.alpha_lower_bound
    _, high = span(rate, guarantee, bound, 0.0)
    return Graph(
        kind="rate",
        traces=(
            Trace("guaranteed γα*", line(palette.GUARANTEE), ends, np.full(2, guarantee)),
            Trace(
                "rate now γτ(t)",
                line(palette.FLOW, width=3, fill="tonexty", fillcolor=palette.SLACK_FILL),
                t,
                rate,
            ),
            Trace("lower bound of γα*", line(palette.BOUND, dash="dot"), ends, np.full(2, bound)),
        ),
        cursors=(Cursor(t, rate, color=palette.FLOW, upright=True),),
        layout=layout(xaxis=time_axis(), yaxis=axis("rate, per unit of time")),
        ranges={"xaxis": (0.0, solution.horizon), "yaxis": (0.0, high)},
        caption=say(Message("picture.rate", first=rate[0], last=rate[-1], guarantee=guarantee)),
    )
