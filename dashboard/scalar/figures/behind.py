"""Behind the plane of two weights: contours of the loss, and the way down.

In the plane the loss is (y - r a b)^2, with a and b the two weights and r the product of all
others, which stay as they are at the start: its contours are hyperbolas a b = (y -+ s)/r.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

import words
from core import ScalarSolution
from core.arrays import Array
from core.scalar import level_curve
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Trace, line
from dashboard.scalar.figures.set_and_flow import BEYOND

#: Distances from y of the contours, as parts of the start's: the loss four times from one to the
#: next. The start's own bounds where the flow can go.
_DISTANCES = 2.0 ** np.arange(-2.0, 4.0)
_POINTS = 60  # of a branch of a hyperbola
_ROWS = 11  # of arrows, from the lower edge to the upper
_WIDTHS = 2.5  # half heights to each side: a plane is drawn wider than it is high
_LENGTH = 0.55  # of an arrow, in distances between two
_HEAD = 0.22
_SPREAD = np.pi - 0.5  # of the two strokes of a head against the arrow


def behind(
    solution: ScalarSolution, layers: tuple[int, int], reach: float, show: Collection[str]
) -> list[Trace]:
    """What of "contours" and "field" is to `show`."""
    if not {"contours", "field"} & set(show):
        return []
    y, rest = solution.scenario.target, _rest(solution, layers)
    which = "plane" if solution.network.depth == 2 else "cut"  # where the others stay at the start
    traces = []
    if "contours" in show:
        start = abs(solution.network.gap) or abs(y) or 1.0
        style = line(palette.INFEASIBLE, width=0.8, hoverinfo="skip")
        lines = contours(y, rest, start * _DISTANCES, BEYOND * reach)
        traces.append(Trace(words.text(f"trace.contours.{which}"), style, *lines))
    if "field" in show:
        style = line(palette.INFEASIBLE, width=1.0, hoverinfo="skip", opacity=0.6)
        traces.append(Trace(words.text(f"trace.field.{which}"), style, *field(y, rest, reach)))
    return traces


def contours(target: float, rest: float, distances: Array, reach: float) -> Array:
    """Where |target - rest a b| is each of the distances, as one broken line, shape (2, k)."""
    gap = np.full((2, 1), np.nan)
    parts = [gap]
    if rest:
        for distance in distances.tolist():
            for product in ((target - distance) / rest, (target + distance) / rest):
                parts += [level_curve(product, reach, _POINTS) if product else _axes(reach), gap]
    return np.concatenate(parts, axis=1)


def field(target: float, rest: float, reach: float) -> Array:
    """Arrows of one length along -grad of (target - rest a b)^2, one broken line, shape (2, k)."""
    apart = 2.0 * reach / _ROWS
    up = apart * (np.arange(_ROWS) - (_ROWS - 1) / 2)
    half = int(_WIDTHS * _ROWS / 2)
    a, b = (grid.ravel() for grid in np.meshgrid(apart * np.arange(-half, half + 1.0), up))
    # Of the direction alone: sign(target - rest a b) rest (b, a).
    way = np.sign(target - rest * a * b) * np.sign(rest)
    size = np.hypot(a, b)
    moving = (size > 0.0) & (way != 0.0)
    a, b, way, size = a[moving], b[moving], way[moving], size[moving]
    angle = np.arctan2(way * a, way * b)
    shaft = apart * _LENGTH / 2
    tip = a + shaft * np.cos(angle), b + shaft * np.sin(angle)
    points = [(a - shaft * np.cos(angle), b - shaft * np.sin(angle)), tip]
    for turn in (_SPREAD, -_SPREAD):  # a head's two strokes, with the way back
        stroke = apart * _HEAD
        points += [
            (tip[0] + stroke * np.cos(angle + turn), tip[1] + stroke * np.sin(angle + turn)),
            tip,
        ]
    points.append((np.full(a.shape, np.nan), np.full(a.shape, np.nan)))
    arrows: Array = np.array(points).transpose(1, 2, 0).reshape(2, -1)
    return arrows


def _rest(solution: ScalarSolution, layers: tuple[int, int]) -> float:
    """The product of all other weights at the start."""
    return float(np.prod(np.delete(solution.weights[0], list(layers))))


def _axes(reach: float) -> Array:
    """Where a product is 0."""
    return np.array([[-reach, reach, np.nan, 0.0, 0.0], [0.0, 0.0, np.nan, -reach, reach]])
