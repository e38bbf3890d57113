"""(h) The step that the schedule takes, and the limits that it keeps or not."""

from __future__ import annotations

import numpy as np

import words
from core.arrays import Array
from core.depth import AlignedDescent
from dashboard.depth.figures.common import count_axis, count_range, log_span
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Cursor, Graph, Trace, layout, line
from dashboard.parts.drawing.logarithmic import log_axis
from words import Message, say


def graph(run: AlignedDescent) -> Graph:
    """Step k over k, and level lines: certified up to here, stable, and no minimum stable."""
    taken = after(run)
    counts = np.arange(float(taken.size))
    known = run.certificate
    limits = [
        ("no_minimum", palette.TARGET, "dot", known.flattest_limit),
        ("stable_step", palette.SHARPNESS, "dash", run.stability.step),
        ("certified_step", palette.GUARANTEE, "solid", known.largest_step),
    ]
    names = {
        "no_minimum": words.text("trace.no_minimum"),
        "stable_step": words.text("trace.stable_step"),
        "certified_step": words.text("trace.certified_step"),
    }
    labels = {
        "no_minimum": words.text("curve.no_minimum"),
        "stable_step": words.text("curve.stable_step"),
        "certified_step": words.text("curve.certified_step"),
    }
    there = [limit for limit in limits if limit[3] is not None]
    ends = np.array(count_range(run))
    traces = [
        Trace(
            names[name],
            line(color, width=1.8, dash=dash),
            ends,
            np.full(2, limit),
            label=labels[name],
        )
        for name, color, dash, limit in there
    ]
    # A stair: each step holds until the next.
    stair = np.repeat(counts, 2)[1:], np.repeat(taken, 2)[:-1]
    name, label = words.text("trace.step_taken"), words.text("curve.step_taken")
    traces.append(Trace(name, line(palette.DESCENT, width=2.5), *stair, label=label))
    span = log_span(taken, np.array([limit for *_, limit in there]))
    return Graph(
        kind=f"depth sizes {[name for name, *_ in there]}",
        traces=tuple(traces),
        cursors=(Cursor(counts, taken, color=palette.DESCENT, upright=True),),
        layout=layout(xaxis=count_axis(), yaxis=log_axis(words.text("axis.step"))),
        ranges={"xaxis": count_range(run), "yaxis": span},
        caption=say(
            Message("picture.sizes", schedule=str(run.schedule), first=taken[0], last=taken[-1])
        ),
    )


def after(run: AlignedDescent) -> Array:
    """The step after every iterate; after the last the one before it."""
    steps = run.steps_taken if run.steps else np.array([run.step])
    return np.asarray(np.append(steps, steps[-1])[: run.steps + 1])
