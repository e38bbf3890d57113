"""(b) What it costs: gradient norm, sharpness and the largest stable step against depth."""

from __future__ import annotations

import numpy as np

import words
from core import DepthCurves
from core.depth import AlignedDescent
from dashboard.depth.figures.common import (
    chosen,
    curve,
    depth_axes,
    depth_range,
    dotted,
    log_span,
    unruly,
)
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Graph, layout, line, note
from words import Message, say

_LINES = Message("picture.no_step_lines")


def graph(curves: DepthCurves, run: AlignedDescent) -> Graph:
    """On one logarithmic axis; depths without a minimum have neither sharpness nor step."""
    values = (curves.gradient_norm, curves.sharpness, curves.stable_step, curves.progress)
    low, high = log_span(*values)
    empty = not any((value > 0.0).any() for value in values)
    scattered = unruly(run)
    traces = (
        curve(
            words.text("trace.gradient_norm"),
            dotted(palette.FLOW, scattered=scattered),
            curves,
            curves.gradient_norm,
            "‖∇𝓛(0)‖",
        ),
        curve(
            words.text("trace.sharpness"),
            line(palette.SHARPNESS, dash="dash", width=2.5),
            curves,
            curves.sharpness,
            words.text("curve.sharpness"),
        ),
        curve(
            words.text("trace.stable_step"),
            dotted(palette.DESCENT),
            curves,
            curves.stable_step,
            words.text("curve.stable_step"),
        ),
        curve(
            words.text("trace.progress"),
            dotted(palette.GUARANTEE, scattered=scattered),
            curves,
            curves.progress,
            words.text("curve.progress"),
        ),
        chosen(run, palette.DESCENT, float(run.at.stable_step[0])),
    )
    return Graph(
        kind=f"depth step {empty} {scattered}",
        traces=traces,
        cursors=(),
        layout=layout(
            **depth_axes(words.text("axis.size")), annotations=[note(say(_LINES))] if empty else []
        ),
        ranges={"xaxis": depth_range(curves), "yaxis": (low, high)},
        caption=_caption(curves),
    )


def _caption(curves: DepthCurves) -> str:
    there = np.flatnonzero(np.isfinite(curves.sharpness))
    if not there.size:
        return say(
            Message(
                "picture.no_step",
                shallow=curves.depths[0],
                deep=curves.depths[-1],
                first=curves.gradient_norm[0],
                last=curves.gradient_norm[-1],
            )
        )
    first, last = there[0], there[-1]
    return say(
        Message(
            "picture.step",
            shallow=curves.depths[first],
            deep=curves.depths[last],
            first_sharpness=curves.sharpness[first],
            last_sharpness=curves.sharpness[last],
            first_step=curves.stable_step[first],
            last_step=curves.stable_step[last],
            first_progress=curves.progress[first],
            last_progress=curves.progress[last],
        )
    )
