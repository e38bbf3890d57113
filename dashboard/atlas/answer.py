"""What the atlas page is told about a state: how its map fills, and the run at its cursor."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, NotRequired

import numpy as np
from typing_extensions import TypedDict

import words
from core import Recipe
from core.atlas import NAMES, QUANTITIES, Grid
from dashboard.atlas.chunks.plan import Plan, nearest, plan
from dashboard.atlas.controls import (
    FLOWS,
    RUNS,
    TOPIC,
    AtlasState,
    at_point,
    called,
    entries_in,
    map_query,
    recipe,
    write,
)
from dashboard.atlas.ensemble import Drawing, drawing, ensemble, picked, shown_draws, times
from dashboard.atlas.figures import axes, colours
from dashboard.atlas.figures import ensemble as spread
from dashboard.atlas.figures import loss as loss_figure
from dashboard.atlas.figures import map as map_figure
from dashboard.atlas.ids import Atlas
from dashboard.atlas.planes import Side as PlaneSide
from dashboard.atlas.point import Point, opened, point
from dashboard.atlas.readouts import READOUTS
from dashboard.atlas.stores import Row
from dashboard.parts.drawing.graph import Graph
from dashboard.parts.entries import option
from dashboard.parts.exchange.answers import Answer, Controls, hidden
from dashboard.parts.exchange.memory import Memory
from dashboard.parts.exchange.sending import (
    Arrays,
    graph_answers,
    network_answer,
    promise,
    quantities,
)
from dashboard.parts.query import ControlError
from words import Message, say


class Side(TypedDict):
    """An axis of a map, as the browser places colours and reads places: all its values; and what it
    is of, as the recipe says it.
    """

    of: str
    symbol: str
    values: list[float]
    log: bool
    whole: bool


class Quantity(TypedDict):
    """What of a place is read; `codes` are the names of what is no number."""

    name: str
    label: str
    codes: list[str]


class Filling(TypedDict):
    """How a map fills: see `dashboard.atlas.chunks.plan`.

    Attributes
    ----------
    digest : of the recipe, with which all else changes.
    levels : of each its strides down and across, and how many chunks and points it has.
    paint : what the colours are made by (`dashboard.atlas.figures.colours`).
    note : what of a sweep is not in it.
    """

    digest: str
    query: str
    recipe: dict[str, Any]
    sides: tuple[Side, Side]
    levels: list[dict[str, Any]]
    quantities: list[Quantity]
    paint: dict[str, Any]
    contours: bool
    place: tuple[float, float]
    file: str
    note: str


class AtlasAnswer(Answer):
    """The answer of this page."""

    map: Filling
    ensemble: Drawing
    rows: dict[str, Row]


class AtlasSaid(TypedDict):
    """Of that, what the callbacks take which this page alone has."""

    rows: NotRequired[dict[str, Row]]


def atlas_answer(state: AtlasState, drawn: Collection[str]) -> AtlasAnswer:
    """Everything the atlas page shows of a state but the map's colours, as JSON values.

    Parameters
    ----------
    state : AtlasState
    drawn : collection of str
        Kinds of picture that the page has the style of already.

    Raises
    ------
    ControlError, ScenarioError
        If there is no such map, or the run at the cursor leads beyond the range of float64.
    """
    filling = plan(state)
    grid, at = filling.recipe, nearest(state)
    assert isinstance(grid, Grid)
    found = point(at_point(state, at))
    place = _place(grid, at)
    draw = _picked.recall((ensemble(state), picked(state)), _draw)
    arrays = Arrays()
    now = {
        "times": arrays.number(found.times, exact=True),
        "loss": arrays.number(found.loss, exact=True),
    }
    graphs = {
        Atlas.GRAPH_MAP: _map(state, grid, place),
        Atlas.GRAPH_LOSS: loss_figure.graph(
            found.times, found.excess, found.envelope, found.descent
        ),
        **_spread(state, draw),
    }
    return {
        "query": write(state),
        "complete": found.complete,
        "controls": _controls(state),
        "quantities": quantities(READOUTS, found),
        "status": say((*notes(state), *found.status)),
        "guarantee": promise(say(found.guarantee)),
        "guaranteed": found.alpha > 0.0,
        "now": now,
        "network": [network_answer(found.layers, arrays)],
        "now_labels": {},
        "graphs": graph_answers(graphs.items(), arrays, drawn),
        "map": _filling(state, filling, place),
        "ensemble": drawing(state),
        "rows": _rows(state),
        "arrays": arrays.packed,
    }


#: A drag over the map leaves the draws as they are.
_picked: Memory[tuple[Recipe, int], Point] = Memory(8, lambda found: found.complete)


def _draw(question: tuple[Recipe, int]) -> Point:
    draws, number = question
    return point(draws.scenario(number))


def point_at(state: AtlasState, index: int) -> dict[str, Any]:
    """A point of the map as a recipe that its page shows.

    Raises
    ------
    ControlError
        If there is no such point.
    """
    return _opened(recipe(state), index, lambda: at_point(state, index))


def draw_at(state: AtlasState, index: int) -> dict[str, Any]:
    """Likewise one of its draws."""
    found = ensemble(state)
    return _opened(found, index, lambda: found.scenario(index))


def notes(state: AtlasState) -> tuple[Message, ...]:
    """What there is to know of a sweep that is shown."""
    shown = state.sweep or state.sweep_draws
    return shown.notes if shown else ()


def _opened(found: Recipe, index: int, scenario: Callable[[], Any]) -> dict[str, Any]:
    if not 0 <= index < found.points:
        raise ControlError("", "atlas_page.no_point")
    return opened(scenario())


def _place(grid: Recipe, index: int) -> tuple[float, float]:
    """Across and up."""
    up, across = (float(values[0]) for values in grid.coordinates([index]).values())
    return across, up


def _map(state: AtlasState, grid: Grid, place: tuple[float, float]) -> Graph:
    weights = state["plane"] == "weights" and not state.sweep
    return map_figure.graph(
        grid,
        state.quantity,
        curves=state.curves,
        point=place,
        rest=state["r"] ** (state["L"] - 2) if weights else 1.0,
        target=state["y"] if weights else None,
        caption=say(map_figure.about(grid, state.quantity)),
    )


def _spread(state: AtlasState, draw: Point) -> dict[str, Graph]:
    """The pictures of the draws, with what the picked one has."""
    said = Message("atlas_page.drawn_caption", count=shown_draws(state), draw=picked(state))
    caption = say(said)
    return {
        Atlas.GRAPH_TIGHTNESS: spread.histogram("tightness", draw.tightness, caption),
        Atlas.GRAPH_ALPHA: spread.histogram("alpha_star", draw.alpha_star, caption),
        Atlas.GRAPH_BANDS: spread.bands(np.array(times(state)), (draw.times, draw.excess), caption),
    }


def _filling(state: AtlasState, filling: Plan, place: tuple[float, float]) -> Filling:
    grid = filling.recipe
    assert isinstance(grid, Grid)
    whole = state.sweep.recipe if state.sweep else grid
    name = state.store if state.sweep else state["plane"]
    return {
        "digest": f"{grid.digest()} {state.sweep.stamp}" if state.sweep else grid.digest(),
        "query": map_query(state),
        "recipe": whole.to_json(),
        "sides": (_side(grid, 1), _side(grid, 0)),
        "levels": [
            {"strides": level.strides, "chunks": level.chunks, "points": level.points}
            for level in filling.levels
        ],
        "quantities": [
            {
                "name": name,
                "label": _called(name),
                "codes": [words.text(f"atlas.code.{name}.{code}") for code in NAMES.get(name, ())],
            }
            for name in grid.quantities
        ],
        "paint": colours.told(state.quantity),
        "contours": "contours" in state.curves,
        "place": place,
        "file": f"atlas_{name}_{state.quantity}",
        "note": " ".join(say(note) for note in state.sweep.notes) if state.sweep else "",
    }


def _called(quantity: str) -> str:
    """As the control that chooses it says it."""
    for name, known in (("q", FLOWS), ("dq", RUNS)):
        if quantity in known:
            return option(TOPIC, name, quantity)
    return words.text(QUANTITIES[quantity].words)


def _side(grid: Grid, which: int) -> Side:
    side = grid.axes[which]
    return {
        "of": side.of,
        "symbol": axes.symbol(side.of),
        "values": side.at(np.arange(side.points)).tolist(),
        "log": axes.is_log(side),
        "whole": side.whole,
    }


def _controls(state: AtlasState) -> Controls:
    needed = state.needed()
    sweep = state.sweep
    unseen = {"draw": "seed" not in needed, "sq": not sweep}
    stored = {"store": state.store, "sq": state.stored or next(iter(QUANTITIES))}
    return {
        "values": {**dict(state.values), "show": list(state.curves), **stored},
        "hidden": hidden(state.values, needed, unseen),
        "disabled": [],
        "layers": 1,
        "at": state.at,
    }


def _rows(state: AtlasState) -> dict[str, Row]:
    """The controls of the axes: another plane, another name and another slider."""
    across, up = state.plane.sides
    sides = {"x": across, "y": up, "u": across, "v": up}
    return _plane_rows(state, sides) | (state.sweep.rows if state.sweep else {})


def _plane_rows(state: AtlasState, sides: Mapping[str, PlaneSide]) -> dict[str, Row]:
    return {
        entry.name: {
            "label": say(called(entry.name, sides[entry.name[0]])),
            "min": entry.low,
            "max": entry.high,
            "step": entry.step,
            "powers": entry.powers,
            "whole": entry.whole,
        }
        for entry in entries_in(state.plane)
        if entry.name[0] in sides and entry.name not in ("y",)
    }
