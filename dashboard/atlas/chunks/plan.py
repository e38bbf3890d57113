"""How a map fills: coarse first, then finer, in pieces that any process may answer.

A level is a stride: of the finest map every so many columns and rows, from the first to the last.
Each level adds the points that none before it had, in the order of their numbers; a chunk is some
of these that follow each other. A direction of whole numbers has all of them from the start.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core import Recipe
from core.atlas import Grid
from dashboard.atlas.controls import AtlasState, recipe
from dashboard.atlas.cost import per_point

#: Columns or rows of the coarsest level, less one.
_COARSE = 16
#: Seconds that a chunk may take, about: others wait no longer for their turn.
_SECONDS = 0.2
_LEAST, _MOST = 4, 16_384

Points = NDArray[np.int64]


@dataclass(frozen=True)
class Level:
    """Points that a level adds.

    Attributes
    ----------
    strides : tuple of (int, int)
        Rows and columns from one point of the level to the next.
    chunks : int
        Pieces in which they are asked for.
    points : int
        How many there are.
    """

    strides: tuple[int, int]
    chunks: int
    points: int


@dataclass(frozen=True, eq=False)
class Plan:
    """All levels of a map.

    Attributes
    ----------
    recipe : Recipe
    size : int
        Points in a chunk, but for the last of a level.
    whole : tuple of (bool, bool)
        Rows and columns that are all there from the start.
    """

    recipe: Recipe
    size: int
    whole: tuple[bool, bool]

    @property
    def levels(self) -> tuple[Level, ...]:
        """Coarse first."""
        found = []
        for number in range(self._count):
            points = len(self._points(number))
            chunks = math.ceil(points / self.size)
            found.append(Level(self._strides(number), chunks, points))
        return tuple(found)

    def indices(self, level: int, chunk: int) -> Points:
        """Numbers of the points of a chunk.

        Raises
        ------
        IndexError
            If there is no such chunk.
        """
        if not 0 <= level < self._count:
            raise IndexError(level)
        points = self._points(level)
        some = points[chunk * self.size : (chunk + 1) * self.size] if chunk >= 0 else points[:0]
        if not some.size:
            raise IndexError(chunk)
        return some

    @property
    def _count(self) -> int:
        longest = max(
            points for points, all_there in zip(self._shape, self.whole, strict=True)
            if not all_there
        )  # fmt: skip
        return int(math.log2(max(1, (longest - 1) // _COARSE))) + 1

    @property
    def _shape(self) -> tuple[int, int]:
        rows, columns = self.recipe.shape
        return rows, columns

    def _strides(self, level: int) -> tuple[int, int]:
        stride = 2 ** (self._count - 1 - level)
        rows, columns = (1 if all_there else stride for all_there in self.whole)
        return rows, columns

    def _points(self, level: int) -> Points:
        if level not in self._found:
            self._found[level] = self._added(level)
        return self._found[level]

    @cached_property
    def _found(self) -> dict[int, Points]:
        return {}

    def _added(self, level: int) -> Points:
        rows, columns = self._shape
        down, along = self._strides(level)
        new = np.zeros((rows, columns), dtype=bool)
        new[::down, ::along] = True
        if level:
            down, along = self._strides(level - 1)
            new[::down, ::along] = False
        return np.flatnonzero(new).astype(np.int64)


def plan(state: AtlasState) -> Plan:
    """How the map of a state fills.

    Raises
    ------
    ControlError
        If there is no such map.
    """
    if state.sweep:
        return Plan(recipe(state), state.sweep.size, (False, False))
    size = int(min(_MOST, max(_LEAST, _SECONDS / per_point(state))))
    across, up = state.plane.sides
    return Plan(recipe(state), size, (up.whole, across.whole))


def nearest(state: AtlasState) -> int:
    """The point next to the cursor."""
    found = recipe(state)
    assert isinstance(found, Grid)
    rows, columns = found.shape
    up, across = found.axes
    row = _place([up.at(np.arange(rows)), state["v"]], log=up.scale == "log")
    column = _place([across.at(np.arange(columns)), state["u"]], log=across.scale == "log")
    return row * columns + column


def _place(parts: list[object], *, log: bool) -> int:
    values, wanted = (np.asarray(part, dtype=float) for part in parts)
    if log:
        values, wanted = np.log(values), np.log(wanted)
    return int(np.abs(values - wanted).argmin())
