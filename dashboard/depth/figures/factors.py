"""(i) What every step leaves of the loss: at most, before it is taken, and in truth."""

from __future__ import annotations

import numpy as np

import words
from core.arrays import Array
from core.depth import SEEN, AlignedDescent
from dashboard.depth.figures.common import count_axis, count_range, descent_traces, look_of
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Cursor, Graph, Trace, axis, layout, line, note
from words import Message, say

_MOST = 1.6  # drawn; a step that makes the loss much larger leaves the picture


def graph(run: AlignedDescent) -> Graph:
    """Factors over the number of the step, up to 1, from where on the loss grows."""
    counts = np.arange(float(max(run.steps, 1)))
    true, sure = factors(run)
    empty = not np.isfinite(true).any()
    descent = descent_traces(counts, np.minimum(true, _MOST + 1.0), words.text("trace.true_factor"))
    traces = [Trace("1", line(palette.INFEASIBLE, width=1, dash="dot"), _ends(run), np.ones(2))]
    certified = run.certificate.factor
    if certified is not None:
        name = words.text("trace.certified_factor")
        style = line(palette.GUARANTEE, width=2.5)
        level = np.full(2, certified)
        traces.append(Trace(name, style, _ends(run), level, label=words.text("curve.guaranteed")))
    if np.isfinite(sure).any():
        name, label = words.text("trace.sure_factor"), words.text("curve.step_by_step")
        traces.append(Trace(name, line(palette.PROGRESSIVE, width=2), counts, sure, label=label))
    traces += descent
    most = float(np.nanmax(true, initial=1.0))
    last = np.append(true, true[-1])[: run.steps + 1]
    return Graph(
        kind=f"depth factors {[look_of(trace) for trace in traces]} {empty}",
        traces=tuple(traces),
        cursors=(
            Cursor(
                np.arange(run.steps + 1.0),
                np.minimum(last, _MOST + 1.0),
                color=palette.DESCENT,
                upright=True,
            ),
        ),
        layout=layout(
            xaxis=count_axis(),
            yaxis=axis(words.text("axis.factor")),
            annotations=[note(words.text("picture.factors_at_rest"))] if empty else [],
        ),
        ranges={"xaxis": count_range(run), "yaxis": (0.0, min(max(1.08, 1.08 * most), _MOST))},
        caption=say(_told(run, true, sure)),
    )


def factors(run: AlignedDescent) -> tuple[Array, Array]:
    """The true ones and the guaranteed ones; NaN where the loss is rounding or nothing is known."""
    if not run.steps:
        return np.full(1, np.nan), np.full(1, np.nan)
    seen = run.loss[1:] > SEEN * run.loss[0]
    return (
        np.where(seen, run.factors, np.nan),
        np.where(seen, run.guaranteed_factors, np.nan),
    )


def _ends(run: AlignedDescent) -> Array:
    return np.array(count_range(run))


def _told(run: AlignedDescent, true: Array, sure: Array) -> Message:
    if not np.isfinite(true).any():
        return Message("picture.factors_at_rest")
    values = {"least": np.nanmin(true), "most": np.nanmax(true)}
    if run.certificate.factor is not None:
        return Message("picture.factors_certified", factor=run.certificate.factor, **values)
    known = int(np.isfinite(sure).sum())
    return Message("picture.factors", known=known, count=true.size, **values)
