"""A quantity of the width sweep against the width, with the draws as a band."""

from __future__ import annotations

import math

import numpy as np

import words
from core import SweepSolution
from core.arrays import Array
from core.regimes import expected_slope
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Graph, Trace, layout, line
from dashboard.parts.drawing.logarithmic import floored, log_axis
from dashboard.regimes.figures.common import color, log_span
from words import Message, say


def drift(solution: SweepSolution, width: int | None) -> Graph:
    """||T - T(0)|| / ||T(0)|| at the end of training; `width` is marked."""
    slope = expected_slope(solution.scenario.exponent)
    return _graph(solution, solution.drift, width, Message("picture.drift_of_T"), slope)


def error(solution: SweepSolution, width: int | None) -> Graph:
    """How far the frozen kernel's prediction is from the network, at its worst."""
    slope = min(0.0, expected_slope(solution.scenario.exponent))  # it cannot exceed 1 by much
    return _graph(solution, solution.error, width, Message("picture.error_of_prediction"), slope)


def _graph(
    solution: SweepSolution, values: Array, width: int | None, told: Message, slope: float
) -> Graph:
    what = say(told)
    widths = np.array(solution.scenario.widths, dtype=float)
    smallest, middle, largest = solution.band(values)
    power = middle[-1] * (widths / widths[-1]) ** slope
    low, high = log_span(smallest, largest)
    blue = color(0)
    edge = line(palette.REGIME_EDGE, width=0.8)
    band = line(palette.REGIME_EDGE, width=0.8, fill="tonexty", fillcolor=palette.REGIME_FILL)
    dots = {"color": blue, "size": 7, "symbol": "circle"}
    draws = words.text("trace.draws", count=solution.scenario.draws)
    traces = [
        Trace(words.text("trace.largest"), edge, widths, floored(largest, low)),
        Trace(
            draws,
            band,
            widths,
            floored(smallest, low),
            label=draws,
        ),
        Trace(
            words.text("trace.power"),
            line(palette.INFEASIBLE, width=2, dash="dash"),
            widths,
            floored(power, low),
            label=words.text("curve.power"),
        ),
        Trace(
            words.text("curve.median"),
            {**line(blue, width=3), "mode": "lines+markers", "marker": dots},
            widths,
            floored(middle, low),
            label=words.text("curve.median"),
        ),
    ]
    if width is not None:
        traces.append(
            Trace(
                words.text("trace.ntk_width"),
                line(color(0), width=1.5, dash="dot"),
                np.full(2, float(width)),
                np.array([10.0 ** (low - 1), 10.0 ** (high + 1)]),
                label=words.text("curve.ntk"),
            )
        )
    return Graph(
        kind=f"width {what} {len(traces)} {solution.scenario.draws}",
        traces=tuple(traces),
        cursors=(),
        layout=layout(xaxis=log_axis(words.text("axis.width"), 2), yaxis=log_axis(what)),
        ranges={
            "xaxis": (math.log10(widths[0]) - 0.2, math.log10(widths[-1]) + 0.2),
            "yaxis": (low, high),
        },
        caption=say(
            Message(
                "picture.width",
                what=told,
                first=middle[0],
                narrow=widths[0],
                last=middle[-1],
                wide=widths[-1],
                exponent=0.0 - solution.scenario.exponent,
            )
        ).replace("-", "−"),
    )
