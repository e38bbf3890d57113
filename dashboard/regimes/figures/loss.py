"""The losses of all regimes as parts of their starts, under what was promised of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

import words
from core import CompareSolution, Regime
from core.arrays import Array
from core.regimes import promised
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Cursor, Graph, Trace, layout, line
from dashboard.parts.drawing.logarithmic import decades, floored, log_axis
from dashboard.regimes.figures.common import TimeAxis, color, name_of
from words import Message, say

_SAME = 1e-6  # of a rate: what measuring leaves open
_LEAST = 1e-12  # of a start: what the picture shows


def graph(
    solution: CompareSolution, time: TimeAxis, curves: Collection[str], corridor: str = "none"
) -> Graph:
    """(f - f*) over its start; of "promise" and "guarantee" the chosen beside it.

    With the guarantees goes the corridor of the network of that name: its lower edge, and the
    region between that and the guarantee shaded.
    """
    low, high = decades(1.0, _LEAST)
    traces: list[Trace] = []
    cursors: list[Cursor] = []
    within = corridor if "guarantee" in curves else "none"
    for index, regime in enumerate(solution.regimes):
        if regime.name == within:  # first, for all else lies over it
            traces += _corridor(regime, time, index, low)
    for index, regime in enumerate(solution.regimes):
        t, paint = time.shown(regime.solution.times), color(index)
        shaded = regime.name == within and bool(traces)
        if "guarantee" in curves and regime.rate and not shaded:
            values = _part(regime, regime.solution.envelope)
            style = line(paint, width=1.8, dash="dot")
            name = words.text("trace.regime_guarantee", regime=name_of(regime))
            traces.append(
                Trace(name, style, t, floored(values, low), label=words.text("curve.guarantee"))
            )
        theirs = promised(regime) if "promise" in curves else None
        if theirs is not None:
            style = line(paint, width=2.2, dash="dash")
            name = words.text("trace.regime_promise", regime=name_of(regime))
            shown = floored(_part(regime, theirs), low)
            traces.append(Trace(name, style, t, shown, label=words.text("curve.promise")))
    for index, regime in enumerate(solution.regimes):
        t, values = time.shown(regime.solution.times), _part(regime, regime.solution.excess)
        shown = floored(values, low)
        style = line(color(index), width=3)
        traces.append(Trace(name_of(regime), style, t, shown, label=name_of(regime)))
        if len(t) == len(solution.times):
            cursors.append(Cursor(t, shown, color=color(index), upright=not cursors))
    drawn = [(trace.name, trace.style["line"]["dash"]) for trace in traces]
    return Graph(
        kind=f"regimes loss {drawn} {time.kind}",
        traces=tuple(traces),
        cursors=tuple(cursors),
        layout=layout(xaxis=time.style(), yaxis=log_axis(words.text("axis.regimes_loss"))),
        ranges={"xaxis": time.range, "yaxis": (low, high)},
        caption=say(
            Message(
                "picture.regimes",
                parts=(*map(_told, solution.regimes), *_edges(solution.regimes, within)),
            )
        ),
    )


def _corridor(regime: Regime, time: TimeAxis, index: int, low: float) -> list[Trace]:
    """The lower edge, and above it the guarantee; none without one.

    The area of a trace reaches down to the one before it. Where nothing is guaranteed there is none
    either: nearly all of the picture would be shaded.
    """
    run, name = regime.solution, name_of(regime)
    if run.lower_envelope is None or not run.excess[0]:
        return []
    t, edges = time.shown(run.times), (run.lower_envelope, run.envelope)
    lower, upper = (floored(_part(regime, values), low) for values in edges)
    edge = line(color(index), width=1.8, dash="dot")
    area = {"fill": "tonexty", "fillcolor": palette.REGIME_CORRIDORS[index]}
    named = words.text("trace.regime_lower_edge", regime=name)
    traces = [Trace(named, edge, t, lower, label=words.text("curve.lower_edge"))]
    if regime.rate:
        named = words.text("trace.regime_guarantee", regime=name)
        label = words.text("curve.guarantee")
        traces.append(Trace(named, edge | area, t, upper, label=label))
    return traces


def _edges(regimes: Sequence[Regime], within: str) -> list[Message]:
    """Where the corridor ends."""
    return [
        Message(
            "picture.regime_corridor",
            name=name_of(regime),
            low=_part(regime, regime.solution.lower_envelope)[-1],
            high=_part(regime, regime.solution.envelope)[-1],
        )
        for regime in regimes
        if regime.name == within and regime.solution.lower_envelope is not None
    ]


def _part(regime: Regime, values: Array) -> Array:
    """Of the excess at the start; a network that starts at the minimum has none."""
    start = float(regime.solution.excess[0])
    return values / start if start else np.zeros_like(values)


def _told(regime: Regime) -> Message:
    if regime.decay_rate is None:
        return Message("picture.at_minimum", name=name_of(regime))
    last = _part(regime, regime.solution.excess)[-1]
    told = Message(
        "picture.falls" if last else "picture.falls_to_zero",
        name=name_of(regime),
        part=last,
        rate=regime.decay_rate,
    )
    if regime.own is None or regime.own.rate is None:
        return Message("picture.unpromised", told=told)
    kept = regime.own.rate <= regime.decay_rate * (1.0 + _SAME)
    code = "picture.promise_kept" if kept else "picture.promise_broken"
    return Message(code, told=told, rate=regime.own.rate)
