"""The singular values of the spectral network over what its theory says they are, and when each
was predicted to be half learnt."""

from __future__ import annotations

import numpy as np

import words
from core import CompareSolution, Regime
from core.arrays import Array
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.escapes import Predicted
from dashboard.parts.drawing.graph import (
    Cursor,
    Graph,
    Trace,
    axis,
    broken,
    layout,
    line,
    note,
    span,
    subscript,
)
from dashboard.regimes.figures.common import TimeAxis, color
from words import Message, say
from words.numbers import written

SPECTRAL = color(1)  # whose modes they are
_NONE = Message("picture.no_modes")


def graph(solution: CompareSolution, regime: Regime, time: TimeAxis) -> Graph:
    """Measured sigma_i(W(t)), thin, over the theory's, wide and pale."""
    run, modes = regime.solution, regime.modes
    t = time.shown(run.times)
    closed = modes is not None and modes.closed_form
    theory = say(Message("picture.sigmoid" if closed else "picture.scalar_flow"))
    ends = time.shown(solution.times)[[0, -1]]
    targets = run.target_singular_values
    levels = broken(ends, np.tile(targets, (2, 1)))
    style = line(palette.TARGET, dash="dash", width=1.2)
    traces = [Trace(words.text("trace.target_modes"), style, *levels, label="σ(W*)")]
    if modes is not None:
        style = line(palette.INFEASIBLE, width=9, opacity=0.4)
        traces.append(
            Trace(theory, style, *broken(t, modes.theory), label=words.text("curve.theory"))
        )
    predicted = Predicted(run.escape_times, float(solution.times[-1]))
    traces += [
        Trace(words.text("trace.measured", mode=mode), line(SPECTRAL), t, column, label=mode)
        for index, column in enumerate(run.singular_values.T)
        for mode in (f"σ{subscript(index + 1)}(W)",)
    ]
    traces += predicted.traces(placed=time.placed)
    followed = (
        Message(
            "picture.modes_followed",
            theory=theory,
            deviation=modes.deviation,
            first=_numbers(run.singular_values[0]),
            last=_numbers(run.singular_values[-1]),
        )
        if modes
        else _NONE
    )
    whole = len(t) == len(solution.times)
    return Graph(
        kind=f"regimes modes {[trace.name for trace in traces]} {time.kind} {predicted.kind}",
        traces=tuple(traces),
        cursors=(Cursor(t, run.singular_values[:, 0], color=SPECTRAL, upright=True),)
        if whole
        else (),
        layout=layout(
            xaxis=time.style(),
            yaxis=axis(words.text("axis.modes")),
            annotations=[] if modes else [note(say(_NONE))],
        ),
        ranges={
            "xaxis": time.range,
            "yaxis": (0.0, span(run.singular_values, targets, 0.0)[1]),
        },
        caption=say((followed, *predicted.messages)),
    )


def _numbers(values: Array) -> tuple[str, ...]:
    return tuple(written(value, 3) for value in values)
