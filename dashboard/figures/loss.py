"""(a) The loss on a logarithmic axis, under its envelopes."""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np

from core import ScalarSolution
from dashboard.figures import palette
from dashboard.figures.graph import Cursor, Graph, Trace, axis, layout, line

_DECADES = 16  # drawn below the start; deeper is beyond what a picture shows


def graph(solution: ScalarSolution, envelopes: Collection[str]) -> Graph:
    """Loss, exponential envelope with the region under it, and the envelopes chosen."""
    t = solution.times
    symbol = "γα*" if solution.gamma == 4.0 else "γα*, poster's γ = 1"
    traces = [
        Trace(
            f"envelope exp(−{symbol} t)",
            line(palette.GUARANTEE, fill="tozeroy", fillcolor=palette.GUARANTEE_FILL),
            t,
            solution.envelope,
        )
    ]
    if "lower" in envelopes:
        style = line(palette.BOUND, dash="dot")
        traces.append(Trace("envelope, lower bound of α*", style, t, solution.lower_bound_envelope))
    if "progressive" in envelopes:
        style = line(palette.PROGRESSIVE, dash="dash")
        traces.append(Trace("progressive envelope", style, t, solution.progressive_envelope))
    traces.append(Trace("loss 𝓛(t)", line(palette.FLOW, width=3), t, solution.loss))
    low, high = _decades(solution)
    floor = 10.0 ** (low - 1)  # a logarithm needs a number: what is lower lies below the picture
    traces = [
        Trace(trace.name, trace.style, trace.x, np.maximum(trace.y, floor)) for trace in traces
    ]
    return Graph(
        kind=f"loss {','.join(envelopes)} {solution.gamma}",
        traces=tuple(traces),
        cursors=(Cursor(t, np.maximum(solution.loss, floor), color=palette.FLOW, upright=True),),
        layout=layout(
            xaxis=axis("time t", rangemode="tozero"),
            yaxis=axis("loss 𝓛(t) = (y − w)²", type="log"),
        ),
        ranges={"xaxis": (0.0, solution.horizon), "yaxis": (low, high)},
        caption=(
            f"The loss goes from {solution.loss[0]:.3g} to {solution.loss[-1]:.3g} by "
            f"t = {solution.horizon:.3g}; the exponential envelope ends at "
            f"{solution.envelope[-1]:.3g}."
        ),
    )


def _decades(solution: ScalarSolution) -> tuple[float, float]:
    """Whole decades from the start of the loss down to its end."""
    start = float(max(solution.loss[0], solution.envelope[0]))
    if start == 0.0:  # at the minimum: there is nothing to see, and a log axis cannot show it
        return -1.0, 1.0
    top = math.log10(start)
    end = float(solution.loss.min())
    bottom = max(math.log10(end), top - _DECADES) if end > 0.0 else top - _DECADES
    return math.floor(min(bottom, top - 1.0)), math.floor(top + 0.05) + 1.0
