"""The singular values of W running to those of W*, above the margin."""

from __future__ import annotations

import numpy as np

import words
from core import MatrixSolution
from core.arrays import Array
from dashboard.matrix.figures.common import horizon
from dashboard.matrix.figures.layers import shown_layers
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
    span,
    subscript,
    time_axis,
)
from dashboard.parts.drawing.layers import layer_line
from words import Message, say
from words.numbers import written

_LEFT_OUT = Message("picture.layers_too_wide")
_NAMED = 4  # singular values that the caption tells
_SINGLE_LINES = 8  # more singular values than this share one trace


def graph(solution: MatrixSolution, *, layers: bool = False) -> Graph:
    """sigma_i(W(t)), the least one thick, those of W* and the margin; on demand those of layers."""
    t, values = solution.times, solution.singular_values
    ends = np.array([0.0, horizon(solution)])
    least, targets = values[:, -1], solution.target_singular_values
    margin, unique = solution.margin.margin, solution.objective.unique
    traces = []
    if unique:
        levels = broken(ends, np.tile(targets, (2, 1)))
        style = line(palette.TARGET, dash="dash")
        traces.append(Trace(words.text("trace.target_modes"), style, *levels, label="σ(W*)"))
    if margin > 0.0:
        style = line(palette.FEASIBLE, width=1.5, dash="dot")
        traces.append(
            Trace(
                words.text("curve.margin"),
                style,
                ends,
                np.full(2, margin),
                label=words.text("curve.margin"),
            )
        )
    shown = shown_layers(solution) if layers else ()
    traces += [
        Trace(name, layer_line(layer, width=1), *broken(t[::2], values[::2]), label=name)
        for layer, values in enumerate(shown)
        for name in (f"σ(W{subscript(layer + 1)})",)
    ]
    traces += _upper(solution)
    predicted = Predicted(solution.escape_times, horizon(solution))
    traces.append(Trace("σₘᵢₙ(W)", line(palette.FLOW, width=3), t, least, label="σₘᵢₙ(W)"))
    traces += predicted.traces()
    told = (
        Message(
            "picture.modes" if unique else "picture.modes_free",
            first=_numbers(values[0]),
            last=_numbers(values[-1]),
            least=least.min(),
        ),
        *predicted.messages,
        Message("picture.modes_margin" if margin > 0.0 else "picture.margin_zero", margin=margin),
    )
    return Graph(
        kind=f"modes {[trace.name for trace in traces]} {predicted.kind}",
        traces=tuple(traces),
        cursors=(Cursor(t, least, color=palette.FLOW, upright=True),),
        layout=layout(xaxis=time_axis(), yaxis=axis(words.text("axis.modes"))),
        ranges={
            "xaxis": (0.0, horizon(solution)),
            "yaxis": (0.0, span(values, targets if unique else 0.0, 0.0, *shown)[1]),
        },
        caption=say((*told, _LEFT_OUT) if layers and not shown else told),
    )


def _numbers(values: Array) -> tuple[str, ...]:
    """The first few, and the least."""
    shown = values if values.size <= _NAMED else [*values[: _NAMED - 1], values[-1]]
    return tuple(written(value, 3) for value in shown)


def _upper(solution: MatrixSolution) -> list[Trace]:
    """All but the least: a line each, or one line with gaps."""
    t, values = solution.times, solution.singular_values[:, :-1]
    count = values.shape[1]
    if count < _SINGLE_LINES:
        return [
            Trace(name, line(palette.FLOW, width=1.2), t, values[:, i], label=name)
            for i in range(count)
            for name in (f"σ{subscript(i + 1)}(W)",)
        ]
    name = f"σ₁(W)…σ{subscript(count)}(W)"
    return [Trace(name, line(palette.FLOW, width=0.8), *broken(t[::2], values[::2]), label=name)]
