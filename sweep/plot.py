"""A finished store as one page that needs nothing else: maps, or histograms, and the recipe."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import numpy as np
import plotly.io  # type: ignore[import-untyped]
from numpy.typing import NDArray

import words
from core.atlas import NAMES, QUANTITIES, Axis, Grid, Kind, Recipe
from sweep.errors import StartError, StopError
from sweep.store import Finished
from sweep.store.files import write

#: Of a map along each axis, and of an ensemble: more are thinned evenly.
MOST_ACROSS = 500
MOST_DRAWS = 1_000_000
BINS = 80
#: As on the page of maps, told apart by every eye: for numbers, and for codes (Okabe and Ito).
SCALE = "Viridis"
CODES = ("#0072b2", "#d55e00", "#999999", "#cc79a7", "#f0e442", "#56b4e9", "#e69f00", "#009e73")
_CONFIG = {"showSendToCloud": False, "displaylogo": False, "responsive": True}
_AXES = 2


def check(recipe: Recipe, page: Path) -> None:
    """Whether there is a page of it, and a place for that.

    Raises
    ------
    StartError
    """
    if len(recipe.shape) > _AXES:
        raise StartError("sweeps.plot_axes", count=len(recipe.shape))
    if page.is_dir() or not page.parent.is_dir():
        raise StartError("sweeps.plot_place", page=str(page))


def write_page(store: Finished, page: Path) -> None:
    """The page of a store.

    Raises
    ------
    StopError
        If it cannot be written.
    """
    try:
        write(page, _page(store).encode())
    except OSError as error:
        raise StopError("sweeps.unwritten", folder=str(page), why=error.strerror) from error


def figures(store: Finished) -> list[dict[str, Any]]:
    """One of each quantity, as plotly takes it."""
    recipe = store.recipe
    if not isinstance(recipe, Grid):
        return _histograms(store)
    places = [_thinned(length, MOST_ACROSS) for length in recipe.shape]
    values = store.values(_flat(places, recipe.shape), *recipe.quantities)
    shape = tuple(len(along) for along in places)
    axes = list(zip(recipe.axes, places, strict=True))
    draw = _map if len(axes) == _AXES else _line
    return [draw(name, values[name].reshape(shape), axes) for name in recipe.quantities]


def _thinned(length: int, most: int) -> NDArray[np.int64]:
    """Places along an axis, its ends among them."""
    return np.unique(np.linspace(0, length - 1, min(length, most)).round().astype(np.int64))


def _flat(places: list[NDArray[np.int64]], shape: tuple[int, ...]) -> NDArray[np.int64]:
    found = np.zeros(1, dtype=np.int64)
    for along, length in zip(places, shape, strict=True):
        found = (found[:, None] * length + along).ravel()
    return found


_Along = tuple[Axis, NDArray[np.int64]]


def _map(name: str, values: NDArray[Any], axes: list[_Along]) -> dict[str, Any]:
    """Of a plane: the first axis up, the second across."""
    (up, rows), (across, columns) = axes
    layout = _layout(name)
    x, layout["xaxis"] = _positions(across, columns)
    y, layout["yaxis"] = _positions(up, rows)
    trace: dict[str, Any] = {"type": "heatmap", "x": x, "y": y}
    trace |= _coded(name, values) if name in NAMES else _numbered(name, values)
    return {"data": [trace], "layout": layout}


def _numbered(name: str, values: NDArray[Any]) -> dict[str, Any]:
    """Colours of numbers, of which the logarithm decides where they are of many sizes."""
    texts = {"customdata": values, "hovertemplate": "%{x}, %{y}: %{customdata:.6g}<extra></extra>"}
    if QUANTITIES[name].kind is not Kind.LOG:
        return {"z": values, "colorscale": SCALE, **texts}
    with np.errstate(divide="ignore", invalid="ignore"):
        exponents = np.where(values > 0.0, np.log10(values), np.nan)
    there = exponents[np.isfinite(exponents)]
    low, high = (np.floor(there.min()), np.ceil(there.max())) if there.size else (0.0, 1.0)
    ticks = np.unique(np.linspace(low, high, min(int(high - low) + 1, 9)).round())
    marks = [f"10<sup>{tick:.0f}</sup>" for tick in ticks]
    bar = {"tickvals": ticks.tolist(), "ticktext": marks}
    return {"z": exponents, "colorscale": SCALE, "colorbar": bar, **texts}


def _coded(name: str, values: NDArray[Any]) -> dict[str, Any]:
    """A colour for each code, with its name at the bar."""
    count = len(NAMES[name])
    said = [words.text(f"atlas.code.{name}.{each}") for each in NAMES[name]]
    edges = [(place + side) / count for place in range(count) for side in (0, 1)]
    colours = [CODES[place % len(CODES)] for place in range(count) for _ in (0, 1)]
    known = values >= 0
    return {
        "z": np.where(known, values, np.nan),
        "zmin": -0.5,
        "zmax": count - 0.5,
        "colorscale": [list(pair) for pair in zip(edges, colours, strict=True)],
        "colorbar": {"tickvals": list(range(count)), "ticktext": said},
        "text": [[said[code] if code >= 0 else "" for code in row] for row in values.tolist()],
        "hovertemplate": "%{x}, %{y}: %{text}<extra></extra>",
    }


def _line(name: str, values: NDArray[Any], axes: list[_Along]) -> dict[str, Any]:
    ((across, places),) = axes
    layout = _layout(name)
    x, layout["xaxis"] = _positions(across, places)
    layout["yaxis"] = {}
    if name in NAMES:
        said = [words.text(f"atlas.code.{name}.{each}") for each in NAMES[name]]
        layout["yaxis"] = {"tickvals": list(range(len(said))), "ticktext": said}
        values = np.where(values >= 0, values, np.nan)
    elif QUANTITIES[name].kind is Kind.LOG:
        layout["yaxis"] = {"type": "log", "exponentformat": "power"}
    mode = "markers" if name in NAMES else "lines"
    return {"data": [{"type": "scatter", "mode": mode, "x": x, "y": values}], "layout": layout}


def _histograms(store: Finished) -> list[dict[str, Any]]:
    recipe = store.recipe
    draws = np.arange(min(recipe.points, MOST_DRAWS), dtype=np.int64)
    return [_histogram(name, store.values(draws, name)[name]) for name in recipe.quantities]


def _histogram(name: str, values: NDArray[Any]) -> dict[str, Any]:
    layout = _layout(name) | {
        "bargap": 0.02,
        "yaxis": {"title": {"text": words.text("sweeps.draws")}},
    }
    if name in NAMES:
        said = [words.text(f"atlas.code.{name}.{each}") for each in NAMES[name]]
        counts = [int((values == code).sum()) for code in range(len(said))]
        bars: dict[str, Any] = {"x": said, "y": counts}
    else:
        log = QUANTITIES[name].kind is Kind.LOG
        there = values[np.isfinite(values) & ((values > 0.0) | (not log))]
        parts, edges = np.histogram(np.log10(there) if log else there, BINS)
        edges = 10.0**edges if log else edges
        bars = {"x": edges[:-1], "width": np.diff(edges), "offset": 0, "y": parts}
        if log:
            layout["xaxis"] = {"type": "log", "exponentformat": "power"}
    return {"data": [{"type": "bar", **bars}], "layout": layout}


def _positions(axis: Axis, places: NDArray[np.int64]) -> tuple[NDArray[Any], dict[str, Any]]:
    """Values along an axis, and the axis they stand on."""
    values = axis.at(places)
    drawn: dict[str, Any] = {"title": {"text": axis.of}, "constrain": "domain"}
    if axis.scale == "log":
        return values, drawn | {"type": "log", "exponentformat": "power"}
    return values, drawn


def _layout(name: str) -> dict[str, Any]:
    return {"title": {"text": words.text(QUANTITIES[name].words)}, "height": 560}


def _page(store: Finished) -> str:
    """A figure below the other, then what it is made from."""
    recipe = store.recipe
    parts = [
        plotly.io.to_html(
            figure, config=_CONFIG, include_plotlyjs=not place, full_html=False, validate=False
        )
        for place, figure in enumerate(figures(store))
    ]
    title = html.escape(words.text("sweeps.page_title"))
    made = ", ".join(f"{name} {value}" for name, value in sorted(store.versions.items()))
    notes = [
        words.text("sweeps.page_points", points=recipe.points),
        words.text("sweeps.page_made", made=made),
    ]
    if max(recipe.shape) > (MOST_ACROSS if isinstance(recipe, Grid) else MOST_DRAWS):
        notes.append(words.text("sweeps.page_thinned"))
    told = html.escape(json.dumps(recipe.to_json(), indent=2, ensure_ascii=False))
    return (
        f'<!doctype html>\n<html lang="{words.spoken()}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
        "<style>body{font:16px/1.5 sans-serif;max-width:60rem;margin:1rem auto;padding:0 1rem}"
        "pre{overflow:auto;background:#f2f2f2;padding:1rem}</style>\n</head>\n<body>\n"
        f"<h1>{title}</h1>\n<p>{html.escape(' '.join(notes))}</p>\n"
        + "\n".join(parts)
        + f"\n<h2>{html.escape(words.text('sweeps.page_recipe'))}</h2>\n<pre>{told}</pre>\n"
        "</body>\n</html>\n"
    )
