"""The atlas page's controls: what a user set <-> the recipe of a map, and the place of its cursor.

As on the other pages the query string is the one form: `/atlas?plane=weights&q=tightness&x0=-2`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from core import Recipe, read_recipe
from core.errors import ScenarioError
from core.scalar import MAX_DEPTH
from dashboard.atlas import stores
from dashboard.atlas.figures import axes
from dashboard.atlas.planes import DRAWN, PLANES, REST, Plane, Side
from dashboard.parts.entries import Entry, Table, Values, seed
from dashboard.parts.query import ControlError, choice, entries_of, joined, text_of
from words import Message

TOPIC = "atlas"
#: What may be drawn over a map.
CURVES = ("contours", "product", "imbalance")
#: What a map shows of flows, and of descent.
FLOWS = ("alpha_star", "tightness", "lower_bound_ratio", "margin", "time_to_loss", "end")
RUNS = ("verdict", "steps", "final_loss")
#: What comes along with it, for who reads the numbers of a place.
ALONG = ("alpha_star", "margin")
#: Columns and rows of the finest map that is filled.
FINE = ("33", "65", "129", "257")
#: Far beyond what any slider reaches.
_FAR, _NEAR = 1e6, 1e-9

_SIDES = {"x": 0, "y": 1}


def _descent(values: Mapping[str, Any]) -> bool:
    return PLANES[values["plane"]].model == "descent"


def _timed(values: Mapping[str, Any]) -> bool:
    return values["dq" if _descent(values) else "q"] in ("time_to_loss", "steps")


def _ranged(name: str, side: Side, default: float) -> Entry:
    """A value along a side."""
    least, most = -_FAR, _FAR
    if side.log:
        least, most = _NEAR, 1 / _NEAR
    if side.whole:
        least, most = 1, MAX_DEPTH
    return Entry(
        name=name, default=default, low=side.ends[0], high=side.ends[1], step=side.step,
        least=least, most=most, whole=side.whole, powers=side.log,
    )  # fmt: skip


def entries_in(plane: Plane) -> tuple[Entry, ...]:
    """The controls; the defaults of its axes are the plane's."""
    across, up = plane.sides
    return (
        Entry(name="plane", default="weights", options=tuple(PLANES)),
        Entry(name="q", default=FLOWS[0], options=FLOWS, needed=lambda v: not _descent(v)),
        Entry(name="dq", default=RUNS[0], options=RUNS, needed=_descent),
        Entry(name="k", default=8.0, low=1, high=12, step=1, least=0, most=300, needed=_timed),
        *REST,
        Entry(name="fine", default="129", options=FINE),
        seed(),
        *DRAWN,
        _ranged("x0", across, across.low),
        _ranged("x1", across, across.high),
        _ranged("y0", up, up.low),
        _ranged("y1", up, up.high),
        _ranged("u", across, across.at),
        _ranged("v", up, up.at),
    )


_OTHERS = ("show", "at", "store", "sq")
_TABLES = {
    plane.name: Table(TOPIC, entries_in(plane), *_OTHERS) for plane in PLANES.values()
}  # fmt: skip
ENTRIES = entries_in(PLANES["weights"])
_LABELS = _TABLES["weights"].labels
_DRAWN = tuple(entry.name for entry in DRAWN)
#: Of a sweep: what a link says besides its name, and what else matters on its page.
_OF_SWEEP = ("u", "v", *_OTHERS, *_DRAWN)
#: Of an ensemble of a sweep: what is its own.
_OF_DRAWS = ("en", "eL", "ey", "es", "N", "eT")


@dataclass(frozen=True)
class AtlasState:
    """Everything that the page shows.

    Attributes
    ----------
    values : tuple of (str, float, int or str)
        All controls, in the order of `ENTRIES`.
    curves : tuple of str
        What is drawn over the map.
    at : float
        The time cursor, as a part of the last time.
    store : str
        The name of a finished sweep that is shown; empty: what is computed here.
    stored : str
        The quantity of it that a map shows; empty: its first.
    """

    values: Values
    curves: tuple[str, ...] = ()
    at: float = 0.0
    store: str = ""
    stored: str = ""

    def __getitem__(self, name: str) -> Any:
        return dict(self.values)[name]

    @property
    def plane(self) -> Plane:
        """What the map lies in."""
        return PLANES[self["plane"]]

    @property
    def quantity(self) -> str:
        """What it shows."""
        if self.sweep:
            return self.sweep.quantity
        found: str = self["dq" if self.plane.model == "descent" else "q"]
        return found

    @property
    def sweep(self) -> stores.Drawn | None:
        """The map of a finished sweep that is shown."""
        return stores.drawn(self.store, self.stored, ALONG) if self.store else None

    @property
    def sweep_draws(self) -> stores.Draws | None:
        """Likewise the ensemble."""
        return stores.drawn_draws(self.store) if self.store else None

    def needed(self) -> tuple[str, ...]:
        """Names of the entries that matter."""
        found = _TABLES[self["plane"]].needed(self.values)
        if self.sweep:
            return tuple(name for name in found if name in _OF_SWEEP)
        if self.sweep_draws:
            return tuple(name for name in found if name not in _OF_DRAWS)
        return found

    def ends(self, letter: str) -> tuple[float, float]:
        """Of the side x or y."""
        return self[f"{letter}0"], self[f"{letter}1"]


def read(query: str) -> AtlasState:
    """The state that a query string describes; what it leaves out is the default.

    Raises
    ------
    ControlError
        With the control and a sentence to show beside it.
    """
    given = entries_of(query, _LABELS)
    store, stored = given.pop("store", ""), given.pop("sq", "")
    sweep = stores.drawn(store, stored, ALONG) if store else None
    if sweep:
        return _of_sweep(sweep, {name: text for name, text in given.items() if name in _OF_SWEEP})
    name = given.get("plane", "weights")
    choice("plane", _LABELS["plane"], name, tuple(PLANES), one=True)
    table = _TABLES[name]
    values = dict(table.values(given))
    for letter in _SIDES:
        low, high = values[f"{letter}0"], values[f"{letter}1"]
        if not low < high:
            raise ControlError(f"{letter}1", "atlas_page.reversed", low=low, high=high)
        place = "u" if letter == "x" else "v"
        if not low <= values[place] <= high:
            if place in given:
                raise ControlError(
                    place, "atlas_page.outside", low=low, high=high, value=values[place]
                )
            values[place] = low
    curves = choice("show", _LABELS["show"], given["show"], CURVES) if "show" in given else ()
    there = tuple(curve for curve in curves if curve in PLANES[name].curves)
    return AtlasState(tuple(values.items()), there, table.at(given), store)


def _of_sweep(sweep: stores.Drawn, given: Mapping[str, str]) -> AtlasState:
    """The state that shows a map of a sweep: all that moves in it is the cursor."""
    table = _TABLES["weights"]
    values = dict(table.values(given))
    for place, side, middle in zip("vu", sweep.grid.axes, sweep.middle, strict=True):
        low, high = side.start, side.stop
        if place not in given:
            values[place] = middle
        elif not low <= values[place] <= high:
            raise ControlError(place, "atlas_page.outside", low=low, high=high, value=values[place])
    curves = choice("show", _LABELS["show"], given["show"], CURVES) if "show" in given else ()
    there = tuple(curve for curve in curves if curve == CURVES[0])
    found = tuple(values.items())
    return AtlasState(found, there, table.at(given), sweep.store, sweep.quantity)


def write(state: AtlasState) -> str:
    """The canonical query string of a state: `read(write(state)) == state`."""
    parts = _TABLES[state["plane"]].written(state.values)
    if state.sweep:  # where its cursor is at first is another matter
        parts = [part for part in parts if part[0] not in "uv"]
        parts += [(name, text_of(float(state[name]))) for name in "uv"]
    if state.store:
        parts += _named(state)
    if state.curves:
        parts.append(("show", ",".join(state.curves)))
    if state.at:
        parts.append(("at", text_of(state.at)))
    return joined(parts)


def _named(state: AtlasState) -> list[tuple[str, str]]:
    """The sweep that a state shows, as a query names it."""
    shown = [("sq", state.stored)] if state.stored else []
    return [("store", quote(state.store, safe="")), *shown]


def map_query(state: AtlasState) -> str:
    """What of a state its map depends on."""
    if state.sweep:
        return joined(_named(state))
    others = {"u", "v", *(entry.name for entry in DRAWN)}
    if "seed" not in state.plane.entries:
        others.add("seed")
    parts = _TABLES[state["plane"]].written(state.values)
    return joined((name, text) for name, text in parts if name not in others)


def quantities_of(state: AtlasState) -> tuple[str, ...]:
    """What is computed of every point: what is shown, first."""
    return tuple(dict.fromkeys((state.quantity, *ALONG)))


def recipe(state: AtlasState) -> Recipe:
    """The map's recipe: rows first, then columns.

    Raises
    ------
    ControlError
        If there is no such map.
    """
    return state.sweep.grid if state.sweep else _recipe(map_query(state))


def at_point(state: AtlasState, index: int) -> Any:
    """The scenario of a point of the map.

    Raises
    ------
    IndexError
        If there is no such point.
    """
    if state.sweep:
        return state.sweep.recipe.scenario(int(state.sweep.indices([index])[0]))
    return recipe(state).scenario(index)


@lru_cache(maxsize=32)
def _recipe(query: str) -> Recipe:
    state = read(query)
    plane = state.plane
    try:
        return read_recipe(
            {
                "kind": "grid",
                "scenario": plane.base(dict(state.values)),
                "axes": [_axis(state, "y", plane.up), _axis(state, "x", plane.across)],
                "quantities": list(quantities_of(state)),
                "level": state["k"],
            }
        )
    except ScenarioError as error:
        raise control_error(error) from None


def _axis(state: AtlasState, letter: str, side: Side) -> dict[str, Any]:
    low, high = state.ends(letter)
    points = int(high - low) + 1 if side.whole else int(state["fine"])
    return {
        "of": side.of,
        "from": low,
        "to": high,
        "points": points,
        "scale": "log" if side.log else "linear",
    }


#: Entry of a recipe -> the control that it comes from.
_PLACES = {"axes[0]": "y", "axes[1]": "x"}


def control_error(error: ScenarioError) -> ControlError:
    """A refusal by the core, in the words of the page."""
    found = re.fullmatch(r"(axes\[[01]\])\.(from|to)", error.field)
    if found is None:
        return ControlError("", "atlas_page.beyond", field=error.field, reason=error.message)
    name = _PLACES[found[1]] + ("0" if found[2] == "from" else "1")
    return ControlError(name, "control.refused", label=_LABELS[name], reason=error.message)


def called_of(state: AtlasState, name: str) -> Message:
    """What the cursor's controls u and v are called."""
    which = 0 if name == "u" else 1
    if state.sweep:
        symbol = axes.symbol(state.sweep.grid.axes[1 - which].of)
        return Message("atlas_page.axis_place", symbol=symbol)
    return called(name, state.plane.sides[which])


def called(name: str, side: Side) -> Message:
    """What a control of an axis is called in a plane: "w₁ from"."""
    ends = {"0": "from", "1": "to"}
    which = ends.get(name[-1], "place")
    return Message(f"atlas_page.axis_{which}", symbol=side.symbol)
