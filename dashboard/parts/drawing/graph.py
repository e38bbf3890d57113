"""A picture in two parts: a style that depends on its kind alone, and the numbers.

While a slider moves only numbers change, so only numbers travel and only lines are redrawn; the
style goes along when the kind of picture changes (another depth, another choice of envelopes).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

import words
from core.arrays import Array
from dashboard.parts.drawing import palette
from words.languages import habits, spoken

# The theme's, of assets/style/tokens.css: figures.js puts the colours in their places.
INK, GRID = "var(--ink-soft)", "var(--grid)"
LINES = {"gridcolor": GRID, "linecolor": GRID, "zerolinecolor": INK, "zerolinewidth": 1}
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, eq=False)
class Trace:
    """One line or set of markers.

    Attributes
    ----------
    name : str
        For hover.
    label : str
        A few characters that stand at the curve's end, or beside the mark, in its colour: "γα*".
    style : dict
        Plotly attributes other than coordinates.
    x, y, z : ndarray
        Coordinates; z in space only.
    ghost : bool or None
        Whether a pinned run shows it; by itself the unbroken lines of what happens.
    """

    name: str
    style: dict[str, Any]
    x: Array
    y: Array
    z: Array | None = None
    label: str = ""
    ghost: bool | None = None

    def at(self, y: Array, **style: Any) -> Trace:
        """The same at another height, with more style."""
        style = {**self.style, **style} if style else self.style
        return Trace(self.name, style, self.x, y, self.z, self.label, self.ghost)

    def is_ghost(self) -> bool:
        """Whether a pinned run shows it."""
        if self.ghost is not None:
            return self.ghost
        if "lines" not in self.style.get("mode", ""):
            return False
        return self.style["line"]["color"] in palette.HAPPENS and (
            self.style["line"].get("dash", "solid") == "solid"
        )

    def coordinates(self) -> dict[str, Array]:
        """The arrays by name."""
        parts = {"x": self.x, "y": self.y}
        return parts if self.z is None else parts | {"z": self.z}


@dataclass(frozen=True, eq=False)
class Cursor:
    """What the time cursor marks in a picture: a dot at sample i, and perhaps a line of time.

    Attributes
    ----------
    x, y, z : ndarray, shape (T,)
    axes : str
        "" for the first pair of axes, "2" for the second.
    color : str
    upright : bool
        Draw the vertical line through the dot: x is time.
    """

    x: Array
    y: Array
    z: Array | None = None
    axes: str = ""
    color: str = ""
    upright: bool = False


@dataclass(frozen=True)
class Handle:
    """A point of a picture that a hand can drag: each coordinate is a control's value.

    Attributes
    ----------
    names : tuple of (str, str)
        Controls that the two coordinates set; "" where a coordinate sets none.
    x, y : float
    label, hint : str
        What it is called, and what can be done with it.
    value : str
        Where it is, in words: "{x}" and "{y}" stand for the coordinates.
    color : str
    at : tuple of (float, float, float), optional
        In space: where it is.
    along : tuple of (int, int), optional
        In space: which of the three, from 0, the two coordinates are.
    """

    names: tuple[str, str]
    x: float
    y: float
    label: str
    hint: str
    value: str
    color: str
    at: tuple[float, float, float] | None = None
    along: tuple[int, int] | None = None


@dataclass(frozen=True, eq=False)
class Graph:
    """A picture.

    Attributes
    ----------
    kind : str
        Pictures of the same kind have the same styles.
    traces : tuple of Trace
    cursors : tuple of Cursor
    layout : dict
        Plotly layout without ranges.
    ranges : dict of str to (float, float)
        Axis name -> range as Plotly wants it (logarithms on a log axis).
    caption : str
        The picture in a sentence, for those who cannot see it.
    handles : tuple of Handle
    """

    kind: str
    traces: tuple[Trace, ...]
    cursors: tuple[Cursor, ...]
    layout: dict[str, Any]
    ranges: dict[str, tuple[float, float]]
    caption: str
    handles: tuple[Handle, ...] = ()

    def figure(self) -> dict[str, Any]:
        """The whole picture as a Plotly figure."""
        layout = {
            key: dict(value) if isinstance(value, dict) else value
            for key, value in self.layout.items()
        }
        for axis, limits in self.ranges.items():
            place = layout
            for part in axis.split("."):
                place = place.setdefault(part, {})
            place["range"] = list(limits)
        return {
            "data": [
                {"name": trace.name, **trace.style, **trace.coordinates()} for trace in self.traces
            ],
            "layout": layout,
        }

    def style(self) -> dict[str, Any]:
        """What depends on the kind: the figure without numbers, its labels and handles."""
        return {
            "data": [{"name": trace.name, **trace.style} for trace in self.traces],
            "layout": self.layout,
            "ghost": [index for index, trace in enumerate(self.traces) if trace.is_ghost()],
            "labels": [
                {"trace": index, "text": trace.label, "color": _color(trace.style)}
                for index, trace in enumerate(self.traces)
                if trace.label
            ],
            "handles": [
                {
                    "label": handle.label,
                    "hint": handle.hint,
                    "value": handle.value,
                    "color": handle.color,
                }
                for handle in self.handles
            ],
        }


def line(color: str, *, width: float = 2.0, dash: str = "solid", **more: Any) -> dict[str, Any]:
    """Style of a line without markers."""
    return {
        "type": "scatter",
        "mode": "lines",
        "line": {"color": color, "width": width, "dash": dash},
        **more,
    }


def markers(color: str, symbol: str, *, size: int = 10, **more: Any) -> dict[str, Any]:
    """Style of markers without a line."""
    return {
        "type": "scatter",
        "mode": "markers",
        "marker": {
            "color": color,
            "symbol": symbol,
            "size": size,
            "line": {"width": 2, "color": color},
        },
        **more,
    }


def axis(title: str, **more: Any) -> dict[str, Any]:
    """An axis with the settings shared by all pictures."""
    return {
        "title": {"text": title, "standoff": 3},
        "zeroline": False,
        "exponentformat": "power",
        "tickangle": 0,
        "automargin": False,
        "nticks": 6,
        **LINES,
        **more,
    }


def time_axis(title: str | None = None, **more: Any) -> dict[str, Any]:
    """The axis of time, from 0."""
    return axis(title or words.text("axis.time"), rangemode="tozero", **more)


def layout(**more: Any) -> dict[str, Any]:
    """A layout with the settings shared by all pictures."""
    return {
        "margin": {"l": 60, "r": 12, "t": 10, "b": 34},
        "showlegend": False,
        "separators": habits(spoken()).decimal,  # none of thousands
        "hovermode": "closest",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "system-ui, sans-serif", "size": 12, "color": INK},
        **more,
    }


def span(*parts: Array | float, pad: float = 0.06) -> tuple[float, float]:
    """A range that holds all finite numbers in `parts`, with padding."""
    ends = [end for part in parts for end in _ends(part)]
    if not ends:
        return 0.0, 1.0
    low, high = min(ends), max(ends)
    # A flat line stays in the middle; a line that is flat but for rounding too.
    room = max(high - low, 1e-9 * max(abs(low), abs(high))) or 1.0
    middle = (low + high) / 2
    half = room / 2 + pad * room
    return middle - half, middle + half


def _ends(part: Array | float) -> tuple[float, ...]:
    """The least and the largest finite number of a part, or nothing."""
    if not isinstance(part, np.ndarray):
        return (float(part),) if math.isfinite(part) else ()
    if part.size:
        ends = float(part.min()), float(part.max())
        if math.isfinite(ends[0]) and math.isfinite(ends[1]):
            return ends
        part = part[np.isfinite(part)]
    return (float(part.min()), float(part.max())) if part.size else ()


def broken(t: Array, columns: Array) -> tuple[Array, Array]:
    """x and y of one line through all columns, shape (T, k), with a gap after each."""
    count = columns.shape[1]
    gap = np.full((1, count), np.nan)
    return np.tile(np.append(t, np.nan), count), np.concatenate([columns, gap]).T.ravel()


def note(text: str) -> dict[str, Any]:
    """A sentence in the middle of an empty picture."""
    return {"text": text, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5, "showarrow": False}


def subscript(index: int) -> str:
    """1 -> ₁."""
    return str(index).translate(SUBSCRIPTS)


def _color(style: dict[str, Any]) -> str:
    part = "line" if "lines" in style["mode"] else "marker"
    color: str = style[part]["color"]
    return color
