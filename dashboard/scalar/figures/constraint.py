"""(b) The constraint set, split by the margin, and the flow in it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from core import ScalarSolution
from core.arrays import Array
from core.scalar import constraint_curves, level_curve, rate_profile
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import (
    GRID,
    INK,
    Cursor,
    Graph,
    Trace,
    axis,
    layout,
    line,
    markers,
    span,
    subscript,
)
from words import Message, say

_CIRCLE = np.linspace(0.0, 2.0 * np.pi, 73)


def graph(solution: ScalarSolution, pair: tuple[int, int]) -> Graph:
    """The plane for L = 2, space for L = 3, a pair of layers and the rate profile beyond."""
    depth = solution.network.depth
    if depth == 1:
        return _profile_alone(solution)
    if depth == 2:
        return _plane(solution)
    if depth == 3:
        return _space(solution)
    return _pair_and_profile(solution, (pair[0] - 1, pair[1] - 1))


def _plane(solution: ScalarSolution) -> Graph:
    traces, reach = _set_and_flow(solution, (0, 1), _flat)
    radius = math.sqrt(solution.alpha_star)
    target = level_curve(solution.scenario.target, 1.6 * reach)
    edge = level_curve(solution.margin, 1.6 * reach)
    mirrored = np.concatenate([edge, np.full((2, 1), np.nan), edge * [[1.0], [-1.0]]], axis=1)
    context = [
        Trace("w₁w₂ = y: loss 0", line(palette.TARGET, dash="dash"), target[0], target[1]),
        Trace(
            "|w₁w₂| = margin",
            line(palette.FEASIBLE, width=1.5, dash="dot"),
            mirrored[0],
            mirrored[1],
        ),
        Trace(
            "circle w₁² + w₂² = α*",
            line(palette.GUARANTEE, width=1.5),
            radius * np.cos(_CIRCLE),
            radius * np.sin(_CIRCLE),
        ),
    ]
    return Graph(
        kind="plane",
        traces=(*context, *traces),
        cursors=(_cursor(solution, (0, 1)),),
        layout=layout(
            xaxis=axis("w₁", zeroline=True),
            yaxis=axis("w₂", zeroline=True, scaleanchor="x", scaleratio=1),
        ),
        ranges={"xaxis": (-reach, reach), "yaxis": (-reach, reach)},
        caption=_caption(solution),
    )


def _space(solution: ScalarSolution) -> Graph:
    traces, reach = _set_and_flow(solution, (0, 1, 2), _spatial)
    w = solution.weights
    # The time cursor moves the last trace: nothing can be laid over a turning picture.
    traces.append(_spatial(markers(palette.FLOW, "circle"), w[:1].T, "now", legend=False))
    return Graph(
        kind="space",
        traces=tuple(traces),
        cursors=(Cursor(w[:, 0], w[:, 1], w[:, 2], color=palette.FLOW),),
        layout=layout(
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            scene={
                "aspectmode": "cube",
                "camera": {"eye": {"x": 1.35, "y": 1.2, "z": 0.8}},
                **{
                    f"{name}axis": {
                        "title": {"text": f"w{subscript(index)}"},
                        "nticks": 5,
                        "gridcolor": GRID,
                        "zerolinecolor": INK,
                        "color": INK,
                        "backgroundcolor": "rgba(0,0,0,0)",
                    }
                    for index, name in enumerate("xyz", start=1)
                },
            },
        ),
        ranges={f"scene.{name}axis": (-reach, reach) for name in "xyz"},
        caption=_caption(solution),
    )


def _pair_and_profile(solution: ScalarSolution, layers: tuple[int, int]) -> Graph:
    traces, reach = _set_and_flow(solution, layers, _flat)
    profile, cursor, x_range, y_range = _profile(solution, "2")
    first, second = (subscript(index + 1) for index in layers)
    return Graph(
        kind=f"pair {layers}",
        traces=(*traces, *profile),
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
        caption=_caption(solution),
    )


def _profile_alone(solution: ScalarSolution) -> Graph:
    profile, cursor, x_range, y_range = _profile(solution, "")
    return Graph(
        kind="profile",
        traces=tuple(profile),
        cursors=(cursor,),
        layout=layout(xaxis=axis("|w|"), yaxis=axis("preconditioner τ")),
        ranges={"xaxis": x_range, "yaxis": y_range},
        caption=_caption(solution),
    )


# ---- parts ------------------------------------------------------------------------------------


def _flat(style: dict[str, Any], points: Array, name: str, legend: bool = True) -> Trace:
    return Trace(name, style, points[0], points[1], legend=legend)


def _spatial(style: dict[str, Any], points: Array, name: str, legend: bool = True) -> Trace:
    style = {**style, "type": "scatter3d"}
    if "marker" in style:
        symbol = {"x-thin": "x"}
        marker = style["marker"]
        style["marker"] = {
            **marker,
            "symbol": symbol.get(marker["symbol"], marker["symbol"]),
            "size": 5,
        }
    else:
        style["line"] = {**style["line"], "width": 2.5 * style["line"]["width"]}
    return Trace(name, style, points[0], points[1], points[2], legend=legend)


def _set_and_flow(
    solution: ScalarSolution, layers: tuple[int, ...], draw: Callable[..., Trace]
) -> tuple[list[Trace], float]:
    """The set, the flow in it, its start and end, the minimisers; and the half width to show."""
    chosen = list(layers)
    w = solution.weights[:, chosen]
    curves = constraint_curves(
        solution.network.cumulative_imbalance,
        solution.smallest_square,
        chosen,
        _reach(solution, layers) * 1.6,
    )
    traces = [
        draw(
            line(palette.INFEASIBLE, width=1.5, dash="dash"), curves.infeasible, "below the margin"
        ),
        draw(line(palette.FEASIBLE, width=2.5), curves.feasible, "feasible: |w| ≥ margin"),
        draw(line(palette.FLOW, width=3.5), w.T, "flow"),
        draw(markers(palette.GUARANTEE, "diamond"), curves.minimisers, "τ = α*, its minimum"),
        draw(markers(palette.FLOW, "circle-open"), w[:1].T, "start"),
        draw(
            markers(palette.TARGET, "x-thin"),
            solution.end.weights[chosen][:, None],
            "end, t → ∞",
        ),
    ]
    return traces, _reach(solution, layers)


def _reach(solution: ScalarSolution, layers: tuple[int, ...]) -> float:
    """Half width that holds the flow, its end and the minimisers."""
    chosen = list(layers)
    offsets = solution.network.cumulative_imbalance[chosen]
    sizes = [
        float(np.abs(solution.weights[:, chosen]).max()),
        float(np.abs(solution.end.weights[chosen]).max()),
        math.sqrt(solution.smallest_square + float(offsets.max())),
    ]
    if solution.network.depth == 2:
        sizes.append(math.sqrt(abs(solution.scenario.target)))
    return 1.2 * max(sizes) or 1.0


def _profile(
    solution: ScalarSolution, axes: str
) -> tuple[list[Trace], Cursor, tuple[float, float], tuple[float, float]]:
    """tau against |w|, its feasible part, and where the flow is on it."""
    c = solution.network.cumulative_imbalance
    squares = [solution.smallest_square]
    for weights in (solution.weights[0], solution.weights[-1], solution.end.weights):
        squares.append(float(weights[solution.network.smallest]) ** 2)
    profile = rate_profile(c, solution.smallest_square, 1.25 * max(squares))
    where: dict[str, Any] = {"xaxis": f"x{axes}", "yaxis": f"y{axes}"}
    size = np.abs(solution.products)
    traces = [
        Trace(
            "τ along the set",
            line(palette.INFEASIBLE, width=1.5, dash="dash", **where),
            profile.product,
            profile.preconditioner,
            legend=False,
        ),
        Trace(
            "τ where feasible",
            line(palette.FEASIBLE, width=2.5, **where),
            profile.feasible_product,
            profile.feasible_preconditioner,
            legend=not axes,
        ),
        Trace(
            "flow",
            line(palette.FLOW, width=3.5, **where),
            size,
            solution.preconditioner,
            legend=not axes,
        ),
        Trace(
            "τ = α*, its minimum",
            markers(palette.GUARANTEE, "diamond", **where),
            np.array([solution.margin]),
            np.array([solution.alpha_star]),
            legend=not axes,
        ),
    ]
    cursor = Cursor(size, solution.preconditioner, axes=axes, color=palette.FLOW)
    return (
        traces,
        cursor,
        span(profile.product, 0.0),
        span(profile.preconditioner, 0.0),
    )


def _cursor(solution: ScalarSolution, layers: tuple[int, int]) -> Cursor:
    return Cursor(
        solution.weights[:, layers[0]], solution.weights[:, layers[1]], color=palette.FLOW
    )


def _caption(solution: ScalarSolution) -> str:
    return say(Message("picture.constraint", margin=solution.margin, alpha=solution.alpha_star))
