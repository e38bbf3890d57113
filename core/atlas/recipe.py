"""Recipes of maps and ensembles: many scenarios at once, by a number each.

A recipe is frozen, checked once, and JSON both ways. Its points are numbered from 0; which scenario
a number stands for depends on the recipe and the number alone.
"""

from __future__ import annotations

import hashlib
import json
import math
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import Array
from core.atlas.axes import Axis
from core.atlas.parts.base import Part
from core.atlas.spaces.base import Point, Rows, Space
from core.atlas.spaces.draws import MatrixDraws, ScalarDraws
from core.errors import ScenarioError

#: Numbers of points are int64.
MOST = 2**63 - 1
#: k of the loss 10^-k that times and steps are taken to, by default.
LEVEL = 8.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Recipe(ABC):
    """Scenarios 0 .. points - 1 and what is wanted of them.

    Attributes
    ----------
    quantities : tuple of str
        Names of `core.atlas.QUANTITIES`.
    level : float
        k: `time_to_loss` and `steps` are to a loss of 10^-k.
    """

    quantities: tuple[str, ...]
    level: float = LEVEL

    @property
    @abstractmethod
    def model(self) -> str:
        """Of the scenarios: scalar, matrix or descent."""

    @property
    @abstractmethod
    def shape(self) -> tuple[int, ...]:
        """Points along each axis; one axis for an ensemble."""

    @property
    def points(self) -> int:
        """How many scenarios there are, exactly."""
        return math.prod(self.shape)

    @abstractmethod
    def coordinates(self, indices: ArrayLike) -> dict[str, NDArray[Any]]:
        """Values along every axis at these points, shape (p,); of an ensemble the draws' numbers.

        Raises
        ------
        IndexError
            If there is no such point.
        """

    @abstractmethod
    def scenario(self, index: int) -> Point:
        """That very point as a scenario of the command line.

        Raises
        ------
        IndexError
            If there is no such point.
        ScenarioError
            If there is no such scenario.
        """

    @abstractmethod
    def parts(self, places: Rows) -> Iterable[tuple[Rows, Part]]:
        """Scenarios that can be answered together, and which of `places` they are."""

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """The recipe as JSON values."""

    def canonical(self) -> str:
        """The recipe as JSON: the same text for the same recipe."""
        return json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"), allow_nan=False)

    def digest(self) -> str:
        """SHA-256 of `canonical`, in hexadecimal."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    def places(self, indices: ArrayLike) -> NDArray[np.int64]:
        """Numbers of points, checked, shape (p,)."""
        found = np.asarray(indices)
        if found.size and found.dtype.kind not in "iu":
            raise TypeError(found.dtype)
        found = np.atleast_1d(found).astype(np.int64)
        if found.size and not (found.min() >= 0 and found.max() < self.points):
            raise IndexError(self.points)
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recipe) and self.canonical() == other.canonical()

    def __hash__(self) -> int:
        return hash(self.canonical())


@dataclass(frozen=True, kw_only=True, eq=False)
class Grid(Recipe):
    """Every combination of values along axes; the last axis runs fastest.

    Attributes
    ----------
    space : Space
        The rest of the scenario, fixed.
    axes : tuple of Axis

    Raises
    ------
    ScenarioError
    """

    space: Space
    axes: tuple[Axis, ...]

    def __post_init__(self) -> None:
        if self.points > MOST:
            raise ScenarioError("axes", "atlas.too_many", most=MOST)
        object.__setattr__(self, "axes", self.space.checked(self.axes))

    @property
    def model(self) -> str:
        """Of the scenarios."""
        return self.space.model

    @property
    def shape(self) -> tuple[int, ...]:
        """Points along each axis."""
        return tuple(axis.points for axis in self.axes)

    def coordinates(self, indices: ArrayLike) -> dict[str, Array]:
        """Values along every axis at these points."""
        rest = self.places(indices)
        found: dict[str, Array] = {}
        for axis in reversed(self.axes):
            rest, place = np.divmod(rest, axis.points)
            found[axis.of] = axis.at(place)
        return {axis.of: found[axis.of] for axis in self.axes}

    def scenario(self, index: int) -> Point:
        """That very point as a scenario."""
        values = self.coordinates([index])
        return self.space.scenario({name: float(value[0]) for name, value in values.items()})

    def parts(self, places: Rows) -> Iterable[tuple[Rows, Part]]:
        """Networks of one depth each."""
        return self.space.parts(self.coordinates(places), len(places))

    def to_json(self) -> dict[str, Any]:
        """The recipe as JSON values."""
        return {
            "kind": "grid",
            "scenario": self.space.to_json(),
            "axes": [axis.to_json() for axis in self.axes],
            "quantities": list(self.quantities),
            "level": self.level,
        }


@dataclass(frozen=True, kw_only=True, eq=False)
class Ensemble(Recipe):
    """Random initializations, each made from (seed, number) alone.

    Attributes
    ----------
    source : ScalarDraws or MatrixDraws
        What is drawn.
    draws : int
    seed : int
    """

    source: ScalarDraws | MatrixDraws
    draws: int
    seed: int

    @property
    def model(self) -> str:
        """Of the scenarios."""
        return self.source.space.model

    @property
    def shape(self) -> tuple[int, ...]:
        """Points along each axis."""
        return (self.draws,)

    def coordinates(self, indices: ArrayLike) -> dict[str, NDArray[np.int64]]:
        """The draws' numbers."""
        return {"draw": self.places(indices)}

    def scenario(self, index: int) -> Point:
        """That very point as a scenario."""
        return self.source.scenario(self.seed, int(self.places([index])[0]))

    def parts(self, places: Rows) -> Iterable[tuple[Rows, Part]]:
        """All draws at once."""
        return [(np.arange(len(places)), self.source.part(self.seed, places))]

    def to_json(self) -> dict[str, Any]:
        """The recipe as JSON values."""
        return {
            "kind": "ensemble",
            "scenario": self.source.to_json(),
            "draws": self.draws,
            "seed": self.seed,
            "quantities": list(self.quantities),
            "level": self.level,
        }
