"""Scalar networks around a base, one at a time or as arrays of many."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from core.arrays import Array
from core.atlas.parts.scalar import ScalarPart
from core.atlas.spaces.base import RUN_COORDINATES, Coordinate, Point, Rows, Run, Space, Values
from core.errors import ScenarioError
from core.scalar.conversion import with_depth
from core.scalar.scenario import ScalarScenario

_LAYER = re.compile(r"([wd])([1-9]\d?)")
_COORDINATES = {
    "y": Coordinate("target"),
    "target": Coordinate("target"),
    "product": Coordinate("product"),
    "d": Coordinate("imbalance"),
    "depth": Coordinate("depth", whole=True, rank=0),
    "scale": Coordinate("scale", rank=2),
}


class ScalarSpace(Space):
    """Around a scalar scenario.

    Parameters
    ----------
    base : ScalarScenario
    run : Run, optional
    """

    network = "scalar"
    base: ScalarScenario

    def __init__(self, base: ScalarScenario, run: Run | None = None) -> None:
        self.base, self.run = base, run

    def coordinate(self, of: str) -> Coordinate | None:
        """What an axis of that name moves."""
        if self.run and of in RUN_COORDINATES:
            return RUN_COORDINATES[of]
        by_weights = self.base.weights is not None
        layer = _LAYER.fullmatch(of)
        if layer:
            kind, number = layer[1], int(layer[2])
            most = self.base.depth if by_weights else self.base.depth - 1
            there = (kind == "w") == by_weights and number <= most
            return Coordinate(f"{kind}{number}") if there else None
        if by_weights and of in ("d", "product"):
            return None
        return _COORDINATES.get(of)

    def known(self) -> tuple[str, ...]:
        """Names of axes."""
        depth = self.base.depth
        if self.base.weights is not None:
            names = [*(f"w{layer}" for layer in range(1, depth + 1)), "y", "depth", "scale"]
        else:
            names = ["d", *(f"d{layer}" for layer in range(1, depth)), "product", "y"]
            names += ["depth", "scale"]
        return (*names, *(RUN_COORDINATES if self.run else ()))

    def checked(self, axes: Any) -> Any:
        """Besides: an axis of all layers or of their number and one of a layer do not go along."""
        names = [axis.of for axis in axes]
        for index, name in enumerate(names):
            clash = [other for other in ("d", "depth") if other in names and other != name]
            if _LAYER.fullmatch(name) and clash:
                values = {"name": name, "other": clash[0]}
                raise ScenarioError(f"axes[{index}].of", "atlas.equal_axes", **values)
        return super().checked(axes)

    def scenario(self, values: Mapping[str, float]) -> Point:
        """The scenario with these values of coordinates."""
        arrays = {name: np.array([value]) for name, value in values.items()}
        _, part = next(self.parts(arrays, 1))
        return part.scenario(0)

    def parts(self, values: Values, count: int) -> Iterator[tuple[Rows, ScalarPart]]:
        """All networks with these values of coordinates, depth by depth.

        Yields
        ------
        rows : ndarray of int
            Which of the `count` they are.
        part : ScalarPart
        """
        if "depth" not in values:
            yield np.arange(count), self._part(self.base, values, count)
            return
        for depth in np.unique(values["depth"]).tolist():
            rows = np.flatnonzero(values["depth"] == depth)
            some = {name: column[rows] for name, column in values.items()}
            yield rows, self._part(self._of_depth(int(depth)), some, len(rows))

    def _of_depth(self, depth: int) -> ScalarScenario:
        """The base with layers of weight 1 added, or its last ones dropped."""
        return with_depth(self.base, depth)

    def _part(self, base: ScalarScenario, values: Values, count: int) -> ScalarPart:
        target = np.full(count, base.target)
        weights = imbalance = product = None
        if base.weights is not None:
            weights = np.tile(np.array(base.weights), (count, 1))
        else:
            assert base.imbalance is not None and base.product is not None
            imbalance = np.tile(np.array(base.imbalance), (count, 1))
            product = np.full(count, base.product)
        for name in self.ordered(values):
            column = values[name]
            layer = _LAYER.fullmatch(name)
            if name in ("y", "target"):
                target = column
            elif name == "product":
                product = column
            elif name == "d" and imbalance is not None:
                imbalance[:] = column[:, None]
            elif layer:
                written = weights if weights is not None else imbalance
                assert written is not None
                written[:, int(layer[2]) - 1] = column
            elif name == "scale" and weights is not None:
                weights = weights * column[:, None]
            elif name == "scale" and imbalance is not None and product is not None:
                # Of all weights.
                imbalance = imbalance * (column * column)[:, None]
                product = product * column**base.depth
        return ScalarPart(target, weights, imbalance, product, base, self._run(values, count))

    def _run(self, values: Values, count: int) -> dict[str, Array]:
        if self.run is None:
            return {}
        given = {name: getattr(self.run, name) for name in RUN_COORDINATES}
        if "step" in values or "step_fraction" in values:
            given["step"] = given["step_fraction"] = None
        run = {name: np.full(count, float(v)) for name, v in given.items() if v is not None}
        return run | {name: values[name] for name in RUN_COORDINATES if name in values}
