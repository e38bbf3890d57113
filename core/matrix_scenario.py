"""Recipes of a matrix network: where it starts, what it learns, when it is looked at."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import checks, network, preconditioner
from core.horizon import SAMPLES
from core.initialization import (
    MAX_DEEP_WIDTH,
    MAX_SEED,
    MAX_WEIGHTS,
    Initialization,
    Start,
    initialization_from_json,
    reduce_width,
)
from core.objective import Logistic, Objective, Regression, Squared
from core.scenario import LONGEST_TIME, ScenarioError, named, number_of, shown, times_of

Array = NDArray[np.float64]
Rows = tuple[tuple[float, ...], ...]

MAX_SAMPLES = 1000
#: Entries of the product, and of any one matrix that is given.
MAX_ENTRIES, MAX_GIVEN = 4096, 2_000_000
#: Numbers of a trajectory that are kept (0.8 GB).
MAX_KEPT = 100_000_000
_ENTRIES = {
    "squared": {"target"},
    "regression": {"inputs", "outputs", "target", "condition_number", "noise", "samples", "seed"},
    "logistic": {"inputs", "labels", "ridge", "samples", "seed"},
}


@dataclass(frozen=True, kw_only=True)
class TargetRecipe:
    """A target W* that is made: from singular values, or near the initial product.

    Attributes
    ----------
    singular_values : tuple of float
        Those of W*, with a basis drawn from `seed`; empty if `distance` is given.
    distance : float or None
        ||W* - W(0)||_F / ||W(0)||_F, in a direction drawn from `seed`: it steers the margin.
    seed : int
    """

    singular_values: tuple[float, ...] = ()
    distance: float | None = None
    seed: int = 0

    def basis(self, n: int, m: int) -> tuple[Array, Array]:
        """Singular vectors of the target, (n, k) and (m, k)."""
        random = np.random.default_rng(self.seed)
        frames = (np.linalg.qr(random.standard_normal((side, min(n, m))))[0] for side in (n, m))
        return next(frames), next(frames)

    def to_json(self) -> dict[str, Any]:
        """The recipe as JSON values."""
        if self.distance is not None:
            return {"distance": self.distance, "seed": self.seed}
        return {"singular_values": list(self.singular_values), "seed": self.seed}

    def make(self, product: Array) -> Array:
        """W*."""
        n, m = product.shape
        if self.distance is None:
            if len(self.singular_values) != min(n, m):
                raise ScenarioError(
                    "objective.target.singular_values",
                    f"needs min(n, m) = {min(n, m)} numbers, not {len(self.singular_values)}.",
                )
            left, right = self.basis(n, m)
            made: Array = (left * np.asarray(self.singular_values)) @ right.T
            return made
        direction = np.random.default_rng(self.seed).standard_normal((n, m))
        step = self.distance * np.linalg.norm(product) / np.linalg.norm(direction)
        near: Array = product + step * direction
        return near


@dataclass(frozen=True, kw_only=True)
class ObjectiveRecipe:
    """Which f, from data given or drawn.

    Attributes
    ----------
    kind : {"squared", "regression", "logistic"}
    target : rows or TargetRecipe or None
        squared: W*. regression with drawn data: the W* before noise.
    inputs, outputs, labels : rows, rows, numbers, or None
    ridge : float or None
        logistic.
    condition_number, noise, samples, seed
        Drawn data: X has `samples` rows and X^T X eigenvalues from 1 to `condition_number`;
        Y = X W* + `noise` times normals. Labels are the signs of a noisy linear rule.
    """

    kind: str
    target: Rows | TargetRecipe | None = None
    inputs: Rows | None = None
    outputs: Rows | None = None
    labels: tuple[float, ...] | None = None
    ridge: float | None = None
    condition_number: float = 1.0
    noise: float = 0.0
    samples: int | None = None
    seed: int = 0

    def to_json(self) -> dict[str, Any]:
        """The recipe as JSON values, without the entries left to their defaults."""
        entries: dict[str, Any] = {"kind": self.kind}
        for name, known in self.__dataclass_fields__.items():
            value = getattr(self, name)
            if name == "kind" or value == known.default:
                continue
            if isinstance(value, TargetRecipe):
                value = value.to_json()
            elif isinstance(value, tuple):
                value = [list(row) if isinstance(row, tuple) else row for row in value]
            entries[name] = value
        return entries

    def make(self, product: Array) -> Objective:
        """The objective, for a network that starts at `product` (n, m)."""
        if self.kind == "squared":
            return Squared(self._target(product))
        if self.kind == "regression":
            if self.inputs is not None:
                return Regression(np.array(self.inputs), np.array(self.outputs))
            X, random = self._inputs(product.shape[0])
            noise = self.noise * random.standard_normal((X.shape[0], product.shape[1]))
            return Regression(X, X @ self._target(product) + noise)
        assert self.ridge is not None
        if self.inputs is not None:
            return Logistic(np.array(self.inputs), np.array(self.labels), self.ridge)
        X, random = self._inputs(product.shape[0])
        X = X * math.sqrt(X.shape[0])
        rule = random.standard_normal(X.shape[1])
        labels = np.where(X @ rule + random.standard_normal(X.shape[0]) > 0.0, 1.0, -1.0)
        return Logistic(X, labels, self.ridge)

    def _target(self, product: Array) -> Array:
        if isinstance(self.target, TargetRecipe):
            return self.target.make(product)
        target = np.array(self.target)
        if target.shape != product.shape:
            raise _misfit(target.shape, product.shape)
        return target

    def _inputs(self, n: int) -> tuple[Array, np.random.Generator]:
        """X with orthonormal columns times singular values 1 .. sqrt(condition_number)."""
        random = np.random.default_rng(self.seed)
        samples = self.samples or 2 * n
        if samples < n:
            raise ScenarioError("objective.samples", f"must be at least n = {n}, not {samples}.")
        columns = np.linalg.qr(random.standard_normal((samples, n)))[0]
        rotation = np.linalg.qr(random.standard_normal((n, n)))[0]
        spread = np.geomspace(1.0, math.sqrt(self.condition_number), n)
        return (columns * spread) @ rotation.T, random


@dataclass(frozen=True, kw_only=True)
class MatrixScenario:
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
            raise ScenarioError("weights", "give either weights or an initialization.")
        if self.times is not None:
            if self.horizon is not None:
                raise ScenarioError("horizon", "give either times or a horizon, not both.")
            object.__setattr__(self, "times", times_of(self.times))
        if self.horizon is not None:
            object.__setattr__(self, "horizon", _horizon(self.horizon))
        if self.weights is not None:
            layers = network.check_chain(self.weights)
            object.__setattr__(self, "weights", tuple(map(_rows, layers)))
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
            raise ScenarioError(
                field, f"make a product of {n} x {m}; it may have {MAX_ENTRIES} entries."
            )
        count = sum(a * b for a, b in pairwise(self.sides))
        if depth > 2 and max(self.sides) > MAX_DEEP_WIDTH:
            raise ScenarioError(
                field, f"are {max(self.sides)} wide; deeper than 2, {MAX_DEEP_WIDTH} is the limit."
            )
        if depth > 2 and count > MAX_WEIGHTS:
            raise ScenarioError(
                field, f"are {count} numbers; beyond two layers {MAX_WEIGHTS} are the limit."
            )
        kept = self.kept_numbers
        times = SAMPLES if self.times is None else len(self.times)
        if times * kept > MAX_KEPT:
            raise ScenarioError(
                field if self.times is None else "times",
                f"give {times} x {kept} numbers to keep; {MAX_KEPT} are the limit. Take a smaller "
                "network or fewer times.",
            )

    @property
    def field(self) -> str:
        """The entry that a network which does not fit is to blame on."""
        return "weights" if self.weights is not None else "initialization"

    def start(self) -> Start:
        """The layers at t = 0; of two layers, only the part that matters."""
        start = self._drawn_or_given()
        if len(start.weights) == 2:
            return replace(start, weights=reduce_width(*start.weights))
        return start

    def _drawn_or_given(self) -> Start:
        if self.weights is not None:
            layers = network.check_chain([np.array(layer) for layer in self.weights])
            return Start(layers, layers[0].shape[1])
        assert self.initialization is not None
        recipe = self.initialization
        target = self.objective.target
        if recipe.kind != "spectral":
            return recipe.draw()
        if isinstance(target, TargetRecipe) and target.distance is None:
            return recipe.draw(target.basis(recipe.n, recipe.m))
        if target is None or isinstance(target, TargetRecipe):
            raise ScenarioError(
                "initialization.kind",
                "spectral needs a target given by its entries or its singular values.",
            )
        given = np.array(target)
        if given.shape != (recipe.n, recipe.m):
            raise _misfit(given.shape, (recipe.n, recipe.m))
        left, _, right = np.linalg.svd(given, full_matrices=False)
        return recipe.draw((left, right.T))


def matrix_scenario_from_json(entries: Mapping[str, Any]) -> MatrixScenario:
    """The scenario that JSON values describe.

    Raises
    ------
    ScenarioError
    """
    known = {"model", "weights", "initialization", "objective", "times", "horizon"}
    for name in entries:
        if name not in known:
            raise ScenarioError(named(name), "is not an entry of a matrix scenario.")
    if entries.get("objective") is None:
        raise ScenarioError("objective", "missing.")
    weights, initialization = entries.get("weights"), entries.get("initialization")
    times, horizon = entries.get("times"), entries.get("horizon")
    if isinstance(weights, list | tuple):
        for index, layer in enumerate(weights):
            _check_size(f"weights[{index}]", layer)
    return MatrixScenario(
        objective=_objective(entries["objective"]),
        weights=weights,
        initialization=None if initialization is None else initialization_from_json(initialization),
        times=times,
        horizon=horizon,
    )


def _misfit(target: tuple[int, ...], product: tuple[int, ...]) -> ScenarioError:
    return ScenarioError(
        "objective.target",
        f"is {target[0]} x {target[1]}, but the network's product {product[0]} x {product[1]}.",
    )


def _horizon(value: object) -> float:
    horizon = number_of("horizon", value)
    if not 1 / LONGEST_TIME <= horizon <= LONGEST_TIME:
        raise ScenarioError("horizon", f"must be a time from 1e-100 to 1e100, not {horizon:g}.")
    return horizon


def _objective(entries: object) -> ObjectiveRecipe:
    if not isinstance(entries, Mapping):
        raise ScenarioError("objective", "must be a JSON object.")
    kind = entries.get("kind")
    if not isinstance(kind, str) or kind not in _ENTRIES:
        raise ScenarioError(
            "objective.kind", f"must be one of {', '.join(_ENTRIES)}, not {shown(kind)}."
        )
    for name in entries:
        if name not in _ENTRIES[kind] | {"kind"}:
            raise ScenarioError(f"objective.{named(name)}", f"is not an entry of {kind}.")
    given = {name: value for name, value in entries.items() if value is not None}
    values: dict[str, Any] = {"kind": kind}
    if "inputs" in given:
        values["inputs"] = _matrix("objective.inputs", given["inputs"])
        for name in ("condition_number", "noise", "samples", "seed", "target"):
            if name in given:
                raise ScenarioError(f"objective.{name}", "goes with drawn data, not with inputs.")
    else:
        for name in ("outputs", "labels"):
            if name in given:
                raise ScenarioError("objective.inputs", f"missing: the {name} need them.")
    if kind == "regression" and "inputs" in given:
        _need(given, "outputs")
        values["outputs"] = _matrix("objective.outputs", given["outputs"])
    elif kind in ("squared", "regression"):
        _need(given, "target")
        values["target"] = _target(given["target"])
    else:
        _need(given, "ridge")
        values["ridge"] = checks.positive("objective.ridge", given["ridge"])
        if "inputs" in given:
            _need(given, "labels")
            labels = checks.vector("objective.labels", given["labels"])
            values["labels"] = tuple(labels.tolist())
    return ObjectiveRecipe(**values, **_drawn(given))


def _drawn(given: Mapping[str, Any]) -> dict[str, Any]:
    """Entries of data that are drawn."""
    values: dict[str, Any] = {}
    if "condition_number" in given:
        number = checks.positive("objective.condition_number", given["condition_number"])
        if not 1.0 <= number <= 1e8:
            raise ScenarioError("objective.condition_number", f"must be 1 to 1e8, not {number:g}.")
        values["condition_number"] = number
    if "noise" in given:
        values["noise"] = number_of("objective.noise", given["noise"])
        if not 0.0 <= values["noise"] <= 1e6:
            raise ScenarioError("objective.noise", "must be 0 to 1e6.")
    for name, least, most in (("samples", 1, MAX_SAMPLES), ("seed", 0, MAX_SEED)):
        if name in given:
            values[name] = _whole(f"objective.{name}", given[name], least, most)
    return values


def _target(entries: object) -> Rows | TargetRecipe:
    if not isinstance(entries, Mapping):
        return _matrix("objective.target", entries)
    for name in entries:
        if name not in TargetRecipe.__dataclass_fields__:
            raise ScenarioError(f"objective.target.{named(name)}", "is not an entry of a target.")
    entries = {name: value for name, value in entries.items() if value is not None}
    if ("singular_values" in entries) == ("distance" in entries):
        raise ScenarioError("objective.target", "give either singular_values or a distance.")
    seed = _whole("objective.target.seed", entries.get("seed", 0), 0, MAX_SEED)
    if "distance" in entries:
        distance = number_of("objective.target.distance", entries["distance"])
        if not 0.0 <= distance <= 1e6:
            raise ScenarioError("objective.target.distance", f"must be 0 to 1e6, not {distance:g}.")
        return TargetRecipe(distance=distance, seed=seed)
    values = checks.vector("objective.target.singular_values", entries["singular_values"])
    for index, value in enumerate(values.tolist()):
        if value < 0.0:
            raise ScenarioError(
                f"objective.target.singular_values[{index}]", f"must be >= 0, not {value:g}."
            )
    return TargetRecipe(singular_values=tuple(values.tolist()), seed=seed)


def _need(given: Mapping[str, Any], name: str) -> None:
    if name not in given:
        raise ScenarioError(f"objective.{name}", "missing.")


def _whole(field: str, value: object, least: int, most: int) -> int:
    number = number_of(field, value)
    if not number.is_integer() or not least <= number <= most:
        raise ScenarioError(
            field, f"must be a whole number from {least} to {most}, not {shown(value)}."
        )
    return int(number)


def _matrix(field: str, rows: object) -> Rows:
    _check_size(field, rows)
    return _rows(checks.matrix(field, rows))


def _check_size(field: str, rows: object) -> None:
    """Refuse a huge matrix before its entries are looked at one by one."""
    if isinstance(rows, list | tuple):
        count = sum(len(row) for row in rows if isinstance(row, list | tuple))
        if count > MAX_GIVEN:
            raise ScenarioError(field, f"has {count} entries; {MAX_GIVEN} are the limit.")


def _rows(matrix: Array) -> Rows:
    return tuple(tuple(row) for row in matrix.tolist())
