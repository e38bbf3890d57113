"""Three layers: the constraint set and the flow in space."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import words
from core import ScalarSolution
from core.arrays import Array
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import (
    GRID,
    INK,
    Cursor,
    Graph,
    Trace,
    layout,
    line,
    markers,
    subscript,
)
from dashboard.scalar.figures.handle import start_handle
from dashboard.scalar.figures.set_and_flow import caption, drawn, set_and_flow

_WIDER = 2.5  # lines and their marks in space look thinner than in a plane
_CROSS = 0.05  # half the length of an end's strokes, as a part of the half width


def three_layers(
    solution: ScalarSolution, pair: tuple[int, int], others: Sequence[ScalarSolution]
) -> Graph:
    """The cursor moves the last trace; the start is dragged along a pair of layers, from 0."""
    traces, reach = set_and_flow(solution, (0, 1, 2), _spatial, others)
    traces = [_crosses(trace, _CROSS * reach) if _is_cross(trace) else trace for trace in traces]
    x, y, z = solution.by_layer
    start = [x[:1], y[:1], z[:1]]
    traces.append(_spatial(markers(palette.FLOW, "circle"), start, words.text("trace.now")))
    return Graph(
        kind=f"space {pair} {drawn(solution, (), others)}",
        traces=tuple(traces),
        cursors=(Cursor(x, y, z, color=palette.FLOW),),
        layout=layout(
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            scene={
                "aspectmode": "cube",
                "camera": {
                    "eye": {"x": 1.65, "y": 1.45, "z": 1.0},
                    "center": {"x": 0, "y": 0, "z": -0.12},
                },
                **{
                    f"{name}axis": {
                        "title": {"text": f"w{subscript(index)}"},
                        "nticks": 5,
                        "gridcolor": GRID,
                        "zerolinecolor": INK,
                        "color": INK,
                        "backgroundcolor": "rgba(0,0,0,0)",
                    }
                    for index, name in enumerate("xyz", start=1)
                },
            },
        ),
        ranges={f"scene.{name}axis": (-reach, reach) for name in "xyz"},
        caption=caption(solution, (0, 1, 2)),
        handles=(start_handle(solution, pair, in_space=True),),
    )


def _spatial(style: dict[str, Any], points: Sequence[Array], name: str, label: str = "") -> Trace:
    style = {**style, "type": "scatter3d"}
    if "marker" in style:
        style["marker"] = {**style["marker"], "size": 5}
    else:
        style["line"] = {**style["line"], "width": _WIDER * style["line"]["width"]}
    return Trace(name, style, points[0], points[1], points[2], label=label)


def _is_cross(trace: Trace) -> bool:
    return bool(trace.style.get("marker", {}).get("symbol") == "x-thin")


def _crosses(trace: Trace, half: float) -> Trace:
    """Marks as strokes: plotly draws its marks in space as glyphs, and many machines lack the x."""
    assert trace.z is not None
    strokes = half * np.array([[[-1, -1, 1], [1, 1, -1]], [[-1, 1, 1], [1, -1, -1]]])
    gap = np.full((1, 3), np.nan)
    points = [
        np.concatenate([centre + stroke, gap])
        for centre in np.stack([trace.x, trace.y, trace.z], axis=1)
        for stroke in strokes
    ]
    style = {**line(palette.FLOW, width=6.0), "type": "scatter3d"}
    x, y, z = np.concatenate(points).T
    return Trace(trace.name, style, x, y, z, label=trace.label)
