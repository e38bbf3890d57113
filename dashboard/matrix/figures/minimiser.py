"""Which minimiser: how far from the one of least norm a flow ends, over the size of its start."""

from __future__ import annotations

import math
import textwrap

import numpy as np

import words
from core import MatrixSolution
from core.matrix import Minimisers
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Graph, Trace, axis, layout, line, markers, note
from dashboard.parts.drawing.logarithmic import decades_of, log_axis
from words import Message, say

_LINE = 34  # characters of a note's line
_DASHES = ("dot", "solid", "dash")
_LAST = 1e-12  # of ||W^+||: a distance that is none


def graph(solution: MatrixSolution, ends: Minimisers | None) -> Graph:
    """||W(inf) - W^+|| for each width, and below the rank of W(inf)."""
    if ends is None:
        return _empty(solution)
    floor = _LAST * (ends.norm or 1.0)
    distances = np.maximum(ends.distances, floor)  # NaN where there is none
    size, distance, rank = _own(solution)
    styles = [line(palette.FLOW, dash=dash) for dash in _styles(len(ends.widths))]
    labels = [f"h = {width:g}" for width in ends.widths]
    traces = [
        Trace(label, {**style, "mode": "lines+markers"}, ends.sizes, found, label=label)
        for label, style, found in zip(labels, styles, distances, strict=True)
    ] + [
        Trace(
            words.text("trace.rank_of", width=label),
            {**style, "mode": "lines+markers", "yaxis": "y2"},
            ends.sizes,
            ranks,
        )
        for label, style, ranks in zip(labels, styles, ends.ranks, strict=True)
    ]
    traces.append(
        Trace(
            words.text("trace.this_start"),
            markers(palette.TARGET, "diamond", size=11),
            np.array([size]),
            np.array([max(distance, floor)]),
            label=words.text("curve.this_start"),
            ghost=True,
        )
    )
    low, high = decades_of(distances, np.array([distance]), room=0.1)
    left, right = decades_of(ends.sizes, np.array([size]), room=0.0)
    most = min(solution.objective.shape)
    told = Message(
        "picture.minimiser",
        distance=distance,
        rank=rank,
        norm=ends.norm,
        large=float(np.nanmax(ends.distances[:, 0], initial=0.0)),
        small=_smallest(ends),
    )
    return Graph(
        kind=f"minimiser {labels}",
        traces=tuple(traces),
        cursors=(),
        layout=layout(
            xaxis={**log_axis(words.text("axis.start_size")), "anchor": "y2"},
            yaxis={**log_axis("‖W(∞) − W⁺‖"), "domain": [0.36, 1.0]},
            yaxis2=axis(words.text("axis.rank"), domain=[0.0, 0.24], dtick=1),
        ),
        ranges={
            "xaxis": (left, right),
            "yaxis": (low, high),
            "yaxis2": (-0.2, most + 0.4),
        },
        caption=say((told, Message("picture.minimiser_decides"))),
    )


def _own(solution: MatrixSolution) -> tuple[float, float, float]:
    """Size, distance and rank of the network itself; NaN where its end is not known."""
    size = float(np.linalg.norm(solution.singular_values[0]))
    end = solution.end
    distance, rank = end.distance_to_minimum_norm, end.rank
    return size, math.nan if distance is None else distance, math.nan if rank is None else rank


def _styles(count: int) -> tuple[str, ...]:
    """The one is solid; of several the narrowest is dotted."""
    return ("solid",) if count == 1 else _DASHES[:count]


def _smallest(ends: Minimisers) -> float:
    """Of the smallest start with an end."""
    found = ends.distances[:, ~np.isnan(ends.distances).all(axis=0)]
    return float(np.nanmax(found[:, -1])) if found.size else math.nan


def _empty(solution: MatrixSolution) -> Graph:
    objective = solution.objective
    code = "picture.one_minimiser" if objective.unique else "picture.no_start"
    caption = say(Message(code))
    return Graph(
        kind=f"minimiser none {code}",
        traces=(),
        cursors=(),
        layout=layout(
            xaxis=log_axis(words.text("axis.start_size")),
            yaxis=log_axis("‖W(∞) − W⁺‖"),
            annotations=[note("<br>".join(textwrap.wrap(caption, _LINE)))],
        ),
        ranges={"xaxis": (-4.0, 1.0), "yaxis": (-4.0, 1.0)},
        caption=caption,
    )
