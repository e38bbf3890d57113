"""Families of networks: one recipe, a network of every depth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np

from core import fields
from core.arrays import Array
from core.errors import ScenarioError
from core.fields import MAX_SEED, number_of
from core.matrix.scenario import MatrixScenario
from core.objective.recipe import ObjectiveRecipe
from core.objective.target import GivenTarget
from core.scalar.conversion import initial_weights
from core.scalar.polynomial import smallest_squares
from core.scalar.rate import TRUE_GAMMA
from core.scalar.scenario import MAX_DEPTH, ScalarScenario
from core.scenario import Scenario

Kind = Literal["steps", "balanced", "random", "general", "definite", "unimodal"]
#: Of matrix networks whose modes differ in their imbalances: D_l is no multiple of the identity.
SQUARE: tuple[Kind, ...] = ("general", "definite", "unimodal")
Order = Literal["first", "middle", "last"]
MAX_MODES = 16
_LARGEST_PRODUCT = 1e145
_MATRIX_GAMMA = 2.0  # of 1/2 ||W - W*||^2
_LEAST_MODE = 0.5  # of the largest: modes run down evenly to this part


@dataclass(frozen=True, kw_only=True)
class DepthFamily:
    """Networks of every depth, one recipe.

    Attributes
    ----------
    kind : {"steps", "balanced", "random", "general", "definite", "unimodal"}
        steps: the w_l^2 of neighbours differ by `step`. balanced: all d_l = 0. random: sizes
        w_l^2 = exp(step z_l), z_l normal, and random signs; depth L has the first L layers of one
        draw. A scalar network starts at these weights; for matrix networks they give the d_l.
        The others are matrix networks with D_l = diag(d_l1 .. d_ln), a draw a mode. general: as
        random, so that most D_l are indefinite. definite: steps of 0.5 to 1.5 times `step`, layers
        shrink to the last, D_l > 0. unimodal: the same steps, the smallest layer in the middle.
    order : {"first", "middle", "last"}
        steps: where the smallest layer is. In the middle, sizes grow to both sides.
    step : float
        s > 0: the step in w_l^2; random and general: the spread of log w_l^2.
    product : float
        w(0), or the largest singular value of W(0), with all signs in the first layer. Without
        meaning for random scalar networks.
    target : float
        y > 0, or the largest singular value of W*.
    modes : int
        0: scalar networks with |y - w|^2. n >= 1: matrix networks n x n with 1/2 ||W - W*||^2
        whose layers share their singular vectors with the target, D_l = d_l I; the singular values
        of start and target run evenly from the largest down to half of it.
    seed : int
        random and those with D_l of their own a mode.
    depths : tuple of int
        1 to 64 each.

    Raises
    ------
    ScenarioError
        With the field and the reason.
    """

    kind: Kind = "steps"
    order: Order = "first"
    step: float = 1.0
    product: float = 0.5
    target: float = 1.0
    modes: int = 0
    seed: int = 0
    depths: tuple[int, ...] = tuple(range(2, 31))

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ScenarioError("kind", "field.one_of", options=get_args(Kind))
        if self.order not in get_args(Order):
            raise ScenarioError("order", "field.one_of", options=get_args(Order))
        for name in ("step", "target"):
            object.__setattr__(self, name, fields.positive(name, getattr(self, name)))
        product = number_of("product", self.product)
        if abs(product) > _LARGEST_PRODUCT:
            raise ScenarioError("product", "depth.product_size", value=product)
        object.__setattr__(self, "product", product)
        fields.whole("modes", self.modes, 0, MAX_MODES)
        fields.whole("seed", self.seed, 0, MAX_SEED)
        if self.square and not self.modes:
            raise ScenarioError("modes", "depth.square_modes", kind=self.kind)
        if self.modes and product < 0.0:
            raise ScenarioError("product", "depth.negative")
        if not self.depths:
            raise ScenarioError("depths", "field.empty")
        for index, depth in enumerate(self.depths):
            fields.whole(f"depths[{index}]", depth, 1, MAX_DEPTH)

    @property
    def gamma(self) -> float:
        """PL constant of the objective."""
        return _MATRIX_GAMMA if self.modes else TRUE_GAMMA

    @property
    def square(self) -> bool:
        """Whether the modes differ in their imbalances."""
        return self.kind in SQUARE

    def squares(self, depth: int) -> Array:
        """w_l^2 up to a constant, shape (depth,): their differences are the imbalances."""
        if self.kind == "balanced":
            return np.zeros(depth)
        if self.kind == "random":
            return np.asarray(np.exp(self.step * self._draw[0][:depth]))
        smallest = {"first": 0, "middle": (depth - 1) // 2, "last": depth - 1}[self.order]
        return np.asarray(self.step * np.abs(np.arange(depth) - float(smallest)))

    def cumulative(self, depth: int) -> Array:
        """c_l, shape (depth,): of random scalar networks those of the weights as they are."""
        if self.kind == "random" and not self.modes:
            size = np.abs(self.weights(depth))
            return np.asarray((size - size.min()) * (size + size.min()))
        squares = self.squares(depth)
        return np.asarray(squares - squares.min())

    def mode_cumulative(self, depth: int) -> Array:
        """c_l of every mode, shape (max(modes, 1), depth)."""
        if not self.square:
            return np.tile(self.cumulative(depth), (max(self.modes, 1), 1))
        if self.kind == "general":
            squares = np.exp(self.step * self._mode_draw[0][: self.modes, :depth])
            return np.asarray(squares - squares.min(axis=1, keepdims=True))
        steps = self.step * self._mode_draw[1][: self.modes, : depth - 1]
        heights = np.hstack([np.zeros((self.modes, 1)), np.cumsum(steps, axis=1)])
        smallest = depth - 1 if self.kind == "definite" else (depth - 1) // 2
        return np.asarray(np.abs(heights - heights[:, smallest : smallest + 1]))

    def weights(self, depth: int) -> Array:
        """random: the weights of a scalar network, shape (depth,)."""
        return np.asarray(self._draw[1][:depth] * np.sqrt(self.squares(depth)))

    def network(self, depth: int) -> Scenario[Any]:
        """The network of that depth, and its target."""
        if not self.modes:
            return self._scalar(depth)
        values = self.mode_weights(depth)
        return MatrixScenario(
            weights=tuple(_diagonal(column) for column in values.T),
            objective=ObjectiveRecipe(
                kind="squared", target=GivenTarget(_diagonal(self.target * self.mode_sizes))
            ),
        )

    def mode_weights(self, depth: int) -> Array:
        """Weights of a scalar network, or singular values of the layers: shape (modes, depth)."""
        if not self.modes:
            return np.array([initial_weights(self._scalar(depth))])
        cumulative = self.mode_cumulative(depth)
        x = smallest_squares(cumulative, self.product * self.mode_sizes)
        return np.asarray(np.sqrt(x[:, None] + cumulative))

    def _scalar(self, depth: int) -> ScalarScenario:
        if self.kind == "random":
            weights = tuple(self.weights(depth).tolist())
            return ScalarScenario(weights=weights, target=self.target)
        imbalance = -np.diff(self.squares(depth)) + 0.0
        return ScalarScenario(
            imbalance=tuple(imbalance.tolist()), product=self.product, target=self.target
        )

    @property
    def mode_sizes(self) -> Array:
        """Singular values of start and target beside the largest, shape (max(modes, 1),)."""
        return np.linspace(1.0, _LEAST_MODE, self.modes) if self.modes > 1 else np.ones(1)

    @cached_property
    def _draw(self) -> tuple[Array, Array]:
        """z_l and signs of as many layers as there can be."""
        random = np.random.default_rng(self.seed)
        z = random.standard_normal(MAX_DEPTH)
        return z, np.where(random.random(MAX_DEPTH) < 0.5, -1.0, 1.0)

    @cached_property
    def _mode_draw(self) -> tuple[Array, Array]:
        """z_l, and steps between neighbours in units of `step`, a row a mode."""
        random = np.random.default_rng(self.seed)
        z = random.standard_normal((MAX_MODES, MAX_DEPTH))
        return z, random.uniform(0.5, 1.5, (MAX_MODES, MAX_DEPTH))


def _diagonal(values: Array) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in np.diag(values).tolist())
