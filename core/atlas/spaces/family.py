"""Families of scalar networks: one recipe, a network of every depth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from core import fields
from core.arrays import Array
from core.atlas.parts.scalar import ScalarPart
from core.atlas.spaces.base import RUN_COORDINATES, Coordinate, Run, Values
from core.atlas.spaces.scalar import ScalarSpace
from core.depth.family import DepthFamily
from core.descent.scenario import DescentScenario
from core.errors import ScenarioError, named
from core.scalar.scenario import MAX_DEPTH, ScalarScenario

#: Entries of a family that a network here can have: matrix networks are none of these.
_ENTRIES = ("kind", "order", "step", "product", "target", "seed")
_RUN = ("step_fraction", "steps")
_COORDINATES = {
    "depth": Coordinate("depth", whole=True, rank=0),
    "spread": Coordinate("spread"),
    "product": Coordinate("product"),
    "y": Coordinate("target"),
    "target": Coordinate("target"),
    "scale": Coordinate("scale", rank=2),
}


class FamilySpace(ScalarSpace):
    """Around a family.

    Axes: `depth`, `spread` (the family's step, that of its squares or of their logarithms),
    `product`, `y`, and `scale` of all weights.

    Parameters
    ----------
    family : DepthFamily
        Of scalar networks.
    depth : int
        Where no axis moves it.
    run : Run, optional
    """

    def __init__(self, family: DepthFamily, depth: int, run: Run | None = None) -> None:
        with np.errstate(all="ignore"):  # what leaves the range of float64 is refused
            network = family.network(depth)
        assert isinstance(network, ScalarScenario)
        super().__init__(network, run)
        self.family, self.depth = family, depth
        # Per unit of spread: what stays of a family when it is spread further.
        self._unit = replace(family, step=1.0)

    def coordinate(self, of: str) -> Coordinate | None:
        """What an axis of that name moves."""
        return {**_COORDINATES, **self._runs()}.get(of) if of in self.known() else None

    def known(self) -> tuple[str, ...]:
        """Names of axes."""
        random = self.family.kind == "random"
        lacking = {"product"} if random else {"spread"} if self.family.kind == "balanced" else set()
        return tuple(name for name in (*_COORDINATES, *self._runs()) if name not in lacking)

    def to_json(self) -> dict[str, Any]:
        """The family as JSON values."""
        own = {name: getattr(self.family, name) for name in _ENTRIES}
        run = {name: getattr(self.run, name) for name in _RUN} if self.run else {}
        return {"model": "depth", **own, "depth": self.depth, **run}

    def _runs(self) -> dict[str, Coordinate]:
        """Of a run, what the depth page has: its step is a part of the stable one."""
        return {name: RUN_COORDINATES[name] for name in _RUN} if self.run else {}

    def _part(self, base: ScalarScenario, values: Values, count: int) -> ScalarPart:
        part = super()._part(base, {n: v for n, v in values.items() if n != "spread"}, count)
        if "spread" not in values:
            return part
        spread = values["spread"][:, None]
        scale = values.get("scale", np.ones(count))[:, None]
        if self.family.kind == "random":
            unit = self._unit.weights(base.depth)
            weights: Array = scale * np.sign(unit) * np.abs(unit) ** spread
            return replace(part, weights=weights)
        unit = -np.diff(self._unit.squares(base.depth)) + 0.0
        return replace(part, imbalance=scale * scale * (spread * unit))

    def _of_depth(self, depth: int) -> ScalarScenario:
        """The family's network of another depth."""
        network = self.family.network(depth)
        assert isinstance(network, ScalarScenario)
        return network


def family_from_json(entries: Mapping[str, Any]) -> FamilySpace:
    """The family that JSON values describe, as `core.depth.scenario` reads them.

    Raises
    ------
    ScenarioError
    """
    given = {name: value for name, value in entries.items() if value is not None}
    for name in given:
        if name not in (*_ENTRIES, "depth", *_RUN, "model"):
            raise ScenarioError(named(name), "atlas.not_of_a_family")
    depth = fields.whole("depth", given.get("depth", 2), 1, MAX_DEPTH)
    family = DepthFamily(**{name: given[name] for name in _ENTRIES if name in given})
    space = FamilySpace(family, depth)
    if not any(name in given for name in _RUN):
        return space
    for name in _RUN:
        if name not in given:
            raise ScenarioError(name, "scenario.missing")
    descent = DescentScenario(
        network=space.base, steps=given["steps"], step_fraction=given["step_fraction"]
    )
    return FamilySpace(family, depth, Run(descent.steps, None, descent.step_fraction))
