"""Targets W*: given, drawn with singular values, or near the product that a network starts at."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core import fields
from core.arrays import Array
from core.errors import ScenarioError, named
from core.fields import MAX_SEED, number_of

Rows = tuple[tuple[float, ...], ...]

#: Entries of any one matrix that is given.
MAX_GIVEN = 2_000_000
_ENTRIES = ("singular_values", "distance", "seed")


class Target(ABC):
    """How W* comes about."""

    @property
    def moves(self) -> bool:
        """Whether W* depends on the product that the network starts at."""
        return False

    @abstractmethod
    def make(self, product: Array) -> Array:
        """W*, shape (n, m), for a network that starts at `product`.

        Raises
        ------
        ScenarioError
            If the target has another shape.
        """

    @abstractmethod
    def basis(self, n: int, m: int) -> tuple[Array, Array]:
        """Singular vectors of W*, (n, k) and (m, k) with k = min(n, m).

        Raises
        ------
        ScenarioError
            If they are not known before the start, or the target has another shape.
        """

    @abstractmethod
    def to_json(self) -> Any:
        """The target as JSON values."""


@dataclass(frozen=True)
class GivenTarget(Target):
    """W* by its rows."""

    rows: Rows

    def make(self, product: Array) -> Array:
        """W*, shape (n, m)."""
        n, m = product.shape
        return self._matrix(n, m)

    def basis(self, n: int, m: int) -> tuple[Array, Array]:
        """Singular vectors of W*."""
        left, _, right = np.linalg.svd(self._matrix(n, m), full_matrices=False)
        return left, right.T

    def to_json(self) -> list[list[float]]:
        """The rows."""
        return [list(row) for row in self.rows]

    def _matrix(self, n: int, m: int) -> Array:
        matrix = np.array(self.rows)
        if matrix.shape != (n, m):
            raise ScenarioError(
                "objective.target",
                "objective.misfit",
                n=matrix.shape[0],
                m=matrix.shape[1],
                rows=n,
                columns=m,
            )
        return matrix


@dataclass(frozen=True, kw_only=True)
class DrawnTarget(Target):
    """W* with these singular values, in a basis drawn from `seed`."""

    singular_values: tuple[float, ...]
    seed: int = 0

    def make(self, product: Array) -> Array:
        """W*, shape (n, m)."""
        n, m = product.shape
        if len(self.singular_values) != min(n, m):
            raise ScenarioError(
                "objective.target.singular_values",
                "objective.singular_values",
                needed=min(n, m),
                count=len(self.singular_values),
            )
        left, right = self.basis(n, m)
        made: Array = (left * np.asarray(self.singular_values)) @ right.T
        return made

    def basis(self, n: int, m: int) -> tuple[Array, Array]:
        """Singular vectors of W*."""
        random = np.random.default_rng(self.seed)
        frames = (np.linalg.qr(random.standard_normal((side, min(n, m))))[0] for side in (n, m))
        return next(frames), next(frames)

    def to_json(self) -> dict[str, Any]:
        """The recipe."""
        return {"singular_values": list(self.singular_values), "seed": self.seed}


@dataclass(frozen=True, kw_only=True)
class NearTarget(Target):
    """W* at a distance from the initial product, which steers the margin.

    Attributes
    ----------
    distance : float
        ||W* - W(0)||_F / ||W(0)||_F, in a direction drawn from `seed`.
    seed : int
    """

    distance: float
    seed: int = 0

    @property
    def moves(self) -> bool:
        """It depends on the product that the network starts at."""
        return True

    def make(self, product: Array) -> Array:
        """W*, shape (n, m)."""
        direction = np.random.default_rng(self.seed).standard_normal(product.shape)
        step = self.distance * np.linalg.norm(product) / np.linalg.norm(direction)
        near: Array = product + step * direction
        return near

    def basis(self, n: int, m: int) -> tuple[Array, Array]:
        """Not known before the start."""
        raise ScenarioError("initialization.kind", "initialization.spectral_target")

    def to_json(self) -> dict[str, Any]:
        """The recipe."""
        return {"distance": self.distance, "seed": self.seed}


def target_of(target: Target | Any) -> Target:
    """A target as it is; anything else must be its rows (a list of lists, an array).

    Raises
    ------
    ScenarioError
    """
    return target if isinstance(target, Target) else GivenTarget(rows("objective.target", target))


def target_from_json(entries: object) -> Target:
    """The target that JSON values describe: a matrix, or a recipe of one.

    Raises
    ------
    ScenarioError
    """
    if not isinstance(entries, Mapping):
        return target_of(entries)
    for name in entries:
        if name not in _ENTRIES:
            raise ScenarioError(f"objective.target.{named(name)}", "objective.unknown_target_entry")
    entries = {name: value for name, value in entries.items() if value is not None}
    if ("singular_values" in entries) == ("distance" in entries):
        raise ScenarioError("objective.target", "objective.target_either")
    seed = fields.whole("objective.target.seed", entries.get("seed", 0), 0, MAX_SEED)
    if "distance" in entries:
        distance = number_of("objective.target.distance", entries["distance"])
        if not 0.0 <= distance <= 1e6:
            raise ScenarioError("objective.target.distance", "objective.distance", value=distance)
        return NearTarget(distance=distance, seed=seed)
    values = fields.vector("objective.target.singular_values", entries["singular_values"])
    for index, value in enumerate(values.tolist()):
        if value < 0.0:
            raise ScenarioError(
                f"objective.target.singular_values[{index}]", "field.not_negative", value=value
            )
    return DrawnTarget(singular_values=tuple(values.tolist()), seed=seed)


def rows(field: str, matrix: object) -> Rows:
    """A matrix given by its rows, checked, as tuples, which are hashable."""
    check_size(field, matrix)
    return rows_of(fields.matrix(field, matrix))


def check_size(field: str, matrix: object) -> None:
    """Refuse a huge matrix before its entries are looked at one by one."""
    if isinstance(matrix, list | tuple):
        count = sum(len(row) for row in matrix if isinstance(row, list | tuple))
        if count > MAX_GIVEN:
            raise ScenarioError(field, "objective.too_many", count=count, most=MAX_GIVEN)


def rows_of(matrix: Array) -> Rows:
    """A matrix as tuples."""
    return tuple(tuple(row) for row in matrix.tolist())
