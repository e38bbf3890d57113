"""A space of scenarios: a base, and what of it axes may move."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.atlas.axes import Axis
from core.descent.scenario import DescentScenario
from core.errors import ScenarioError, named
from core.scenario import Scenario

Point = Scenario[Any] | DescentScenario
Values = Mapping[str, Array]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Coordinate:
    """What a name of an axis means.

    Attributes
    ----------
    moves : str
        The entry that it writes. Two axes of one grid never write the same.
    whole : bool
        Whether it takes whole numbers only.
    rank : int
        Order of writing: what multiplies comes after what sets.
    """

    moves: str
    whole: bool = False
    rank: int = 1


@dataclass(frozen=True)
class Run:
    """Of gradient descent: as in `core.descent.DescentScenario`."""

    steps: int
    step: float | None
    step_fraction: float | None


#: Coordinates of a run.
RUN_COORDINATES = {
    "step": Coordinate("step"),
    "step_fraction": Coordinate("step"),
    "steps": Coordinate("steps", whole=True),
}


class Space(ABC):
    """Scenarios around a base.

    Attributes
    ----------
    base : Scenario
    run : Run or None
        Of gradient descent beside the flow, if the base has one.
    """

    base: Scenario[Any]
    run: Run | None
    #: Kind of the network.
    network: str

    @property
    def model(self) -> str:
        """What quantities are there: "scalar", "matrix" or "descent"."""
        return "descent" if self.run else self.network

    @abstractmethod
    def coordinate(self, of: str) -> Coordinate | None:
        """What an axis of that name moves; None if nothing here has that name."""

    @abstractmethod
    def known(self) -> tuple[str, ...]:
        """Names of axes, for a refusal."""

    @abstractmethod
    def scenario(self, values: Mapping[str, float]) -> Point:
        """The scenario with these values of coordinates.

        Raises
        ------
        ScenarioError
        """

    @abstractmethod
    def parts(self, values: Values, count: int) -> Iterator[tuple[Rows, Any]]:
        """The scenarios with these values of coordinates, in parts that are answered together.

        Yields
        ------
        rows : ndarray of int
            Which of the `count` they are.
        part : core.atlas.parts.base.Part
        """

    def to_json(self) -> dict[str, Any]:
        """The base as JSON values."""
        run = self.run
        entries = {} if run is None else {name: getattr(run, name) for name in RUN_COORDINATES}
        given = {name: value for name, value in entries.items() if value is not None}
        return {**self.base.to_json(), **given}

    def ordered(self, names: Mapping[str, Any]) -> list[str]:
        """The names in the order of writing."""
        found = {name: self.coordinate(name) for name in names}
        return sorted(found, key=lambda name: found[name].rank)  # type: ignore[union-attr]

    def checked(self, axes: Sequence[Axis]) -> tuple[Axis, ...]:
        """The axes with what this space knows of them.

        Raises
        ------
        ScenarioError
            If one moves nothing here, two move the same, or a corner of the grid is no scenario.
        """
        moved: dict[str, str] = {}
        found = []
        for index, axis in enumerate(axes):
            field = f"axes[{index}].of"
            coordinate = self.coordinate(axis.of)
            if coordinate is None:
                known = self.known()
                raise ScenarioError(field, "atlas.unknown_axis", name=named(axis.of), known=known)
            if coordinate.moves in moved:
                other = moved[coordinate.moves]
                raise ScenarioError(field, "atlas.equal_axes", name=axis.of, other=other)
            moved[coordinate.moves] = axis.of
            found.append(replace(axis, whole=coordinate.whole))
        self._check_corners(found)
        return tuple(found)

    def with_run(self, network: Scenario[Any], values: Mapping[str, float]) -> Point:
        """The network, or its descent if there is one."""
        if self.run is None:
            return network
        step, part = self.run.step, self.run.step_fraction
        if "step" in values:
            step, part = values["step"], None
        elif "step_fraction" in values:
            step, part = None, values["step_fraction"]
        steps = int(values.get("steps", self.run.steps))
        return DescentScenario(network=network, steps=steps, step=step, step_fraction=part)

    def _check_corners(self, axes: Sequence[Axis]) -> None:
        for corner in range(2 ** len(axes)):
            ends = {
                axis.of: axis.at(np.array([(axis.points - 1) * (corner >> bit & 1)]))[0]
                for bit, axis in enumerate(axes)
            }
            with np.errstate(all="ignore"):  # what leaves the range of float64 is refused
                self.scenario({name: float(value) for name, value in ends.items()})
