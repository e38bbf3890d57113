"""(a) alpha*, its bounds and the products that they grow like, against depth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import words
from core import DepthCurves
from core.depth import AlignedDescent
from dashboard.depth.figures import bounds
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
from dashboard.parts.drawing.graph import Graph, layout, line, markers, note
from words import Message, say

_NO_RATE = Message("picture.no_rate")
_SAME = 1e-9  # of alpha*: where the bound is no other line, the two differ by rounding
_LINES = Message("picture.no_rate_lines")


def graph(curves: DepthCurves, run: AlignedDescent) -> Graph:
    """All on one logarithmic axis; what is 0 is not drawn."""
    if curves.alpha_source:
        return bounds.graph(curves, run)
    values = (
        curves.alpha_star,
        curves.lower_bound,
        curves.cumulative_product,
        curves.factorial,
    )
    low, high = log_span(*values)
    scattered = unruly(run)
    traces = []
    if np.isfinite(curves.factorial).any():
        style = markers(palette.IMBALANCE, "circle-open", size=7)
        traces.append(curve("(L−1)! sᴸ⁻¹", style, curves, curves.factorial, "(L−1)! sᴸ⁻¹"))
    if (curves.cumulative_product > 0.0).any():
        style = line(palette.IMBALANCE, dash="dash")
        name = words.text("trace.cumulative")
        traces.append(curve(name, style, curves, curves.cumulative_product, "∏c"))
    if (curves.lower_bound < curves.alpha_star * (1.0 - _SAME)).any():
        style = line(palette.BOUND, dash="dot", width=1 if scattered else 3)
        traces.append(
            curve(
                words.text("trace.lower_bound"),
                style,
                curves,
                curves.lower_bound,
                words.text("curve.lower"),
            )
        )
    style = dotted(palette.GUARANTEE, scattered=scattered)
    exact = curve("α*", style, curves, curves.alpha_star, "α*")
    traces.append(replace(exact, ghost=True))
    alpha = float(run.at.alpha_star[0])
    traces.append(chosen(run, palette.GUARANTEE, alpha))
    first, last = (float(curves.alpha_star[end]) for end in (0, -1))
    empty = not curves.alpha_star.any()
    return Graph(
        kind=f"depth rate {[trace.name for trace in traces]} {empty} {scattered}",
        traces=tuple(traces),
        cursors=(),
        layout=layout(
            **depth_axes(words.text("axis.rate_factor")),
            annotations=[note(say(_LINES))] if empty else [],
        ),
        ranges={"xaxis": depth_range(curves), "yaxis": (low, high)},
        caption=say(
            _NO_RATE
            if empty
            else Message(
                "picture.rate_of_depth",
                shallow=curves.depths[0],
                deep=curves.depths[-1],
                first=first,
                last=last,
                first_product=curves.cumulative_product[0],
                last_product=curves.cumulative_product[-1],
                depth=run.depth,
                alpha=alpha,
            )
        ),
    )
