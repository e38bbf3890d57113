"""What a map shows of a sweep over a grid: some rows and columns of it, evenly spaced."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from typing_extensions import TypedDict

import words
from core import Recipe
from core.atlas import QUANTITIES, Axis, Grid
from core.errors import ScenarioError
from dashboard.atlas.figures import axes
from dashboard.atlas.stores import folder
from dashboard.parts.query import ControlError
from sweep.store import Plan
from words import Message

#: Rows and columns of a map at the most.
SIDE = 257
#: Bytes of chunks that are read for one question, about.
_BYTES = 2**26
_LEAST, _MOST = 4, 16_384


#: Of a slider along an axis.
_STEPS = 100


class Row(TypedDict):
    """The name and the slider of a control of an axis."""

    label: str
    min: float
    max: float
    step: float
    powers: bool
    whole: bool


@dataclass(frozen=True, eq=False)
class Drawn:
    """A map of a sweep.

    Attributes
    ----------
    store : str
        The name of the sweep.
    recipe : Grid
        Of the sweep, all of it.
    grid : Grid
        Of the points that are drawn: up and across, and what is read of each.
    strides : tuple of (int, int)
        Rows and columns of the sweep from one that is drawn to the next.
    """

    store: str
    recipe: Grid
    grid: Grid
    strides: tuple[int, int]

    @property
    def quantity(self) -> str:
        """What the colours show."""
        return self.grid.quantities[0]

    @property
    def middle(self) -> tuple[float, float]:
        """Where the cursor is at first: up, across."""
        up, across = (
            float(side.at(np.array([side.points // 2], dtype=np.int64))[0])
            for side in self.grid.axes
        )
        return up, across

    @property
    def rows(self) -> dict[str, Row]:
        """The controls of the cursor."""
        found: dict[str, Row] = {}
        for name, side in zip("vu", self.grid.axes, strict=True):
            log = axes.is_log(side)
            low, high = np.log10([side.start, side.stop]) if log else (side.start, side.stop)
            found[name] = {
                "label": words.text("atlas_page.axis_place", symbol=axes.symbol(side.of)),
                "min": float(low),
                "max": float(high),
                "step": 1.0 if side.whole and not log else float(high - low) / _STEPS,
                "powers": log,
                "whole": side.whole,
            }
        return found

    def indices(self, places: Any) -> NDArray[np.int64]:
        """Points of the sweep that these of the map are: of further axes always the first value."""
        rows, columns = np.divmod(self.grid.places(places), self.grid.shape[1])
        down, along = self.strides
        flat: NDArray[np.int64] = rows * down * self.recipe.shape[1] + columns * along
        return flat * math.prod(self.recipe.shape[2:])

    def values(self, places: Any) -> dict[str, Any]:
        """Of the map's points.

        Raises
        ------
        ControlError
            If the sweep is not as it was written.
        """
        return folder.values(self.store, self.indices(places), self.grid.quantities)

    @property
    def size(self) -> int:
        """Points of a question: what is read for it stays within bounds."""
        plan = Plan(self.recipe)
        row = math.prod(self.recipe.shape[1:])  # points of the sweep
        columns = self.grid.shape[1]
        chunks = min(columns, max(1.0, row / plan.partition.size))
        rows = max(1.0, plan.partition.size / (row * self.strides[0]))
        read = chunks / rows * plan.partition.size * 8 * len(self.grid.quantities)
        return int(min(_MOST, max(_LEAST, _BYTES / read * columns)))

    @property
    def stamp(self) -> str:
        """What changes when the sweep is made anew."""
        return folder.stamp_of(self.store)

    @property
    def notes(self) -> tuple[Message, ...]:
        """What is not drawn."""
        up, across, *others = self.recipe.axes
        rows, columns = self.grid.shape
        found = [Message("atlas_store.grid", name=self.store, count=self.recipe.points)]
        if self.strides != (1, 1):
            found.append(
                Message(
                    "atlas_store.some",
                    columns=columns, all_columns=across.points, rows=rows, all_rows=up.points,
                )
            )  # fmt: skip
        for other in others:
            value = float(other.at(np.zeros(1, dtype=np.int64))[0])
            found.append(Message("atlas_store.other", symbol=axes.symbol(other.of), value=value))
        return tuple(found)


def drawn(name: str, quantity: str, along: tuple[str, ...]) -> Drawn | None:
    """The map of a sweep, or None of an ensemble.

    Parameters
    ----------
    name : str
        Of the sweep.
    quantity : str
        What is shown; empty: the first that there is.
    along : tuple of str
        What else is read, where it is there.

    Raises
    ------
    ControlError
        If there is no such sweep, it has not that quantity, or is no map.
    """
    return drawn_of(name, folder.recipe_of(name), quantity, along)


@lru_cache(maxsize=16)
def drawn_of(name: str, recipe: Recipe, quantity: str, along: tuple[str, ...]) -> Drawn | None:
    """The same of a recipe."""
    if not isinstance(recipe, Grid):
        return None
    known = recipe.quantities
    if quantity and quantity not in known:
        said = tuple(Message(QUANTITIES[each].words) for each in known)
        raise ControlError("sq", "atlas_store.no_quantity", known=said)
    if len(recipe.axes) < len(("up", "across")):
        raise ControlError("store", "atlas_store.one_axis", name=name)
    sides = recipe.axes[:2]
    if any(side.scale == "symlog" for side in sides):
        raise ControlError("store", "atlas_store.symlog", name=name)
    strides = [-(-(side.points - 1) // (SIDE - 1)) for side in sides]
    wanted = (quantity or known[0], *(each for each in along if each in known))
    try:
        grid = Grid(
            space=recipe.space,
            axes=tuple(_some(side, stride) for side, stride in zip(sides, strides, strict=True)),
            quantities=tuple(dict.fromkeys(wanted)),
            level=recipe.level,
        )
    except ScenarioError as error:
        raise ControlError("store", "atlas_store.broken", reason=error.message) from None
    return Drawn(name, recipe, grid, (strides[0], strides[1]))


def _some(side: Axis, stride: int) -> Axis:
    """Every so many values of an axis, from its first on."""
    last = (side.points - 1) // stride
    ends = side.at(np.array([0, last * stride], dtype=np.int64))
    return replace(side, start=float(ends[0]), stop=float(ends[1]), points=last + 1)
