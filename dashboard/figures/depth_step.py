"""(b) What it costs: gradient norm, sharpness and the largest stable step against depth."""

from __future__ import annotations

from core import DepthCurves
from core.aligned import AlignedDescent
from dashboard.figures import palette
from dashboard.figures.depth import chosen, curve, depth_axes, depth_range, dotted, log_span
from dashboard.figures.graph import Graph, layout, line
from dashboard.figures.logarithmic import step


def graph(curves: DepthCurves, run: AlignedDescent) -> Graph:
    """On one logarithmic axis; depths without a minimum have neither sharpness nor step."""
    values = (curves.gradient_norm, curves.sharpness, curves.stable_step, curves.progress)
    low, high = log_span(*values)
    every = step(low, high)
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
        kind=f"depth step {every}",
        traces=traces,
        cursors=(),
        layout=layout(**depth_axes("size", every)),
        ranges={"xaxis": depth_range(curves), "yaxis": (low, high)},
        caption=(
            f"From depth {curves.depths[0]} to {curves.depths[-1]} the sharpness goes from "
            f"{curves.sharpness[0]:.3g} to {curves.sharpness[-1]:.3g}, the largest stable step "
            f"from {curves.stable_step[0]:.3g} to {curves.stable_step[-1]:.3g}, and the guaranteed "
            f"rate in stable steps from {curves.progress[0]:.3g} to {curves.progress[-1]:.3g}."
        ),
    )
