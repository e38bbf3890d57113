"""(a) The loss on a logarithmic axis, under its envelopes."""

from __future__ import annotations

from collections.abc import Collection

import words
from core import ScalarSolution
from core.scalar import FASTEST, TRUE_GAMMA
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.falling import falling
from dashboard.parts.drawing.graph import Graph, Trace, line
from dashboard.scalar.figures.common import bound_differs
from words import Message, say


def graph(solution: ScalarSolution, envelopes: Collection[str]) -> Graph:
    """Loss, exponential envelope with the region under it, and the envelopes chosen.

    The envelope of the lower bound is drawn where that is another line.
    """
    t = solution.times
    true = solution.gamma == TRUE_GAMMA
    traces = [
        Trace(
            words.text("trace.envelope", curve="exp(−γα*t)")
            if true
            else words.text("trace.envelope_poster"),
            line(palette.GUARANTEE, fill="tozeroy", fillcolor=palette.GUARANTEE_FILL),
            t,
            solution.envelope,
            label="exp(−γα*t)" if true else "exp(−α*t)",
        )
    ]
    lower = "lower" in envelopes and bound_differs(solution)
    if lower:
        style = line(palette.BOUND, dash="dot")
        name, envelope = words.text("trace.lower_envelope"), solution.lower_bound_envelope
        traces.append(Trace(name, style, t, envelope, label=words.text("curve.lower")))
    if "progressive" in envelopes:
        style = line(palette.PROGRESSIVE, dash="dash")
        name, envelope = words.text("trace.progressive"), solution.progressive_envelope
        traces.append(Trace(name, style, t, envelope, label=words.text("curve.progressive")))
    style = line(palette.FLOW, width=3)
    traces.append(Trace(words.text("trace.loss"), style, t, solution.loss, label="𝓛(t)"))
    return falling(
        traces,
        solution.horizon,
        title=words.text("axis.scalar_loss"),
        at_rest=words.text("picture.loss_at_rest"),
        caption=_caption(solution, envelopes, lower=lower),
        fastest=FASTEST * solution.beta_star,
    )


def _caption(solution: ScalarSolution, envelopes: Collection[str], *, lower: bool) -> str:
    if not solution.loss.any():
        return say(Message("picture.loss_at_rest"))
    told = [
        Message(
            "picture.loss", first=solution.loss[0], last=solution.loss[-1], time=solution.horizon
        )
    ]
    if solution.alpha_star > 0.0:
        told.append(Message("picture.loss_under", envelope=solution.envelope[-1]))
    else:
        told.append(Message("picture.loss_unguaranteed"))
    told.append(Message("picture.loss_edge", edge=solution.lower_envelope[-1]))
    if lower:
        end = solution.lower_bound_envelope[-1]
        told.append(Message("picture.loss_lower", envelope=end))
    if "progressive" in envelopes:
        end = solution.progressive_envelope[-1]
        told.append(Message("picture.loss_progressive", envelope=end))
    return say(tuple(told))
