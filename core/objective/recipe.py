"""Recipes of an objective: data and a target that are given, or drawn from a seed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core import fields
from core.arrays import Array
from core.errors import ScenarioError, named, shown
from core.fields import MAX_SEED, number_of
from core.objective.base import Objective
from core.objective.logistic import Logistic
from core.objective.regression import Regression
from core.objective.squared import Squared
from core.objective.target import Rows, Target, rows, target_from_json, target_of

MAX_SAMPLES = 1000


@dataclass(frozen=True, kw_only=True)
class ObjectiveRecipe:
    """Which f, from data given or drawn.

    Attributes
    ----------
    kind : {"squared", "regression", "logistic"}
    target : Target or None
        Rows are taken as given ones.
        squared: W*. regression with drawn data: the W* before noise.
    inputs, outputs, labels : rows, rows, numbers, or None
    ridge : float or None
        logistic.
    condition_number, noise, samples, seed
        Drawn data: X has `samples` rows and X^T X nonzero eigenvalues from 1 to `condition_number`,
        as many as there are rows if these are fewer than n: then the minimiser is not unique;
        Y = X W* + `noise` times normals. Labels are the signs of a noisy linear rule.
    """

    kind: str
    target: Target | None = None
    inputs: Rows | None = None
    outputs: Rows | None = None
    labels: tuple[float, ...] | None = None
    ridge: float | None = None
    condition_number: float = 1.0
    noise: float = 0.0
    samples: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        if self.target is not None:
            object.__setattr__(self, "target", target_of(self.target))

    def to_json(self) -> dict[str, Any]:
        """The recipe as JSON values, without the entries left to their defaults."""
        entries: dict[str, Any] = {"kind": self.kind}
        for name, known in self.__dataclass_fields__.items():
            value = getattr(self, name)
            if name == "kind" or value == known.default:
                continue
            if name == "target":
                value = value.to_json()
            elif isinstance(value, tuple):
                value = [list(row) if isinstance(row, tuple) else row for row in value]
            entries[name] = value
        return entries

    def make(self, product: Array) -> Objective:
        """The objective, for a network that starts at `product` (n, m)."""
        return _KINDS[self.kind].make(self, product)

    def drawn_inputs(self, n: int) -> tuple[Array, np.random.Generator]:
        """X of singular values 1 .. sqrt(condition_number), as many as its sides allow."""
        random = np.random.default_rng(self.seed)
        samples = self.samples or 2 * n
        rank = min(samples, n)
        columns = np.linalg.qr(random.standard_normal((samples, rank)))[0]
        rotation = np.linalg.qr(random.standard_normal((n, n)))[0]
        spread = np.geomspace(1.0, math.sqrt(self.condition_number), rank)
        return (columns * spread) @ rotation[:, :rank].T, random


@dataclass(frozen=True)
class _Kind:
    """What there is to say of one kind.

    Attributes
    ----------
    entries : frozenset of str
        That its JSON may have.
    given, drawn : tuple of str
        Those that it must have, with data that are given (`inputs`) and with data that are drawn.
    make : callable
        The objective, from the recipe and the product at the start.
    """

    entries: frozenset[str]
    given: tuple[str, ...]
    drawn: tuple[str, ...]
    make: Callable[[ObjectiveRecipe, Array], Objective]


def _squared(recipe: ObjectiveRecipe, product: Array) -> Objective:
    assert recipe.target is not None
    return Squared(recipe.target.make(product))


def _regression(recipe: ObjectiveRecipe, product: Array) -> Objective:
    if recipe.inputs is not None:
        return Regression(np.array(recipe.inputs), np.array(recipe.outputs))
    X, random = recipe.drawn_inputs(product.shape[0])
    assert recipe.target is not None
    noise = recipe.noise * random.standard_normal((X.shape[0], product.shape[1]))
    return Regression(X, X @ recipe.target.make(product) + noise)


def _logistic(recipe: ObjectiveRecipe, product: Array) -> Objective:
    assert recipe.ridge is not None
    if recipe.inputs is not None:
        return Logistic(np.array(recipe.inputs), np.array(recipe.labels), recipe.ridge)
    X, random = recipe.drawn_inputs(product.shape[0])
    X = X * math.sqrt(X.shape[0])
    rule = random.standard_normal(X.shape[1])
    labels = np.where(X @ rule + random.standard_normal(X.shape[0]) > 0.0, 1.0, -1.0)
    return Logistic(X, labels, recipe.ridge)


#: Every kind, by its name in JSON.
_KINDS = {
    "squared": _Kind(frozenset({"target"}), (), ("target",), _squared),
    "regression": _Kind(
        frozenset({"inputs", "outputs", "target", "condition_number", "noise", "samples", "seed"}),
        ("outputs",),
        ("target",),
        _regression,
    ),
    "logistic": _Kind(
        frozenset({"inputs", "labels", "ridge", "samples", "seed"}),
        ("ridge", "labels"),
        ("ridge",),
        _logistic,
    ),
}


def _condition_number(field: str, value: object) -> float:
    number = fields.positive(field, value)
    if not 1.0 <= number <= 1e8:
        raise ScenarioError(field, "objective.condition_number", value=number)
    return number


def _noise(field: str, value: object) -> float:
    number = number_of(field, value)
    if not 0.0 <= number <= 1e6:
        raise ScenarioError(field, "objective.noise")
    return number


#: What each entry must be, with its field as it is named in a refusal.
_READERS: dict[str, Callable[[str, Any], Any]] = {
    "inputs": rows,
    "outputs": rows,
    "labels": lambda field, value: tuple(fields.vector(field, value).tolist()),
    "target": lambda _field, value: target_from_json(value),
    "ridge": fields.positive,
    "condition_number": _condition_number,
    "noise": _noise,
    "samples": lambda field, value: fields.whole(field, value, 1, MAX_SAMPLES),
    "seed": lambda field, value: fields.whole(field, value, 0, MAX_SEED),
}


def objective_from_json(entries: object) -> ObjectiveRecipe:
    """The objective that JSON values describe.

    Raises
    ------
    ScenarioError
    """
    if not isinstance(entries, Mapping):
        raise ScenarioError("objective", "scenario.not_object")
    kind = entries.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise ScenarioError(
            "objective.kind", "field.one_of_not", options=tuple(_KINDS), value=shown(kind)
        )
    of_kind = _KINDS[kind]
    for name in entries:
        if name not in of_kind.entries | {"kind"}:
            raise ScenarioError(f"objective.{named(name)}", "objective.unknown_entry", kind=kind)
    given = {name: value for name, value in entries.items() if value is not None}
    _check_data(given)
    for name in of_kind.given if "inputs" in given else of_kind.drawn:
        if name not in given:
            raise ScenarioError(f"objective.{name}", "scenario.missing")
    values = {
        name: read(f"objective.{name}", given[name])
        for name, read in _READERS.items()
        if name in given
    }
    return ObjectiveRecipe(kind=kind, **values)


def _check_data(given: Mapping[str, Any]) -> None:
    """Data are given or drawn, not both."""
    if "inputs" in given:
        for name in ("condition_number", "noise", "samples", "seed", "target"):
            if name in given:
                raise ScenarioError(f"objective.{name}", "objective.drawn")
        return
    for name in ("outputs", "labels"):
        if name in given:
            raise ScenarioError("objective.inputs", "objective.inputs_missing", what=name)
