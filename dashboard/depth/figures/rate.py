"""(a) alpha*, its bounds and the products that they grow like, against depth."""

from __future__ import annotations

import numpy as np

from core import DepthCurves
from core.depth import AlignedDescent
from dashboard.depth.figures.common import chosen, curve, depth_axes, depth_range, dotted, log_span
from dashboard.parts import palette
from dashboard.parts.graph import Graph, layout, line, markers, note
from dashboard.parts.logarithmic import step

_NO_RATE = (
    "α* is 0 at every depth: the layers are balanced and the margin is 0. No rate is guaranteed, "
    "and a logarithmic axis has no 0."
)
_LINES = (
    "α* is 0 at every depth:<br>balanced layers,<br>margin 0. No rate is<br>guaranteed, and there"
    "<br>is no 0 on a logarithmic axis."
)


def graph(curves: DepthCurves, run: AlignedDescent) -> Graph:
    """All on one logarithmic axis; what is 0 is not drawn."""
    values = (
        curves.alpha_star,
        curves.lower_bound,
        curves.cumulative_product,
        curves.factorial,
    )
    low, high = log_span(*values)
    every = step(low, high)
    traces = []
    if np.isfinite(curves.factorial).any():
        style = markers(palette.CUMULATIVE, "circle-open", size=7)
        traces.append(curve("(L−1)! sᴸ⁻¹", style, curves, curves.factorial))
    if (curves.cumulative_product > 0.0).any():
        style = line(palette.CUMULATIVE, dash="dash")
        name = "product of cumulative imbalances ∏c"
        traces.append(curve(name, style, curves, curves.cumulative_product))
    style = line(palette.BOUND, dash="dot", width=3)
    traces.append(curve("lower bound of α*", style, curves, curves.lower_bound))
    traces.append(curve("α*", dotted(palette.GUARANTEE), curves, curves.alpha_star))
    alpha = float(run.at.alpha_star[0])
    traces.append(chosen(run, palette.GUARANTEE, alpha, legend=True))
    first, last = (float(curves.alpha_star[end]) for end in (0, -1))
    empty = not curves.alpha_star.any()
    return Graph(
        kind=f"depth rate {[trace.name for trace in traces]} {every} {empty}",
        traces=tuple(traces),
        cursors=(),
        layout=layout(
            **depth_axes("rate factor", every), annotations=[note(_LINES)] if empty else []
        ),
        ranges={"xaxis": depth_range(curves), "yaxis": (low, high)},
        caption=_NO_RATE if empty else (
            f"From depth {curves.depths[0]} to {curves.depths[-1]}, α* goes from {first:.3g} to "
            f"{last:.3g} and the product of the cumulative imbalances from "
            f"{curves.cumulative_product[0]:.3g} to {curves.cumulative_product[-1]:.3g}; at depth "
            f"{run.depth}, α* is {alpha:.3g}."
        ),
    )  # fmt: skip
