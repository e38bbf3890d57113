"""The conserved imbalances: eigenvalues of D with the differences that make the rate, or d_l."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

import words
from core import AlphaSource, MatrixSolution
from core.arrays import Array
from core.guarantee import TwoLayerRate, imbalance_eigenvalues
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Graph, Trace, axis, layout, line, markers, note, span
from words import Message, say
from words.numbers import written

_WIDEST = 512  # hidden width whose eigenvalues a picture may find
_MARKERS = 600
_APART = "\u2002"  # a space between a bracket and its name


def graph(solution: MatrixSolution) -> Graph:
    """Eigenvalues of D for two layers, d_l where D_l = d_l I, eigenvalues of every D_l else."""
    source = solution.guarantee.source
    if source is AlphaSource.TWO_LAYER:
        return _two_layers(solution)
    if source in (AlphaSource.HOMOGENEOUS, AlphaSource.BALANCED):
        return _homogeneous(solution)
    return _every_layer(solution)


def _two_layers(solution: MatrixSolution) -> Graph:
    n, m = solution.objective.shape
    values = np.sort(solution.guarantee.imbalance)[::-1]
    parts = solution.guarantee.two_layer(n, m, solution.margin.margin)
    assert parts is not None
    count = values.size
    hidden = solution.width > count
    zero = not values.any()
    traces = [
        *_stems(np.arange(1.0, count + 1.0), values, words.text("trace.eigenvalues_D")),
        *([] if zero else _brackets(values, parts)),
    ]
    told = Message(
        "picture.eigenvalues",
        first=values[0],
        last=values[-1],
        plus=parts.delta_plus,
        minus=parts.delta_minus,
        delta=parts.delta,
        margin=solution.margin.margin,
        alpha=parts.alpha_star,
    )
    rest = Message("picture.other_eigenvalues", width=solution.width)
    if zero:
        margin, alpha = solution.margin.margin, parts.alpha_star
        told, hidden = Message("picture.balanced_alpha", margin=margin, alpha=alpha), False
    return Graph(
        kind=f"imbalance two-layer {hidden} {zero}",
        traces=tuple(traces),
        cursors=(),
        layout=_layout(
            words.text("axis.largest_first"),
            words.text("trace.eigenvalues_D"),
            showticklabels=False,
            annotations=_all_zero(values),
        ),
        ranges={"xaxis": (-0.12 * count, 1.0 + 1.12 * count), "yaxis": _height(values)},
        caption=say((told, rest) if hidden else told),
    )


def _homogeneous(solution: MatrixSolution) -> Graph:
    d = solution.guarantee.imbalance
    if not d.size:
        caption = say(Message("picture.one_layer"))
    elif d.any():
        values = tuple(written(value, 3) for value in d.tolist())
        caption = say(Message("picture.homogeneous", values=values))
    else:
        caption = say(Message("picture.balanced"))
    return Graph(
        kind=f"imbalance homogeneous {bool(d.size)} {bool(d.any())}",
        traces=_stems(np.arange(1.0, d.size + 1.0), d, "dₗ"),
        cursors=(),
        layout=_layout(
            words.text("axis.layer"),
            "dₗ",
            dtick=1,
            annotations=_all_zero(d) if d.size else [note(caption)],
        ),
        ranges={"xaxis": (0.5, max(d.size, 1) + 0.5), "yaxis": _height(d)},
        caption=caption,
    )


def _every_layer(solution: MatrixSolution) -> Graph:
    layers = solution.scenario.start().weights
    depth = len(layers)
    wide = max(layer.shape[1] for layer in layers[:-1]) > _WIDEST
    groups = []
    if not wide:
        groups = [
            _thinned(imbalance_eigenvalues(first, second), _MARKERS // (depth - 1))
            for first, second in pairwise(layers)
        ]
    values = np.concatenate([np.empty(0), *groups])
    places = [
        place + (0.7 * np.linspace(-0.5, 0.5, group.size) if group.size > 1 else np.zeros(1))
        for place, group in enumerate(groups, start=1)
    ]
    caption = say(
        Message("picture.too_wide", most=_WIDEST)
        if wide
        else Message(
            "picture.every_imbalance", count=depth - 1, least=values.min(), most=values.max()
        )
    )
    return Graph(
        kind=f"imbalance layers {wide}",
        traces=_stems(
            np.concatenate([np.empty(0), *places]), values, words.text("trace.eigenvalues_Dl")
        ),
        cursors=(),
        layout=_layout(
            words.text("axis.layers"),
            words.text("trace.eigenvalues_Dl"),
            dtick=1,
            annotations=[note(caption)] if wide else [],
        ),
        ranges={"xaxis": (0.5, depth - 0.5), "yaxis": _height(values)},
        caption=caption,
    )


# ---- parts ------------------------------------------------------------------------------------


def _stems(x: Array, values: Array, name: str) -> tuple[Trace, ...]:
    """Markers on thin lines from 0; none where all are there."""
    if not values.any():
        return ()
    gap = np.full(x.shape, np.nan)
    feet = np.stack([x, x, gap], axis=1).ravel()
    heights = np.stack([np.zeros(x.shape), values, gap], axis=1).ravel()
    return (
        Trace(words.text("trace.from_zero"), line(palette.INFEASIBLE, width=1.0), feet, heights),
        Trace(name, markers(palette.IMBALANCE, "circle", size=7), x, values, ghost=True),
    )


def _all_zero(values: Array) -> list[dict[str, Any]]:
    """The word in place of dots on an axis."""
    if values.any():
        return []
    return [note(say(Message("picture.all_zero"))) | {"yanchor": "bottom", "yshift": 6}]


def _brackets(values: Array, parts: TwoLayerRate) -> tuple[Trace, Trace, Trace]:
    """Delta_+ left of the eigenvalues, Delta_- right of them, Delta across the gap of signs."""
    count, positive = values.size, int((values > 0.0).sum())
    p_1, q_1 = max(values[0], 0.0), max(-values[-1], 0.0)
    p_n, q_m = p_1 - parts.delta_plus, q_1 - parts.delta_minus
    room = 0.03 * count
    return (
        Trace(
            words.text("trace.delta"),
            _labelled(palette.GUARANTEE, "Δ", "middle right", 2.5),
            *_bracket(positive + 0.5, room, p_n, -q_m),
        ),
        Trace(
            words.text("trace.delta_plus"),
            _labelled(palette.INFEASIBLE, "Δ₊", "middle left", 2.0),
            *_bracket(1.0 - 0.04 * count, room, p_1, p_n),
        ),
        Trace(
            words.text("trace.delta_minus"),
            _labelled(palette.INFEASIBLE, "Δ₋", "middle right", 2.0),
            *_bracket(count + 0.04 * count, -room, -q_m, -q_1),
        ),
    )


def _labelled(color: str, label: str, side: str, width: float) -> dict[str, Any]:
    """A line with a label at the middle of its five points."""
    style = line(color, width=width)
    text = f"{label}{_APART}" if side.endswith("left") else f"{_APART}{label}"
    return {
        **style,
        "mode": "lines+text",
        "text": ["", "", text, "", ""],
        "textposition": side,
        "textfont": {"color": color, "size": 15},
        "cliponaxis": False,
    }


def _bracket(x: float, tick: float, top: float, bottom: float) -> tuple[Array, Array]:
    return (
        np.array([x + tick, x, x, x, x + tick]),
        np.array([top, top, (top + bottom) / 2, bottom, bottom]),
    )


def _thinned(values: Array, most: int) -> Array:
    """At most so many of the values, the extreme ones among them."""
    if values.size <= most:
        return values
    chosen: Array = values[np.linspace(0, values.size - 1, most).astype(int)]
    return chosen


def _height(values: Array) -> tuple[float, float]:
    """Zeros lie in the middle of a picture."""
    return span(values, 0.0, pad=0.12) if values.any() else (-1.0, 1.0)


def _layout(x: str, y: str, *, annotations: Any = (), **more: Any) -> dict[str, Any]:
    return layout(
        xaxis=axis(x, showgrid=False, **more),
        yaxis=axis(y, zeroline=True),
        annotations=list(annotations),
    )
