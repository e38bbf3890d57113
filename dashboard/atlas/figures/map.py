"""A map: what a quantity is over a plane of scenarios, in colours.

`graph` gives what the page draws: axes, curves and marks; the browser paints the colours under
them as they come. `picture` is the whole as a figure of plotly's, with the colours of all values.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

import words
from core.arrays import Array
from core.atlas import QUANTITIES, Axis, Grid
from core.scalar import level_curve
from dashboard.atlas.figures import axes, colours
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Graph, Trace, layout, line, markers
from words import Message

#: On colours from dark to light: black beside white is seen on all of them.
_LEVEL = "#ffffff"
_POINTS = 60  # of a branch of a hyperbola
#: Level sets of products and imbalances, as parts of what the plane holds.
_LEVELS = (-0.6, -0.3, -0.1, 0.1, 0.3, 0.6)


def graph(
    recipe: Grid,
    quantity: str,
    *,
    curves: Collection[str] = (),
    point: tuple[float, float] | None = None,
    rest: float = 1.0,
    target: float | None = None,
    caption: str = "",
) -> Graph:
    """Axes, curves and marks of a map, without its colours.

    Parameters
    ----------
    recipe : Grid
        Of two axes: up, then across.
    quantity : str
        What the colours say.
    curves : collection of str
        Of "contours", "product" and "imbalance" those that are drawn: of the first only the style,
        as the colours decide where they are; the others belong to a plane of two weights.
    point : tuple of (float, float), optional
        A place that is marked: across, up.
    rest, target : float
        For level sets of the product: that of all other weights, and where the loss is 0.
    caption : str
    """
    up, across = recipe.axes
    traces = [*_level_sets(curves, across, up, rest, target)]
    if point is not None:
        style = markers(palette.TARGET, "circle-open", size=13)
        here = np.array([point[0]]), np.array([point[1]])
        traces.append(Trace(words.text("atlas_page.here"), style, *here, ghost=True))
    logs = f"{axes.is_log(across)} {axes.is_log(up)}"
    names = " ".join([across.of, up.of, logs, *curves])
    return Graph(
        kind=f"atlas map {names} {quantity} {target is None} {point is None}",
        traces=tuple(traces),
        cursors=(),
        layout=layout(xaxis=axes.drawn(across), yaxis=axes.drawn(up), dragmode="zoom"),
        ranges={"xaxis": axes.span(across), "yaxis": axes.span(up)},
        caption=caption,
    )


def picture(recipe: Grid, quantity: str, values: Array) -> dict[str, Any]:
    """The whole map as a figure of plotly's: data, and a layout whose background is the colours.

    Parameters
    ----------
    recipe : Grid
    quantity : str
    values : ndarray
        Of all points, in the recipe's order; NaN (a code: -1) where there is none.
    """
    up, across = recipe.axes
    figure = graph(recipe, quantity).figure()
    grid = np.asarray(values, dtype=float).reshape(recipe.shape)
    figure["layout"]["images"] = [
        {
            "source": colours.png(colours.painted(quantity, grid)[::-1]),
            "xref": "x",
            "yref": "y",
            **_box(across, up),
            "sizing": "stretch",
            "layer": "below",
        }
    ]
    figure["layout"]["title"] = {"text": words.text(QUANTITIES[quantity].words)}
    return figure


def about(recipe: Grid, quantity: str) -> Message:
    """What the map is of, in a sentence."""
    up, across = recipe.axes
    return Message(
        "atlas_page.caption",
        quantity=words.text(QUANTITIES[quantity].words),
        across=axes.symbol(across.of),
        up=axes.symbol(up.of),
        left=across.start,
        right=across.stop,
        bottom=up.start,
        top=up.stop,
    )


def _box(across: Axis, up: Axis) -> dict[str, float]:
    """Where the colours lie: each value in the middle of its cell."""
    (left, width), (bottom, height) = (_cells(side) for side in (across, up))
    return {"x": left, "y": bottom + height, "sizex": width, "sizey": height}


def _cells(side: Axis) -> tuple[float, float]:
    low, high = axes.span(side)
    if side.whole and not axes.is_log(side):
        return low, high - low
    cell = (high - low) / (side.points - 1)
    return low - cell / 2, high - low + cell


def _level_sets(
    curves: Collection[str], across: Axis, up: Axis, rest: float, target: float | None
) -> list[Trace]:
    traces = []
    reach = max(abs(end) for side in (across, up) for end in (side.start, side.stop))
    if "contours" in curves:
        style = line(_LEVEL, width=1.2, hoverinfo="skip")
        traces.append(Trace(words.text("atlas_page.contours"), style, np.empty(0), np.empty(0)))
    if "product" in curves:
        style = line(_LEVEL, width=1.0, dash="dot", hoverinfo="skip", opacity=0.9)
        lines = _joined(level_curve(part * reach**2, reach, _POINTS) for part in _LEVELS)
        traces.append(Trace(words.text("atlas_page.products"), style, *lines))
        if target is not None and rest:
            style = line(palette.TARGET, width=2.0, hoverinfo="skip")
            x, y = level_curve(target / rest, reach, _POINTS)
            traces.append(Trace(words.text("atlas_page.minima"), style, x, y, label="w = y"))
    if "imbalance" in curves:
        style = line(_LEVEL, width=1.0, dash="dash", hoverinfo="skip", opacity=0.9)
        lines = _joined(_imbalance(part * reach**2, reach) for part in _LEVELS)
        traces.append(Trace(words.text("atlas_page.imbalances"), style, *lines))
    return traces


def _imbalance(value: float, reach: float) -> Array:
    """Both branches of a^2 - b^2 = value within reach, NaN between, shape (2, k)."""
    other = np.linspace(-reach, reach, _POINTS)
    one = np.sqrt(abs(value) + other * other)
    pair = np.stack([one, other] if value > 0.0 else [other, one])
    mirrored = pair * (np.array([[-1.0], [1.0]]) if value > 0.0 else np.array([[1.0], [-1.0]]))
    return np.concatenate([pair, np.full((2, 1), np.nan), mirrored], axis=1)


def _joined(parts: Any) -> Array:
    gap = np.full((2, 1), np.nan)
    return np.concatenate([part for line in parts for part in (line, gap)], axis=1)
