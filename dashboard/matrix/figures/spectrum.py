"""The eigenvalues of the preconditioner T in time, above the guaranteed one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import words
from core import MatrixSolution
from core.arrays import Array
from dashboard.matrix.figures.common import alpha_message, alpha_name, horizon
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import (
    Cursor,
    Graph,
    Trace,
    axis,
    broken,
    layout,
    line,
    span,
    time_axis,
)
from dashboard.parts.drawing.logarithmic import decades, floored, log_axis
from words import Message, say

_WIDE = 1e3  # lambda_max / lambda_min from which the axis is logarithmic
_NEAR = 4.0  # times the largest eigenvalue: beta* is on the picture
_COLUMNS = 48  # eigenvalues drawn at most, and points of all their lines together
_POINTS = 3000


def graph(solution: MatrixSolution) -> Graph:
    """All eigenvalues, the extreme ones thick, and alpha*."""
    t, least, most = solution.times, solution.preconditioner_min, solution.preconditioner_max
    end = horizon(solution)
    beta = _ceiling(solution)
    logarithmic = bool(most.max() > _WIDE * least.min())
    traces = []
    if solution.spectrum.shape[1]:
        style = line(palette.INFEASIBLE, width=0.8)
        traces.append(
            Trace(
                words.text("trace.eigenvalues_T"), style, *broken(*_thinned(solution)), label="λ(T)"
            )
        )
    traces.append(
        Trace("λₘₐₓ(T)", line(palette.FLOW, width=1.5, dash="dash"), t, most, label="λₘₐₓ(T)")
    )
    if beta is not None:
        edges, style = np.array([0.0, end]), line(palette.GUARANTEE, width=1.5, dash="dot")
        name = words.text("trace.never_above")
        traces.append(Trace(name, style, edges, np.full(2, beta), label="β*"))
    if solution.alpha > 0.0:
        name = words.text("trace.never_below", alpha=alpha_name(solution))
        alpha = np.full(2, solution.alpha)
        label, style = alpha_name(solution), line(palette.GUARANTEE)
        traces.append(Trace(name, style, np.array([0.0, end]), alpha, label=label))
    traces.append(Trace("λₘᵢₙ(T)", line(palette.FLOW, width=3), t, least, label="λₘᵢₙ(T)"))
    if logarithmic:
        low, high = _decades(solution)
        traces = [replace(trace, y=floored(trace.y, low)) for trace in traces]
        upright = log_axis(words.text("axis.eigenvalues_T"))
    else:
        low, high = 0.0, span(most, beta or 0.0, solution.alpha, 0.0)[1]
        upright = axis(words.text("axis.eigenvalues_T"), rangemode="tozero")
    return Graph(
        kind=f"spectrum {[trace.name for trace in traces]} {logarithmic}",
        traces=tuple(traces),
        cursors=(Cursor(t, traces[-1].y, color=palette.FLOW, upright=True),),
        layout=layout(xaxis=time_axis(), yaxis=upright),
        ranges={"xaxis": (0.0, end), "yaxis": (low, high)},
        caption=say(
            Message(
                "picture.spectrum" if solution.beta_star is None else "picture.spectrum_between",
                first=least[0],
                last=least[-1],
                least=least.min(),
                first_most=most[0],
                last_most=most[-1],
                alpha=alpha_message(solution),
                beta=solution.beta_star,
            )
        ),
    )


def _ceiling(solution: MatrixSolution) -> float | None:
    """beta*, if it is so near to the eigenvalues that they are seen beside it."""
    beta = solution.beta_star
    return beta if beta and beta <= _NEAR * solution.preconditioner_max.max() else None


def _decades(solution: MatrixSolution) -> tuple[float, float]:
    """Down to the least eigenvalue that is no rounding, and to alpha*."""
    shown = np.append(solution.preconditioner_min, solution.alpha)
    largest = max(float(solution.preconditioner_max.max()), _ceiling(solution) or 0.0)
    shown = shown[shown > 1e-14 * largest]
    return decades(largest, float(shown.min()) if shown.size else 1e-3 * largest)


def _thinned(solution: MatrixSolution) -> tuple[Array, Array]:
    """Times and eigenvalues, as many as an eye can tell apart."""
    count = solution.spectrum.shape[1]
    columns = np.unique(np.linspace(0, count - 1, min(count, _COLUMNS)).astype(int))
    wanted = min(len(solution.times), _POINTS // columns.size)
    samples = np.unique(np.linspace(0, len(solution.times) - 1, wanted).astype(int))
    return solution.times[samples], solution.spectrum[np.ix_(samples, columns)]
