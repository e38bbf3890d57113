"""(b) What it costs: gradient norm, sharpness and the largest stable step against depth."""

from __future__ import annotations

import numpy as np

from core import DepthCurves
from core.depth import AlignedDescent
from dashboard.depth.figures.common import chosen, curve, depth_axes, depth_range, dotted, log_span
from dashboard.parts import palette
from dashboard.parts.graph import Graph, layout, line, note
from dashboard.parts.logarithmic import step

_NO_MINIMUM = "The flow reaches no minimum at any depth"
_LINES = (
    "The flow reaches no minimum<br>at any depth, and the gradient<br>"
    "at the start is 0:<br>nothing to draw."
)


def graph(curves: DepthCurves, run: AlignedDescent) -> Graph:
    """On one logarithmic axis; depths without a minimum have neither sharpness nor step."""
    values = (curves.gradient_norm, curves.sharpness, curves.stable_step, curves.progress)
    low, high = log_span(*values)
    every = step(low, high)
    empty = not any((value > 0.0).any() for value in values)
    traces = (
        curve("gradient norm at the start", dotted(palette.FLOW), curves, curves.gradient_norm),
        curve(
            "sharpness at the end",
            line(palette.SHARPNESS, dash="dash", width=2.5),
            curves,
            curves.sharpness,
        ),
        curve(
            "largest stable step, 2/sharpness", dotted(palette.DESCENT), curves, curves.stable_step
        ),
        curve(
            "rate in stable steps: γα* · 2/sharpness",
            line(palette.GUARANTEE, width=2.5),
            curves,
            curves.progress,
        ),
        chosen(run, palette.DESCENT, float(run.at.stable_step[0]), legend=False),
    )
    return Graph(
        kind=f"depth step {every} {empty}",
        traces=traces,
        cursors=(),
        layout=layout(**depth_axes("size", every), annotations=[note(_LINES)] if empty else []),
        ranges={"xaxis": depth_range(curves), "yaxis": (low, high)},
        caption=_caption(curves),
    )


def _caption(curves: DepthCurves) -> str:
    there = np.flatnonzero(np.isfinite(curves.sharpness))
    if not there.size:
        return (
            f"{_NO_MINIMUM}: there is neither a sharpness nor a stable step. From depth "
            f"{curves.depths[0]} to {curves.depths[-1]} the gradient norm at the start goes from "
            f"{curves.gradient_norm[0]:.3g} to {curves.gradient_norm[-1]:.3g}."
        )
    first, last = there[0], there[-1]
    return (
        f"From depth {curves.depths[first]} to {curves.depths[last]} the sharpness goes from "
        f"{curves.sharpness[first]:.3g} to {curves.sharpness[last]:.3g}, the largest stable step "
        f"from {curves.stable_step[first]:.3g} to {curves.stable_step[last]:.3g}, and the "
        f"guaranteed rate in stable steps from {curves.progress[first]:.3g} to "
        f"{curves.progress[last]:.3g}."
    )
