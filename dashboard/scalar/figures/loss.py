"""(a) The loss on a logarithmic axis, under its envelopes."""

from __future__ import annotations

from collections.abc import Collection

from core import ScalarSolution
from core.scalar import TRUE_GAMMA
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.falling import falling
from dashboard.parts.drawing.graph import Graph, Trace, line
from words import Message, say


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
    return falling(
        traces,
        solution.horizon,
        title="loss 𝓛(t) = (y − w)²",
        at_rest=say(Message("picture.loss_at_rest")),
        caption=say(
            Message(
                "picture.loss",
                first=solution.loss[0],
                last=solution.loss[-1],
                time=solution.horizon,
                envelope=solution.envelope[-1],
            )
        ),
    )
