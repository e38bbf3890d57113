"""The plane of sigma_min(W) and lambda_min(T): what the imbalances allow, and the flow in it."""

from __future__ import annotations

import numpy as np

import words
from core import MatrixSolution
from dashboard.matrix.figures.common import alpha_message, alpha_name, known
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import (
    Cursor,
    Graph,
    Trace,
    axis,
    layout,
    line,
    markers,
    span,
)
from words import Message, say

_SAMPLES = 81
_BEYOND = 1.6  # lines go on outside the axes, which stay put while a control moves


def graph(solution: MatrixSolution) -> Graph:
    """alpha(sigma) with the impossible below it, the margin, and the trajectory above."""
    sigma, least = solution.singular_values[:, -1], solution.preconditioner_min
    margin, reach = solution.margin.margin, float(solution.target_singular_values[-1])
    unique = solution.objective.unique
    _, right = span(sigma, margin, reach if unique else 0.0, 0.0)
    _, top = span(least, solution.alpha, 0.0)
    upright = np.array([0.0, _BEYOND * top])
    traces = []
    if known(solution):
        traces.append(_boundary(solution, _BEYOND * right))
    if margin > 0.0:
        traces.append(
            Trace(
                words.text("trace.margin_region"),
                line(palette.FEASIBLE, dash="dot"),
                np.full(2, margin),
                upright,
                label=words.text("curve.margin"),
            )
        )
    if unique:
        style = line(palette.TARGET, dash="dash")
        traces.append(Trace("σₘᵢₙ(W*)", style, np.full(2, reach), upright, label="σₘᵢₙ(W*)"))
    traces.append(Trace(words.text("trace.flow"), line(palette.FLOW, width=3.5), sigma, least))
    for name, symbol, where in (
        ("start", "circle-open", slice(0, 1)),
        ("end", "x-thin", slice(-1, None)),
    ):
        style = markers(palette.FLOW, symbol)
        told = words.text(f"trace.region.{name}")
        label = words.text(f"curve.{name}")
        traces.append(Trace(told, style, sigma[where], least[where], label=label))
    if known(solution):
        traces.append(
            Trace(
                words.text("trace.corner", alpha=alpha_name(solution)),
                markers(palette.GUARANTEE, "diamond"),
                np.array([margin]),
                np.array([solution.alpha]),
                label=alpha_name(solution),
            )
        )
    return Graph(
        kind=f"region {[trace.name for trace in traces]}",
        traces=tuple(traces),
        cursors=(Cursor(sigma, least, color=palette.FLOW),),
        layout=layout(xaxis=axis("σₘᵢₙ(W)"), yaxis=axis("λₘᵢₙ(T)")),
        ranges={"xaxis": (-0.03 * right, right), "yaxis": (-0.03 * top, top)},
        caption=say(
            Message(
                "picture.region",
                first_sigma=sigma[0],
                first=least[0],
                last_sigma=sigma[-1],
                last=least[-1],
                least=least.min(),
                margin=margin,
                alpha=alpha_message(solution),
            )
        ),
    )


def _boundary(solution: MatrixSolution, right: float) -> Trace:
    # Quadratic: the curve bends most near 0.
    sigmas = right * np.linspace(0.0, 1.0, _SAMPLES) ** 2
    return Trace(
        words.text("trace.boundary", alpha=alpha_name(solution)),
        line(palette.GUARANTEE, fill="tozeroy", fillcolor=palette.INFEASIBLE_FILL),
        sigmas,
        solution.guarantee.floors(sigmas, solution.reach),
        label=f"{alpha_name(solution)}(σ)",
    )
