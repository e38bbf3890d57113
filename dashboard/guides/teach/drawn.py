"""A picture of a page's answer as a drawing for paper: SVG, black on white.

Curves are told apart by their kind of line and the names at their ends: a copier knows no colours.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

import numpy as np

from core.arrays import Array
from dashboard.guides.teach import ticks
from words.numbers import written

WIDTH, HEIGHT = 300, 205
_LEFT, _RIGHT, _TOP, _BOTTOM = 54, 62, 8, 34
_FONT = 11.0
_WIDEST = 7.0  # of a letter, in the mean of a name
_LINE = 12.0  # between the names of curves that end close to one another
_THINNEST, _THICKEST = 0.6, 1.8
#: Samples of a curve that paper shows.
_SAMPLES = 160
_DASHES = {
    "solid": "", "dash": "6 4", "dot": "1.5 3", "longdash": "10 4", "dashdot": "7 3 1.5 3",
    "longdashdot": "10 3 1.5 3",
}  # fmt: skip
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Axes:
    """A pair of axes: where it is on the drawing, and from where to where it goes."""

    x: tuple[float, float]
    y: tuple[float, float]
    left: float
    top: float
    width: float
    height: float
    logarithmic: tuple[bool, bool]

    def places(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Points of the drawing."""
        across, up = self._values(x, 0), self._values(y, 1)
        across = (across - self.x[0]) / (self.x[1] - self.x[0])
        up = (up - self.y[0]) / (self.y[1] - self.y[0])
        return self.left + self.width * across, self.top + self.height * (1.0 - up)

    def _values(self, values: Array, which: int) -> Array:
        if not self.logarithmic[which]:
            return values
        return np.log10(np.where(values > 0.0, values, np.nan))


def drawing(
    answer: Mapping[str, Any], plot: str, *, curves: bool = True, labels: bool = True
) -> str:
    """A plot of a page's answer.

    Parameters
    ----------
    answer
        Of a topic, with its styles.
    plot : str
        "loss" is `graph-loss`.
    curves, labels : bool
        Whether there is more than the axes, to be drawn into; and whether curves bear their names.

    Returns
    -------
    str
        SVG; "" for a picture in space, which paper has not.
    """
    graph = answer["graphs"][f"graph-{plot}"]
    layout = graph["style"]["layout"]
    if "scene" in layout:
        return ""
    arrays = [_unpacked(packed) for packed in answer["arrays"]]
    pairs = {name: _axes(graph["ranges"], layout, name) for name in _pairs(graph["ranges"])}
    parts = [part for axes_name, axes in pairs.items() for part in _frame(axes, layout, axes_name)]
    if curves:
        named = {label["trace"]: label["text"] for label in graph["style"]["labels"]}
        ends: list[tuple[float, float, str]] = []
        for number, (style, trace) in enumerate(
            zip(graph["style"]["data"], graph["traces"], strict=True)
        ):
            axes = pairs[str(style.get("yaxis", "y"))[1:]]
            x, y = axes.places(arrays[trace["x"]], arrays[trace["y"]])
            parts += _trace(style, x, y, axes)
            end = _end(x, y, axes)
            if labels and number in named and end:
                ends.append((*end, named[number]))
        parts += _names(ends)
    # The clip keeps curves within the frame, as on the screen.
    caption = escape(graph["caption"]) if curves else ""
    head = (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{caption}" '
        f'font-family="system-ui, sans-serif" font-size="{_FONT}" fill="#000">'
    )
    return "".join([head, *parts, "</svg>"])


def _unpacked(packed: Mapping[str, str]) -> Array:
    data = np.frombuffer(base64.b64decode(packed["bdata"]), dtype=f"<{packed['dtype']}")
    return data.astype(float)


def _pairs(ranges: Mapping[str, Any]) -> list[str]:
    """ "" for x and y, "2" for the second pair, which may share the first one's x."""
    return [name.removeprefix("yaxis") for name in ranges if name.startswith("yaxis")]


def _axes(ranges: Mapping[str, Any], layout: Mapping[str, Any], name: str) -> Axes:
    x, y = f"xaxis{name}", f"yaxis{name}"
    x = x if x in ranges else "xaxis"
    (left, right), (low, high) = (layout.get(axis, {}).get("domain", (0.0, 1.0)) for axis in (x, y))
    width, height = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
    return Axes(
        x=tuple(ranges[x]), y=tuple(ranges[y]),
        left=_LEFT + width * left, top=_TOP + height * (1.0 - high),
        width=width * (right - left), height=height * (high - low),
        logarithmic=tuple(layout.get(axis, {}).get("type") == "log" for axis in (x, y)),
    )  # fmt: skip


# ---- the frame ----------------------------------------------------------------------------------


def _frame(axes: Axes, layout: Mapping[str, Any], name: str) -> Iterator[str]:
    low = axes.top + axes.height
    yield (
        f'<rect x="{axes.left:.1f}" y="{axes.top:.1f}" width="{axes.width:.1f}" '
        f'height="{axes.height:.1f}" fill="none" stroke="#000" stroke-width="0.8"/>'
    )
    most = (ticks.MOST, 3 if axes.height < 80 else ticks.MOST)
    for at, text in _ticks(axes.x, axes.logarithmic[0], most[0]):
        place = axes.left + axes.width * at
        yield f'<path d="M{place:.1f} {low:.1f}v4" stroke="#000" stroke-width="0.8"/>'
        if _lowest(layout, name):
            yield _text(place, low + 15.0, text, "middle")
    for at, text in _ticks(axes.y, axes.logarithmic[1], most[1]):
        place = low - axes.height * at
        yield f'<path d="M{axes.left:.1f} {place:.1f}h-4" stroke="#000" stroke-width="0.8"/>'
        yield _text(axes.left - 6.0, place + 3.5, text, "end")
    x_name = f"xaxis{name}" if f"xaxis{name}" in layout else "xaxis"
    if _lowest(layout, name):
        yield _text(axes.left + axes.width / 2, low + 29.0, _title(layout, x_name), "middle")
    place = axes.left - 40.0 if axes.left < _LEFT + 1 else axes.left - 26.0
    middle = axes.top + axes.height / 2
    yield _text(place, middle, _title(layout, f"yaxis{name}"), "middle", turned=True)


def _lowest(layout: Mapping[str, Any], name: str) -> bool:
    """Whether no other pair that shares its x is below: the lowest has the numbers."""
    anchor = layout.get("xaxis", {}).get("anchor", "y")
    own = f"xaxis{name}" in layout and bool(name)
    return own or anchor == f"y{name}"


def _ticks(
    limits: tuple[float, float], logarithmic: bool, most: int
) -> Iterator[tuple[float, str]]:
    low, high = limits
    if logarithmic and high - low >= 1.0:
        exponents = ticks.powers(low, high, most)
        shown = [(float(at), f"10{str(at).translate(_SUPERSCRIPTS)}") for at in exponents]
    elif logarithmic:
        values = ticks.linear(10.0**low, 10.0**high, most)
        shown = [(math.log10(value), written(value, 4)) for value in values if value > 0.0]
    else:
        shown = [(value, written(value, 4)) for value in ticks.linear(low, high, most)]
    for at, text in shown:
        yield (at - low) / (high - low), text


def _title(layout: Mapping[str, Any], axis: str) -> str:
    title: str = layout.get(axis, {}).get("title", {}).get("text", "")
    return title


def _text(x: float, y: float, text: str, anchor: str, *, turned: bool = False) -> str:
    turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{turn}>{escape(text)}</text>'


# ---- the curves ---------------------------------------------------------------------------------


def _trace(style: Mapping[str, Any], x: Array, y: Array, axes: Axes) -> Iterator[str]:
    mode = style.get("mode", "lines")
    if "lines" in mode:
        line = style.get("line", {})
        dash = _DASHES.get(line.get("dash", "solid"), "6 4")
        width = min(max(_THINNEST, 0.55 * float(line.get("width", 2.0))), _THICKEST)
        for points in _pieces(x, y, axes):
            path = "L".join(f"{across:.1f} {up:.1f}" for across, up in points)
            dashed = f' stroke-dasharray="{dash}"' if dash else ""
            yield (
                f'<path d="M{path}" fill="none" stroke="#000" stroke-width="{width:.2f}"{dashed} '
                'stroke-linejoin="round"/>'
            )
    if "markers" in mode:
        for across, up in zip(x.tolist(), y.tolist(), strict=True):
            if _within(across, up, axes):
                yield (
                    f'<circle cx="{across:.1f}" cy="{up:.1f}" r="2.4" fill="#fff" stroke="#000" '
                    'stroke-width="1.2"/>'
                )


def _pieces(x: Array, y: Array, axes: Axes) -> Iterator[Sequence[tuple[float, float]]]:
    """Runs of points that are there, cut where the frame ends."""
    points = zip(*_thinned(x, y), strict=True)
    for within, run in groupby(points, key=lambda point: _within(point[0], point[1], axes)):
        piece = list(run)
        if within and len(piece) > 1:
            yield piece


def _thinned(x: Array, y: Array) -> tuple[list[float], list[float]]:
    """Fewer samples of long curves; gaps, and what stands beside them, stay."""
    count = len(x)
    if count > _SAMPLES:
        gaps = np.flatnonzero(np.isnan(x) | np.isnan(y))
        beside = np.concatenate([gaps - 1, gaps, gaps + 1, [0, count - 1]]).clip(0, count - 1)
        keep = np.unique(np.concatenate([np.arange(0, count, count // _SAMPLES), beside]))
        x, y = x[keep], y[keep]
    return x.tolist(), y.tolist()


def _within(x: float, y: float, axes: Axes) -> bool:
    slack = 0.5
    return (
        axes.left - slack <= x <= axes.left + axes.width + slack
        and axes.top - slack <= y <= axes.top + axes.height + slack
    )


def _end(x: Array, y: Array, axes: Axes) -> tuple[float, float] | None:
    """Where a curve's name stands: at its last point within the frame."""
    for across, up in zip(x[::-1].tolist(), y[::-1].tolist(), strict=True):
        if _within(across, up, axes):
            return across, up
    return None


def _names(ends: Sequence[tuple[float, float, str]]) -> Iterator[str]:
    """The names beside the curves' ends, moved apart where they would cover one another."""
    middle = HEIGHT / 2
    taken: list[tuple[float, float]] = []
    # From the rim inwards: those above give way downwards, those below upwards.
    for across, up, text in sorted(ends, key=lambda end: -abs(end[1] - middle)):
        place = min(up, HEIGHT - _BOTTOM - 2.0)
        while any(abs(place - y) < _LINE and abs(across - x) < _RIGHT for x, y in taken):
            place += _LINE / 4 if up < middle else -_LINE / 4
        taken.append((across, place))
        # Where it may not fit in any font, it ends at the rim.
        fits = across + 4.0 + _WIDEST * len(text) < WIDTH - 2.0
        x, anchor = (across + 4.0, "start") if fits else (WIDTH - 2.0, "end")
        yield (
            f'<text x="{x:.1f}" y="{place + 3.5:.1f}" text-anchor="{anchor}" stroke="#fff" '
            f'stroke-width="3" paint-order="stroke">{escape(text)}</text>'
        )


def ruler(ticks_there: Sequence[tuple[float, str]], truth: float | None = None) -> str:
    """An axis to mark a place on: its numbers at parts of its length, and perhaps the truth."""
    width, left = 430.0, 22.0
    ticks_drawn = (
        f'<path d="M{left + width * at:.1f} 26v8" stroke="#000"/>'
        f"{_text(left + width * at, 48.0, text, 'middle')}"
        for at, text in ticks_there
    )
    mark = ""
    if truth is not None:
        place = left + width * truth
        mark = f'<path d="M{place:.1f} 24l-6 -14h12z" fill="#000"/>'
    return (
        f'<svg viewBox="0 0 {width + 2 * left:.0f} 54" aria-hidden="true" fill="#000" '
        f'font-family="system-ui, sans-serif" font-size="12"><path d="M{left} 30h{width}" '
        f'stroke="#000" stroke-width="1.2"/>{"".join(ticks_drawn)}{mark}</svg>'
    )
