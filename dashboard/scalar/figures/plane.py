"""The plane of two layers' weights: all of the network for L = 2, a projection beyond."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

import words
from core import ScalarSolution
from core.arrays import Array
from core.scalar import level_curve
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import (
    Cursor,
    Graph,
    Trace,
    axis,
    layout,
    line,
    subscript,
)
from dashboard.scalar.figures.behind import behind
from dashboard.scalar.figures.handle import start_handle
from dashboard.scalar.figures.profile import profile
from dashboard.scalar.figures.set_and_flow import BEYOND, caption, drawn, set_and_flow

_ANGLES = np.linspace(0.0, 2.0 * np.pi, 73)
_CIRCLE = np.cos(_ANGLES), np.sin(_ANGLES)
_GAP, _MIRROR = np.full((2, 1), np.nan), np.array([[1.0], [-1.0]])
_POINTS = 120  # of a branch of a hyperbola


def two_layers(
    solution: ScalarSolution, show: Collection[str], others: Sequence[ScalarSolution]
) -> Graph:
    """The curves of the constraint set between y's hyperbola, the margin's and alpha*'s circle."""
    layers = (0, 1)
    traces, reach = set_and_flow(solution, layers, _flat, others)
    whole = [*behind(solution, layers, reach, show), *_context(solution, reach), *traces]
    return Graph(
        kind=f"plane {drawn(solution, show, others)}",
        traces=tuple(whole),
        cursors=(_cursor(solution, layers),),
        layout=layout(
            xaxis=axis("w₁", zeroline=True),
            yaxis=axis("w₂", zeroline=True, scaleanchor="x", scaleratio=1),
        ),
        ranges={"xaxis": (-reach, reach), "yaxis": (-reach, reach)},
        caption=caption(solution, layers),
        handles=(start_handle(solution, layers),),
    )


def pair_and_profile(
    solution: ScalarSolution,
    layers: tuple[int, int],
    show: Collection[str],
    others: Sequence[ScalarSolution],
) -> Graph:
    """Two of the layers, from 0, and beside them tau along the set."""
    traces, reach = set_and_flow(solution, layers, _flat, others)
    whole = [*behind(solution, layers, reach, show), *traces]
    tau, cursor, x_range, y_range = profile(solution, "2")
    first, second = (subscript(index + 1) for index in layers)
    return Graph(
        kind=f"pair {layers} {drawn(solution, show, others)}",
        traces=(*whole, *tau),
        cursors=(_cursor(solution, layers), cursor),
        layout=layout(
            xaxis=axis(f"w{first}", zeroline=True, domain=[0.0, 0.4], nticks=4),
            yaxis=axis(f"w{second}", zeroline=True),
            xaxis2=axis("|w|", domain=[0.66, 1.0], anchor="y2", nticks=3),
            yaxis2=axis("τ", anchor="x2"),
        ),
        ranges={
            "xaxis": (-reach, reach),
            "yaxis": (-reach, reach),
            "xaxis2": x_range,
            "yaxis2": y_range,
        },
        caption=caption(solution, layers),
        handles=(start_handle(solution, layers),),
    )


def _context(solution: ScalarSolution, reach: float) -> list[Trace]:
    target = level_curve(solution.scenario.target, BEYOND * reach, _POINTS)
    style = line(palette.TARGET, dash="dash")
    traces = [Trace(words.text("trace.no_loss"), style, target[0], target[1], label="w₁w₂ = y")]
    if solution.margin > 0.0:
        edge = level_curve(solution.margin, BEYOND * reach, _POINTS)
        mirrored = np.concatenate([edge, _GAP, edge * _MIRROR], axis=1)
        style = line(palette.FEASIBLE, width=1.5, dash="dot")
        traces.append(
            Trace(
                words.text("trace.margin_plane"),
                style,
                mirrored[0],
                mirrored[1],
                label=words.text("curve.margin"),
            )
        )
    if solution.alpha_star > 0.0:
        radius = math.sqrt(solution.alpha_star)
        circle = radius * _CIRCLE[0], radius * _CIRCLE[1]
        style = line(palette.GUARANTEE, width=1.5)
        traces.append(Trace(words.text("trace.circle"), style, *circle))
    return traces


def _flat(style: dict[str, Any], points: Sequence[Array], name: str, label: str = "") -> Trace:
    return Trace(name, style, points[0], points[1], label=label)


def _cursor(solution: ScalarSolution, layers: tuple[int, int]) -> Cursor:
    x, y = (solution.by_layer[layer] for layer in layers)
    return Cursor(x, y, color=palette.FLOW)
