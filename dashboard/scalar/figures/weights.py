"""(d) The weights and their product running to y, and the conserved imbalances beneath."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import words
from core import ScalarSolution
from core.arrays import Array
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.escapes import Predicted
from dashboard.parts.drawing.graph import (
    Cursor,
    Graph,
    Handle,
    Trace,
    axis,
    layout,
    line,
    note,
    span,
    time_axis,
)
from dashboard.parts.drawing.layers import layer_lines
from words import Message, say

_EVERY = 12  # imbalances do not move: a few samples prove it
_BENEATH = (0.0, 0.26)  # of the height: the imbalances
_ABOVE = (0.38, 1.0)
_LABELS = 3  # of imbalances: their colours and dashes are those of the weights
_HANDLE = 0.75  # of the horizon: where the target is taken hold of


def graph(solution: ScalarSolution) -> Graph:
    """w_l(t), w(t), y and the margin above; d_l(t), computed from the weights, below."""
    t = solution.times
    ends = np.array([0.0, solution.horizon])
    depth = solution.network.depth
    w = solution.weights
    y, margin = solution.scenario.target, solution.margin
    balanced = depth > 1 and not solution.network.imbalance.any()
    imbalances = (w[:, :-1] - w[:, 1:]) * (w[:, :-1] + w[:, 1:])
    # Where there is no room for all names, the first ones go without.
    traces = _sublevel(solution, ends)
    if balanced:
        style = line(palette.INFEASIBLE, width=1.2, yaxis="y2")
        traces.append(Trace(words.text("trace.no_imbalance"), style, ends, np.zeros(2)))
    elif depth > 1:
        few = slice(None, None, _EVERY)
        traces += layer_lines(
            t[few],
            tuple(imbalances[few].T),
            "d",
            several=words.text("trace.imbalances"),
            labels=_LABELS,
            yaxis="y2",
        )
    predicted = Predicted(solution.escape_times, solution.horizon, product=True)
    traces += [
        *layer_lines(t, solution.by_layer, "w", several=words.text("trace.weights")),
        *_margin(solution, ends),
        Trace(
            words.text("trace.target"),
            line(palette.TARGET, dash="dash"),
            ends,
            np.array([y, y]),
            label="y",
        ),
        Trace(
            words.text("trace.product"),
            line(palette.FLOW, width=3),
            t,
            solution.products,
            label="w(t)",
        ),
        *predicted.traces(math.copysign(1.0, y)),
    ]
    return Graph(
        kind=f"weights {depth} {margin > 0.0} {balanced} {predicted.kind}",
        traces=tuple(traces),
        cursors=(Cursor(t, solution.products, color=palette.FLOW, upright=True),),
        layout=layout(
            xaxis=time_axis(anchor="y2" if depth > 1 else "y"),
            yaxis=axis(words.text("axis.weights"), domain=_ABOVE if depth > 1 else (0.0, 1.0)),
            **(_beneath(balanced) if depth > 1 else {}),
        ),
        ranges={
            "xaxis": (0.0, solution.horizon),
            "yaxis": span(w, solution.products, y, math.copysign(margin, y)),
            **({"yaxis2": _height(imbalances, balanced)} if depth > 1 else {}),
        },
        caption=_caption(solution, predicted, balanced),
        handles=(_handle(solution),),
    )


def _handle(solution: ScalarSolution) -> Handle:
    return Handle(
        ("", "y"),
        _HANDLE * solution.horizon,
        solution.scenario.target,
        label=words.text("handles.target"),
        hint=words.text("handles.target_hint"),
        value="y = {y}",
        color=palette.TARGET,
    )


def _sublevel(solution: ScalarSolution, ends: Array) -> list[Trace]:
    """Where the margin comes from: the loss never rises, so w stays as near to y as it started.

    That band's edge next to 0 is the margin, |y| - |y - w(0)|; a band that holds 0 has none.
    """
    y = solution.scenario.target
    far = math.copysign(abs(solution.network.gap), y)
    # No lines of its own: `_margin` draws the edge that matters.
    style = line(palette.FEASIBLE, width=0.0, hoverinfo="skip")
    fill = {"fill": "tonexty", "fillcolor": palette.FEASIBLE_FILL}
    band = words.text("trace.sublevel")
    return [
        Trace("", style, ends, np.array([y + far, y + far])),
        Trace(band, {**style, **fill}, ends, np.array([y - far, y - far])),
    ]


def _margin(solution: ScalarSolution, ends: Array) -> list[Trace]:
    """A line at 0 would say nothing."""
    if solution.margin == 0.0:
        return []
    edge = np.array([math.copysign(solution.margin, solution.scenario.target)] * 2)
    dotted = line(palette.FEASIBLE, width=1.5, dash="dot")
    return [
        Trace(
            words.text("trace.scalar_margin"), dotted, ends, edge, label=words.text("curve.margin")
        )
    ]


def _beneath(balanced: bool) -> dict[str, Any]:
    """The axis of the imbalances, or the word that says that all are 0."""
    if not balanced:
        return {"yaxis2": axis("dₗ", domain=_BENEATH, nticks=4)}
    words = note(say(Message("picture.all_zero"))) | {"y": _BENEATH[1], "yanchor": "top"}
    return {"yaxis2": axis("dₗ", domain=_BENEATH, tickvals=[0]), "annotations": [words]}


def _height(imbalances: Array, balanced: bool) -> tuple[float, float]:
    return (-1.0, 1.0) if balanced else span(imbalances, 0.0, pad=0.15)


def _caption(solution: ScalarSolution, predicted: Predicted, balanced: bool) -> str:
    margin, depth = solution.margin, solution.network.depth
    told = [
        Message(
            "picture.weights",
            first=solution.product,
            last=solution.products[-1],
            target=solution.scenario.target,
        ),
        Message(
            "picture.band_margin" if margin > 0.0 else "picture.band_zero",
            distance=abs(solution.network.gap),
            margin=margin,
        ),
    ]
    told += predicted.messages
    if balanced:
        told.append(Message("picture.all_balanced"))
    elif depth > 1:
        told.append(Message("picture.imbalances_stay", count=depth - 1))
    return say(tuple(told))
