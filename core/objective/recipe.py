"""Recipes of an objective: data and a target that are given, or drawn from a seed."""

from __future__ import annotations

import math
from collections.abc import Mapping
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
_ENTRIES = {
    "squared": {"target"},
    "regression": {"inputs", "outputs", "target", "condition_number", "noise", "samples", "seed"},
    "logistic": {"inputs", "labels", "ridge", "samples", "seed"},
}


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
        Drawn data: X has `samples` rows and X^T X eigenvalues from 1 to `condition_number`;
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
        if self.kind == "squared":
            assert self.target is not None
            return Squared(self.target.make(product))
        if self.kind == "regression":
            if self.inputs is not None:
                return Regression(np.array(self.inputs), np.array(self.outputs))
            X, random = self._inputs(product.shape[0])
            assert self.target is not None
            noise = self.noise * random.standard_normal((X.shape[0], product.shape[1]))
            return Regression(X, X @ self.target.make(product) + noise)
        assert self.ridge is not None
        if self.inputs is not None:
            return Logistic(np.array(self.inputs), np.array(self.labels), self.ridge)
        X, random = self._inputs(product.shape[0])
        X = X * math.sqrt(X.shape[0])
        rule = random.standard_normal(X.shape[1])
        labels = np.where(X @ rule + random.standard_normal(X.shape[0]) > 0.0, 1.0, -1.0)
        return Logistic(X, labels, self.ridge)

    def _inputs(self, n: int) -> tuple[Array, np.random.Generator]:
        """X with orthonormal columns times singular values 1 .. sqrt(condition_number)."""
        random = np.random.default_rng(self.seed)
        samples = self.samples or 2 * n
        if samples < n:
            raise ScenarioError("objective.samples", "objective.samples", n=n, value=samples)
        columns = np.linalg.qr(random.standard_normal((samples, n)))[0]
        rotation = np.linalg.qr(random.standard_normal((n, n)))[0]
        spread = np.geomspace(1.0, math.sqrt(self.condition_number), n)
        return (columns * spread) @ rotation.T, random


def objective_from_json(entries: object) -> ObjectiveRecipe:
    """The objective that JSON values describe.

    Raises
    ------
    ScenarioError
    """
    if not isinstance(entries, Mapping):
        raise ScenarioError("objective", "scenario.not_object")
    kind = entries.get("kind")
    if not isinstance(kind, str) or kind not in _ENTRIES:
        raise ScenarioError(
            "objective.kind", "field.one_of_not", options=tuple(_ENTRIES), value=shown(kind)
        )
    for name in entries:
        if name not in _ENTRIES[kind] | {"kind"}:
            raise ScenarioError(f"objective.{named(name)}", "objective.unknown_entry", kind=kind)
    given = {name: value for name, value in entries.items() if value is not None}
    values: dict[str, Any] = {"kind": kind}
    if "inputs" in given:
        values["inputs"] = rows("objective.inputs", given["inputs"])
        for name in ("condition_number", "noise", "samples", "seed", "target"):
            if name in given:
                raise ScenarioError(f"objective.{name}", "objective.drawn")
    else:
        for name in ("outputs", "labels"):
            if name in given:
                raise ScenarioError("objective.inputs", "objective.inputs_missing", what=name)
    if kind == "regression" and "inputs" in given:
        _need(given, "outputs")
        values["outputs"] = rows("objective.outputs", given["outputs"])
    elif kind in ("squared", "regression"):
        _need(given, "target")
        values["target"] = target_from_json(given["target"])
    else:
        _need(given, "ridge")
        values["ridge"] = fields.positive("objective.ridge", given["ridge"])
        if "inputs" in given:
            _need(given, "labels")
            labels = fields.vector("objective.labels", given["labels"])
            values["labels"] = tuple(labels.tolist())
    return ObjectiveRecipe(**values, **_drawn(given))


def _drawn(given: Mapping[str, Any]) -> dict[str, Any]:
    """Entries of data that are drawn."""
    values: dict[str, Any] = {}
    if "condition_number" in given:
        number = fields.positive("objective.condition_number", given["condition_number"])
        if not 1.0 <= number <= 1e8:
            raise ScenarioError(
                "objective.condition_number", "objective.condition_number", value=number
            )
        values["condition_number"] = number
    if "noise" in given:
        values["noise"] = number_of("objective.noise", given["noise"])
        if not 0.0 <= values["noise"] <= 1e6:
            raise ScenarioError("objective.noise", "objective.noise")
    for name, least, most in (("samples", 1, MAX_SAMPLES), ("seed", 0, MAX_SEED)):
        if name in given:
            values[name] = fields.whole(f"objective.{name}", given[name], least, most)
    return values


def _need(given: Mapping[str, Any], name: str) -> None:
    if name not in given:
        raise ScenarioError(f"objective.{name}", "scenario.missing")
