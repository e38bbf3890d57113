"""Recipes of a matrix network: where it starts, what it learns, when it is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from core import network
from core.arrays import frozen
from core.errors import ScenarioError, named
from core.fields import horizon_of, times_of
from core.matrix import preconditioner
from core.matrix.initialization import (
    MAX_DEEP_WIDTH,
    MAX_WEIGHTS,
    Initialization,
    Start,
    initialization_from_json,
    reduce_width,
)
from core.matrix.solution import MatrixSolution
from core.objective.recipe import ObjectiveRecipe, objective_from_json
from core.objective.target import Rows, Target, check_size, rows_of
from core.scalar.flow.horizon import SAMPLES
from core.scenario import Scenario

#: Entries of the product.
MAX_ENTRIES = 4096
#: Numbers of a trajectory that are kept (0.4 GB).
MAX_KEPT = 50_000_000
_SMALL, _REMEMBERED = 10_000, 32  # numbers of a time of networks whose draws are remembered; draws


@dataclass(frozen=True, kw_only=True)
class MatrixScenario(Scenario[MatrixSolution]):
    """A deep linear network, its objective, and what to compute of its flow.

    Attributes
    ----------
    objective : ObjectiveRecipe
    weights : tuple of rows, or None
        Explicit layers, W_l of shape (h_{l-1}, h_l).
    initialization : Initialization or None
        A recipe instead.
    times : tuple of float or None
    horizon : float or None
        As in a scalar scenario.

    Raises
    ------
    ScenarioError
    """

    objective: ObjectiveRecipe
    weights: tuple[Rows, ...] | None = None
    initialization: Initialization | None = None
    times: tuple[float, ...] | None = None
    horizon: float | None = None

    def __post_init__(self) -> None:
        if (self.weights is None) == (self.initialization is None):
            raise ScenarioError("weights", "matrix.either")
        if self.times is not None:
            if self.horizon is not None:
                raise ScenarioError("horizon", "scenario.times_and_horizon")
            object.__setattr__(self, "times", times_of(self.times))
        if self.horizon is not None:
            object.__setattr__(self, "horizon", horizon_of(self.horizon))
        if self.weights is not None:
            layers = network.check_chain(self.weights)
            object.__setattr__(self, "weights", tuple(map(rows_of, layers)))
        self._check_work()

    @property
    def sides(self) -> tuple[int, ...]:
        """n, h_1, .., h_{L-1}, m."""
        if self.weights is not None:
            return (len(self.weights[0]), *(len(layer[0]) for layer in self.weights))
        assert self.initialization is not None
        recipe = self.initialization
        return (recipe.n, *recipe.widths, recipe.m)

    @property
    def kept_numbers(self) -> int:
        """Numbers that a flow keeps of each of its times."""
        n, m, depth = self.sides[0], self.sides[-1], len(self.sides) - 1
        kept = (n + m) ** 2 if depth == 2 else sum(a * b for a, b in pairwise(self.sides))
        kept += 4 * depth * (n * n + m * m)
        if depth != 2 and n * m <= preconditioner.MAX_DENSE:
            kept += (n * m) ** 2
        return kept

    def to_json(self) -> dict[str, Any]:
        """The scenario as JSON values, without the entries left to their defaults."""
        recipe = self.initialization
        entries = {
            "model": "matrix",
            "weights": self.weights and [[list(row) for row in layer] for layer in self.weights],
            "initialization": recipe and recipe.to_json(),
            "objective": self.objective.to_json(),
            "times": self.times and list(self.times),
            "horizon": self.horizon,
        }
        return {name: value for name, value in entries.items() if value is not None}

    def _check_work(self) -> None:
        """Refuse what would take too long or too much memory, before anything is drawn."""
        field = self.field
        n, m, depth = self.sides[0], self.sides[-1], len(self.sides) - 1
        if n * m > MAX_ENTRIES:
            raise ScenarioError(field, "matrix.product_size", n=n, m=m, most=MAX_ENTRIES)
        count = sum(a * b for a, b in pairwise(self.sides))
        if depth > 2 and max(self.sides) > MAX_DEEP_WIDTH:
            raise ScenarioError(field, "matrix.width", width=max(self.sides), most=MAX_DEEP_WIDTH)
        if depth > 2 and count > MAX_WEIGHTS:
            raise ScenarioError(field, "matrix.weights", count=count, most=MAX_WEIGHTS)
        kept = self.kept_numbers
        times = SAMPLES if self.times is None else len(self.times)
        if times * kept > MAX_KEPT:
            raise ScenarioError(
                field if self.times is None else "times",
                "matrix.kept",
                times=times,
                kept=kept,
                most=MAX_KEPT,
            )

    @property
    def field(self) -> str:
        """The entry that a network which does not fit is to blame on."""
        return "weights" if self.weights is not None else "initialization"

    def start(self) -> Start:
        """The layers at t = 0; of two layers, only the part that matters."""
        if self.weights is not None:
            layers = network.check_chain([np.array(layer) for layer in self.weights])
            return _that_matters(Start(layers, layers[0].shape[1]))
        assert self.initialization is not None
        recipe, target = self.initialization, None
        if recipe.kind == "spectral":
            target = self.objective.target
            if target is None:
                raise ScenarioError("initialization.kind", "initialization.spectral_target")
        if self.kept_numbers <= _SMALL:
            return _remembered(recipe, target)
        return _drawn(recipe, target)


def _drawn(recipe: Initialization, target: Target | None) -> Start:
    """What a recipe draws; `target` for a spectral start."""
    basis = None if target is None else target.basis(recipe.n, recipe.m)
    return _that_matters(recipe.draw(basis))


def _that_matters(start: Start) -> Start:
    if len(start.weights) == 2:
        return replace(start, weights=reduce_width(*start.weights))
    return start


@lru_cache(maxsize=_REMEMBERED)
def _remembered(recipe: Initialization, target: Target | None) -> Start:
    """The same; a comparison asks for it several times, and so does a drag."""
    start = _drawn(recipe, target)
    for array in (*start.weights, *(start.basis or ())):
        frozen(array)
    return start


def matrix_scenario_from_json(entries: Mapping[str, Any]) -> MatrixScenario:
    """The scenario that JSON values describe.

    Raises
    ------
    ScenarioError
    """
    known = {"model", "weights", "initialization", "objective", "times", "horizon"}
    for name in entries:
        if name not in known:
            raise ScenarioError(named(name), "matrix.unknown_entry")
    if entries.get("objective") is None:
        raise ScenarioError("objective", "scenario.missing")
    weights, initialization = entries.get("weights"), entries.get("initialization")
    times, horizon = entries.get("times"), entries.get("horizon")
    if isinstance(weights, list | tuple):
        for index, layer in enumerate(weights):
            check_size(f"weights[{index}]", layer)
    return MatrixScenario(
        objective=objective_from_json(entries["objective"]),
        weights=weights,
        initialization=None if initialization is None else initialization_from_json(initialization),
        times=times,
        horizon=horizon,
    )
