"""(a) The loss on a logarithmic axis, under its envelopes."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import numpy as np

from core import ScalarSolution
from core.rates.scalar import TRUE_GAMMA
from dashboard.figures import palette
from dashboard.figures.graph import Cursor, Graph, Trace, axis, layout, line

_LABELS = 6  # powers of ten that have a label, at most
_DECADES = 16  # drawn below the start; deeper is beyond what a picture shows


def graph(solution: ScalarSolution, envelopes: Collection[str]) -> Graph:
    """Loss, exponential envelope with the region under it, and the envelopes chosen."""
    t = solution.times
    whose = "" if solution.gamma == TRUE_GAMMA else ", the poster’s γ = 1"
    traces = [
        Trace(
            f"envelope exp(−γα*t){whose}",
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
    step = math.ceil((high - low) / _LABELS)
    at_rest = solution.loss[0] == 0.0
    note = [_note("The loss is 0 at all times: nothing to draw on a logarithmic axis.")]
    return Graph(
        kind=f"loss {','.join(envelopes)} {solution.gamma} {at_rest} {step}",
        traces=tuple(traces),
        cursors=(Cursor(t, np.maximum(solution.loss, floor), color=palette.FLOW, upright=True),),
        layout=layout(
            xaxis=axis("time t", rangemode="tozero"),
            yaxis=axis("loss 𝓛(t) = (y − w)²", type="log", tickformat="", tick0=0, dtick=step),
            annotations=note if at_rest else [],
        ),
        ranges={"xaxis": (0.0, solution.horizon), "yaxis": (low, high)},
        caption=(
            f"The loss goes from {solution.loss[0]:.3g} to {solution.loss[-1]:.3g} by "
            f"t = {solution.horizon:.3g}; the exponential envelope ends at "
            f"{solution.envelope[-1]:.3g}."
        ),
    )


def _note(text: str) -> dict[str, Any]:
    """A sentence in the middle of an empty picture."""
    return {"text": text, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5, "showarrow": False}


def _decades(solution: ScalarSolution) -> tuple[float, float]:
    """Whole decades from the start of the loss down to its end."""
    start = float(max(solution.loss[0], solution.envelope[0]))
    if start == 0.0:  # at the minimum: there is nothing to see, and a log axis cannot show it
        return -1.0, 1.0
    top = math.log10(start)
    end = float(solution.loss.min())
    bottom = max(math.log10(end), top - _DECADES) if end > 0.0 else top - _DECADES
    return math.floor(min(bottom, top - 1.0)), math.floor(top + 0.05) + 1.0
