"""The excess loss on a logarithmic axis, under its envelopes."""

from __future__ import annotations

from collections.abc import Collection

import words
from core import MatrixSolution
from dashboard.matrix.figures.common import alpha_message, alpha_name, horizon, progresses
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.falling import falling
from dashboard.parts.drawing.graph import Graph, Trace, line
from words import Message, say


def graph(solution: MatrixSolution, envelopes: Collection[str]) -> Graph:
    """Excess f(W) - f* under its guarantee, and of "progressive" and "ntk" the chosen."""
    t = solution.times
    traces = [_guarantee(solution)]
    shown = {name for name in envelopes if name != "progressive" or progresses(solution)}
    if "progressive" in shown:
        style = line(palette.PROGRESSIVE, dash="dash")
        traces.append(
            Trace(
                words.text("trace.progressive"),
                style,
                t,
                solution.progressive_envelope,
                label=words.text("curve.progressive"),
            )
        )
    if "ntk" in shown:
        style = line(palette.PREDICTION, dash="dashdot")
        name, label = words.text("trace.ntk"), words.text("curve.ntk")
        traces.append(Trace(name, style, t, solution.prediction, label=label))
    traces.append(
        Trace("f(W(t)) − f*", line(palette.FLOW, width=3), t, solution.excess, label="f − f*")
    )
    return falling(
        traces,
        horizon(solution),
        title="f(W) − f*",
        at_rest=say(Message("picture.excess_at_rest")),
        caption=say(_caption(solution, shown)),
        fastest=solution.fastest,
    )


def _caption(solution: MatrixSolution, shown: Collection[str]) -> tuple[Message, ...]:
    if not solution.excess[0]:
        return (Message("picture.excess_at_rest"),)
    last = solution.excess[-1]
    told = [
        Message(
            "picture.excess_enveloped" if solution.alpha > 0.0 else "picture.excess",
            first=solution.excess[0],
            last=last,
            time=horizon(solution),
            envelope=solution.envelope[-1],
            alpha=alpha_message(solution),
        )
    ]
    if solution.lower_envelope is not None:
        told.append(Message("picture.loss_edge", edge=solution.lower_envelope[-1]))
    if "progressive" in shown:
        end = solution.progressive_envelope[-1]
        told.append(Message("picture.loss_progressive", envelope=end))
    if "ntk" in shown:
        end = solution.prediction[-1]
        code = "picture.ntk_above" if end > last else "picture.ntk_below"
        told.append(Message(code, prediction=end))
    return tuple(told)


def _guarantee(solution: MatrixSolution) -> Trace:
    """The envelope with the region under it, or the line that says that the loss does not grow."""
    if solution.alpha > 0.0:
        label = f"exp(−γ{alpha_name(solution)}t)"
        name = words.text("trace.envelope", curve=label)
        style = line(palette.GUARANTEE, fill="tozeroy", fillcolor=palette.GUARANTEE_FILL)
    else:
        name, label = words.text("trace.no_rate"), words.text("curve.no_rate")
        style = line(palette.GUARANTEE)
    return Trace(name, style, solution.times, solution.envelope, label=label)
