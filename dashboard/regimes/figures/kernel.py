"""The smallest eigenvalue of T of every regime in time, over the least that it can be."""

from __future__ import annotations

import numpy as np

import words
from core import CompareSolution, Regime
from dashboard.parts.drawing.graph import Cursor, Graph, Trace, layout, line
from dashboard.parts.drawing.logarithmic import floored, log_axis
from dashboard.regimes.figures.common import TimeAxis, color, log_span, name_of
from words import Message, say


def graph(solution: CompareSolution, time: TimeAxis) -> Graph:
    """lambda_min(T(t)), and alpha* dotted; an alpha* of 0 lies below every picture."""
    regimes = solution.regimes
    alphas = [_alpha(regime) for regime in regimes]
    low, high = log_span(
        *(regime.solution.preconditioner_min for regime in regimes), np.array(alphas)
    )
    ends = time.shown(solution.times)[[0, -1]]
    traces: list[Trace] = []
    cursors: list[Cursor] = []
    for index, (regime, alpha) in enumerate(zip(regimes, alphas, strict=True)):
        t = time.shown(regime.solution.times)
        least = floored(regime.solution.preconditioner_min, low)
        name = words.text("trace.regime_alpha", regime=name_of(regime))
        traces.append(
            Trace(
                name,
                line(color(index), width=1.8, dash="dot"),
                ends,
                floored(np.full(2, alpha), low),
                label="α*",
            )
        )
        style = line(color(index), width=3)
        traces.append(Trace(name_of(regime), style, t, least, label=name_of(regime)))
        if len(t) == len(solution.times):
            cursors.append(Cursor(t, least, color=color(index), upright=not cursors))
    return Graph(
        kind=f"regimes kernel {[trace.name for trace in traces]} {time.kind}",
        traces=tuple(traces),
        cursors=tuple(cursors),
        layout=layout(xaxis=time.style(), yaxis=log_axis("λₘᵢₙ(T)")),
        ranges={"xaxis": time.range, "yaxis": (low, high)},
        caption=say(Message("picture.regimes", parts=tuple(map(_told, regimes)))),
    )


def _alpha(regime: Regime) -> float:
    return regime.solution.alpha if regime.rate else 0.0


def _told(regime: Regime) -> Message:
    code = "picture.kernel_unbounded" if regime.rate is None else "picture.kernel"
    least = float(regime.solution.preconditioner_min.min())
    return Message(code, name=name_of(regime), least=least, alpha=regime.solution.alpha)
