"""(a) of families whose modes differ in their imbalances: bounds under the flow's least rate."""

from __future__ import annotations

from dataclasses import replace

import words
from core import AlphaSource, DepthCurves
from core.depth import AlignedDescent
from core.matrix import lacking
from dashboard.depth.figures.common import (
    chosen,
    curve,
    depth_axes,
    depth_range,
    dotted,
    log_span,
)
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Graph, layout, line, note
from words import Message, say

#: Bounds of any depth, and their lines; the others speak at one depth alone.
_DASHES = {
    AlphaSource.DEEP_SQUARE: "dash",
    AlphaSource.DEEP_UNIMODAL: "dot",
    AlphaSource.DEEP_MARGIN: "dashdot",
}
_FAR = 1e-3
_SOURCES = {
    AlphaSource.TWO_LAYER: "table.two_layer",
    AlphaSource.HOMOGENEOUS: "table.homogeneous",
    AlphaSource.BALANCED: "table.balanced",
    AlphaSource.THREE_LAYER_BOUND: "table.three_layer_bound",
    AlphaSource.DEEP_SQUARE: "table.deep_square",
    AlphaSource.DEEP_UNIMODAL: "table.deep_unimodal",
    AlphaSource.DEEP_MARGIN: "table.deep_margin",
    AlphaSource.NONE: "table.no_promise",
}


def graph(curves: DepthCurves, run: AlignedDescent) -> Graph:
    """Every bound, the largest of them, and the least lambda_min(T) along the flow."""
    assert curves.least is not None
    proven = curves.proven
    shown = {
        source: values
        for source, values in ((each, curves.bounds.get(each)) for each in _DASHES)
        if values is not None and (values > 0.0).any()
    }
    # A bound far below the largest, as one of square layers may be, goes out of the picture.
    near = [values[values > _FAR * proven] for values in shown.values()]
    low, high = log_span(proven, curves.least, *near)
    traces = [
        curve(
            words.text(f"trace.bound_{source.word}"),
            line(palette.BOUND, dash=_DASHES[source], width=1.5),
            curves,
            values,
            words.text(f"curve.bound_{source.word}"),
        )
        for source, values in shown.items()
    ]
    best = curve(words.text("trace.proven"), dotted(palette.GUARANTEE), curves, proven, "α")
    traces.append(replace(best, ghost=True))
    name = words.text("trace.least_T")
    traces.append(curve(name, dotted(palette.FLOW), curves, curves.least, "λₘᵢₙ(T)"))
    alpha = float(run.at.proven[0])
    traces.append(chosen(run, palette.GUARANTEE, alpha))
    empty = not proven.any() and not curves.least.any()
    return Graph(
        kind=f"depth bounds {[trace.name for trace in traces]} {empty}",
        traces=tuple(traces),
        cursors=(),
        layout=layout(
            **depth_axes(words.text("axis.rate_factor")),
            annotations=[note(say(Message("picture.no_rate_lines")))] if empty else [],
        ),
        ranges={"xaxis": depth_range(curves), "yaxis": (low, high)},
        caption=say(_told(curves, run)),
    )


def _told(curves: DepthCurves, run: AlignedDescent) -> tuple[Message, ...]:
    assert curves.least is not None
    told = Message(
        "picture.bounds_of_depth",
        shallow=curves.depths[0],
        deep=curves.depths[-1],
        first=curves.proven[0],
        last=curves.proven[-1],
        first_least=curves.least[0],
        last_least=curves.least[-1],
        depth=run.depth,
        alpha=float(run.at.proven[0]),
        source=_source(run),
    )
    return (told, lacking(run.shortfall)) if run.shortfall else (told,)


def _source(run: AlignedDescent) -> str:
    return words.text(_SOURCES[AlphaSource(run.at.alpha_source[0])])
