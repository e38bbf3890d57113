"""The singular values of the spectral network over what its theory says they are."""

from __future__ import annotations

import numpy as np

from core import CompareSolution, Regime
from dashboard.parts import palette
from dashboard.parts.graph import (
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
from dashboard.regimes.figures.common import TimeAxis

_NONE = "No mode moves by itself: the theory does not speak of this network."


def graph(solution: CompareSolution, regime: Regime, time: TimeAxis) -> Graph:
    """Measured sigma_i(W(t)), thin, over the theory's, wide and pale."""
    run, modes = regime.solution, regime.modes
    t = time.shown(run.times)
    theory = "sigmoid in closed form" if modes and modes.closed_form else "scalar flow of each mode"
    ends = time.shown(solution.times)[[0, -1]]
    targets = run.target_singular_values
    levels = broken(ends, np.tile(targets, (2, 1)))
    traces = [Trace("singular values of W*", line(palette.TARGET, dash="dash", width=1.2), *levels)]
    if modes is not None:
        style = line(palette.INFEASIBLE, width=9, opacity=0.4)
        traces.append(Trace(theory, style, *broken(t, modes.theory)))
    traces += [
        Trace(f"σ{subscript(index + 1)}(W) measured", line(palette.layer(index)), t, column)
        for index, column in enumerate(run.singular_values.T)
    ]
    whole = len(t) == len(solution.times)
    return Graph(
        kind=f"regimes modes {[trace.name for trace in traces]} {time.kind} {time.every}",
        traces=tuple(traces),
        cursors=(Cursor(t, run.singular_values[:, 0], color=palette.layer(0), upright=True),)
        if whole
        else (),
        layout=layout(
            xaxis=time.style(),
            yaxis=axis("singular values of W"),
            annotations=[] if modes else [note(_NONE)],
        ),
        ranges={
            "xaxis": time.range,
            "yaxis": (0.0, span(run.singular_values, targets, 0.0)[1]),
        },
        caption=(
            f"The modes of the spectral network follow the {theory}; the largest difference is "
            f"{modes.deviation:.2g} of the largest mode."
            if modes
            else _NONE
        ),
    )
