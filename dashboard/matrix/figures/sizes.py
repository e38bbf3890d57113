"""How small and how large each layer can be and is, over the imbalances between the layers."""

from __future__ import annotations

import math

import numpy as np

import words
from core import MatrixSolution
from core.arrays import Array
from core.matrix import lacking
from dashboard.matrix.figures.layers import shown_layers
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Graph, Trace, axis, layout, line, markers, note, span
from dashboard.parts.drawing.logarithmic import decades, floored, log_axis
from words import Message, say

_WIDE = 100.0  # largest over least square from which the axis is logarithmic
_DEEP = 1e-8  # of the largest: a floor below is beside the picture
_TICKS = 12  # numbers of layers that have room
_HALF, _ASIDE = 0.3, 0.08  # a bracket's half width; what the least and the largest stand apart


def graph(solution: MatrixSolution) -> Graph:
    """x_l and y_l as brackets, the flow between them; below, the spectrum of each D_l."""
    floors, ceilings = solution.layer_floors, solution.layer_ceilings
    ranges = _ranges(solution)
    depth = floors.size
    places = np.arange(1.0, depth + 1.0)
    above = [floors] if ceilings is None else [floors, ceilings]
    shown = np.concatenate([*above, *(values.ravel() for values in ranges)])
    largest = float(shown[np.isfinite(shown)].max())
    least = float(np.concatenate([floors, *(values.ravel() for values in ranges[:1])]).min())
    logarithmic = largest > _WIDE * least
    traces = [Trace("xₗ", line(palette.GUARANTEE, width=2.5), *_bars(places, floors), label="xₗ")]
    if ceilings is not None and np.isfinite(ceilings).all():
        style = line(palette.GUARANTEE, width=1.5, dash="dot")
        traces.append(Trace("yₗ", style, *_bars(places, ceilings), label="yₗ"))
    if ranges:
        traces += _flow(places, *ranges)
    upright = axis(words.text("axis.squares"), rangemode="tozero")
    low, high = 0.0, span(shown, 0.0)[1]
    if logarithmic:
        positive = shown[(shown > _DEEP * largest) & np.isfinite(shown)]
        low, high = decades(largest, float(positive.min()) if positive.size else largest)
        traces = [Trace(t.name, t.style, t.x, floored(t.y, low), label=t.label) for t in traces]
        upright = log_axis(words.text("axis.squares"))
    below, reach = _imbalances(solution)
    names = [trace.name for trace in traces]
    tick = max(1, math.ceil(depth / _TICKS))
    return Graph(
        kind=f"sizes {names} {len(below)} {logarithmic} {tick}",
        traces=(*traces, *below),
        cursors=(),
        layout=layout(
            xaxis=axis(words.text("axis.layer"), showgrid=False, dtick=tick, anchor="y2"),
            yaxis={**upright, "domain": [0.4, 1.0]},
            yaxis2=axis("λ(Dₗ)", domain=[0.0, 0.3], nticks=4, zeroline=True),
            annotations=[] if below else [_none()],
        ),
        ranges={"xaxis": (0.5, depth + 0.5), "yaxis": (low, high), "yaxis2": reach},
        caption=say((*_told(solution, ranges), *_thinnest(solution))),
    )


def _ranges(solution: MatrixSolution) -> tuple[Array, Array] | tuple[()]:
    """sigma_r^2 and ||W_l||^2: at the start, at the end, least and largest, shape (4, L) each."""
    layers = shown_layers(solution)
    if not layers:
        return ()
    rank = min(min(shape) for shape in solution.layer_shapes)
    return tuple(  # type: ignore[return-value]
        np.transpose([_range(values[:, index] ** 2) for values in layers])
        for index in (rank - 1, 0)
    )


def _range(values: Array) -> Array:
    return np.array([values[0], values[-1], values.min(), values.max()])


def _flow(places: Array, least: Array, largest: Array) -> list[Trace]:
    """Over the run: sigma_r^2 thick on the left, ||W_l||^2 thin on the right."""
    traces = []
    for name, values, aside, width in (
        ("σᵣ(Wₗ)²", least, -_ASIDE, 4.0),
        ("‖Wₗ‖²", largest, _ASIDE, 2.0),
    ):
        # From the last layer to the first: brackets have their labels behind the last one.
        x, y = _uprights(places[::-1] + aside, values[2][::-1], values[3][::-1])
        traces.append(Trace(name, line(palette.FLOW, width=width), x, y, label=name))
    x = np.concatenate([places - _ASIDE, places + _ASIDE])
    for row, (name, symbol) in enumerate((("start", "circle-open"), ("end", "x-thin"))):
        y = np.concatenate([least[row], largest[row]])
        style = markers(palette.FLOW, symbol, size=7)
        traces.append(Trace(words.text(f"curve.{name}"), style, x, y))
    return traces


def _imbalances(solution: MatrixSolution) -> tuple[list[Trace], tuple[float, float]]:
    """From lambda_min(D_l) to lambda_max(D_l), between the layers; and the thinnest layers."""
    spectra = solution.guarantee.general.imbalances
    if not spectra:
        return [], (-1.0, 1.0)
    places = np.arange(1.0, len(spectra) + 1.0) + 0.5
    least = np.array([each.least for each in spectra])
    most = np.array([each.most for each in spectra])
    thin = np.array(solution.thinnest_layers, dtype=float)
    traces = [
        Trace(
            words.text("trace.spectra_D"),
            line(palette.IMBALANCE, width=5.0, yaxis="y2"),
            *_uprights(places, least, most),
            label="λ(Dₗ)",
        ),
        Trace(
            words.text("trace.extremes_D"),
            markers(palette.IMBALANCE, "line-ew", size=14, yaxis="y2"),
            np.tile(places, 2),
            np.concatenate([least, most]),
        ),
    ]
    if thin.size:
        traces.append(
            Trace(
                words.text("trace.thinnest"),
                markers(palette.FEASIBLE, "diamond", size=9, yaxis="y2"),
                thin,
                np.zeros(thin.size),
                label=words.text("curve.thinnest"),
            )
        )
    return traces, span(least, most, 0.0, pad=0.2)


def _bars(places: Array, heights: Array) -> tuple[Array, Array]:
    gap = np.full(places.size, np.nan)
    x = np.stack([places - _HALF, places + _HALF, gap], axis=1).ravel()
    return x[:-1], np.stack([heights, heights, gap], axis=1).ravel()[:-1]


def _uprights(places: Array, bottom: Array, top: Array) -> tuple[Array, Array]:
    gap = np.full(places.size, np.nan)
    x = np.stack([places, places, gap], axis=1).ravel()
    return x[:-1], np.stack([bottom, top, gap], axis=1).ravel()[:-1]


def _none() -> dict[str, object]:
    said = note(say(Message("picture.one_layer")))
    return said | {"y": 0.15}


def _told(solution: MatrixSolution, ranges: tuple[Array, ...]) -> tuple[Message, ...]:
    if not ranges:
        return (Message("picture.layers_too_wide"),)
    smallest, largest = int(ranges[0][2].argmin()), int(ranges[1][3].argmax())
    told = Message(
        "picture.smallest_layer",
        layer=smallest + 1,
        least=ranges[0][2][smallest],
        floor=solution.layer_floors[smallest],
    )
    most = {"layer": largest + 1, "most": ranges[1][3][largest]}
    if solution.layer_ceilings is None:
        return told, Message("picture.largest_layer", **most)
    ceiling = solution.layer_ceilings[largest]
    return told, Message("picture.largest_layer_below", **most, ceiling=ceiling)


def _thinnest(solution: MatrixSolution) -> tuple[Message, ...]:
    """Which layer is the thinnest by the imbalances, or why none is."""
    if len(solution.layer_floors) == 1:
        return ()
    layers = solution.thinnest_layers
    if not layers:
        assert solution.shortfall is not None
        return (lacking(solution.shortfall),)
    if len(layers) > 1:
        return (Message("picture.tied_layers", first=layers[0], last=layers[-1]),)
    return (Message("picture.thinnest", layer=layers[0]),)
