"""Matrix networks around a base."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from core.atlas.parts.base import Part
from core.atlas.parts.matrix import MatrixPart
from core.atlas.spaces.base import RUN_COORDINATES, Coordinate, Point, Rows, Run, Space, Values
from core.errors import ScenarioError
from core.matrix.initialization import WITH_MODES, Initialization
from core.matrix.scenario import MatrixScenario

_COORDINATES = {
    "scale": Coordinate("scale", rank=2),
    "imbalance": Coordinate("imbalance"),
    "width": Coordinate("width", whole=True),
    "exponent": Coordinate("exponent"),
    "seed": Coordinate("seed", whole=True),
    "condition_number": Coordinate("condition_number"),
}
#: Recipes whose imbalances are multiples of the identity.
_MULTIPLES = ("homogeneous", "lambda_balanced")


class MatrixSpace(Space):
    """Around a matrix scenario.

    Axes: `scale` of the start (of all layers, or of the modes of its product), `imbalance` (the d_l
    of homogeneous starts; else the log of the first layer's factor beside the last one's, evenly
    over the layers between), `width` of all hidden layers, `exponent` of the variance, `seed` of
    the initialization, and `condition_number` of the data.

    Parameters
    ----------
    base : MatrixScenario
    run : Run, optional
    """

    network = "matrix"
    base: MatrixScenario

    def __init__(self, base: MatrixScenario, run: Run | None = None) -> None:
        self.base, self.run = base, run

    def coordinate(self, of: str) -> Coordinate | None:
        """What an axis of that name moves."""
        if self.run and of in RUN_COORDINATES:
            return RUN_COORDINATES[of]
        return _COORDINATES[of] if of in self._own() else None

    def known(self) -> tuple[str, ...]:
        """Names of axes."""
        return (*self._own(), *(RUN_COORDINATES if self.run else ()))

    def scenario(self, values: Mapping[str, float]) -> Point:
        """The scenario with these values of coordinates."""
        network = self.base
        for name in self.ordered(values):
            if name in _WRITERS:
                network = _WRITERS[name](network, values[name])
        return self.with_run(network, values)

    def parts(self, values: Values, count: int) -> Iterator[tuple[Rows, Part]]:
        """All networks with these values of coordinates: one part."""

        def point(row: int) -> Callable[[], Point]:
            return lambda: self.scenario({name: float(v[row]) for name, v in values.items()})

        yield np.arange(count), MatrixPart([point(row) for row in range(count)])

    def _own(self) -> tuple[str, ...]:
        """Axes that its network has."""
        recipe = self.base.initialization
        found = ["scale"]
        deep = len(self.base.sides) > 2
        if recipe is not None:
            gaussian = recipe.kind in ("gaussian", "imbalance")
            if deep and recipe.kind not in ("balanced", "spectral"):
                found.append("imbalance")
            # The widths of the others are those of the product, or bound by its sides.
            if deep and recipe.kind not in _MULTIPLES:
                found.append("width")
            found += ["exponent"] * (gaussian and deep) + ["seed"]
        elif deep:
            found.append("imbalance")
        if self.base.objective.kind == "regression" and self.base.objective.inputs is None:
            found.append("condition_number")
        return tuple(found)


def _of_start(scenario: MatrixScenario, **entries: Any) -> MatrixScenario:
    assert scenario.initialization is not None
    return replace(scenario, initialization=replace(scenario.initialization, **entries))


def _scale(scenario: MatrixScenario, value: float) -> MatrixScenario:
    return _scaled(scenario, np.full(len(scenario.sides) - 1, value))


def _imbalance(scenario: MatrixScenario, value: float) -> MatrixScenario:
    recipe = scenario.initialization
    if recipe is not None and recipe.kind in _MULTIPLES:
        return _of_start(scenario, imbalance=(value,) * len(recipe.widths))
    return _scaled(scenario, np.exp(np.linspace(0.5, -0.5, len(scenario.sides) - 1) * value))


def _scaled(scenario: MatrixScenario, factors: Any) -> MatrixScenario:
    """Every layer times its factor."""
    recipe = scenario.initialization
    if recipe is None:
        assert scenario.weights is not None
        layers = zip(scenario.weights, factors.tolist(), strict=True)
        scaled = tuple((np.array(layer) * factor).tolist() for layer, factor in layers)
        return replace(scenario, weights=scaled)
    if recipe.kind in WITH_MODES:
        # Modes of the product: what all layers together multiply by.
        values = np.array(recipe.singular_values) * float(factors[0])
        return _of_start(scenario, singular_values=tuple(values.tolist()))
    if recipe.kind == "gaussian" and len(set(factors.tolist())) == 1:
        return _of_start(scenario, scale=recipe.scale * float(factors[0]))
    scales = recipe.scales or (recipe.scale,) * recipe.depth
    scaled = tuple((np.array(scales) * factors).tolist())
    return _of_start(scenario, kind="imbalance", scale=1.0, scales=scaled)


def _width(scenario: MatrixScenario, value: float) -> MatrixScenario:
    recipe = scenario.initialization
    assert isinstance(recipe, Initialization)
    return _of_start(scenario, widths=(int(value),) * len(recipe.widths))


def _condition_number(scenario: MatrixScenario, value: float) -> MatrixScenario:
    if not 1.0 <= value <= 1e8:
        field = "objective.condition_number"
        raise ScenarioError(field, "objective.condition_number", value=value)
    return replace(scenario, objective=replace(scenario.objective, condition_number=value))


_WRITERS: dict[str, Callable[[MatrixScenario, float], MatrixScenario]] = {
    "scale": _scale,
    "imbalance": _imbalance,
    "width": _width,
    "exponent": lambda scenario, value: _of_start(scenario, exponent=value),
    "seed": lambda scenario, value: _of_start(scenario, seed=int(value)),
    "condition_number": _condition_number,
}
