"""What depth does: families of networks, all depths at once.

A family says how the layers of a network of any depth are imbalanced. In continuous time depth
speeds up: alpha* grows like the product of the cumulative imbalances, (L-1)! s^(L-1) for unit
steps in w_l^2 with step s (poster, last panel). At the minimum the loss is sharp by the same
product, so the largest stable step of gradient descent falls as the rate grows. What counts for
gradient descent is the rate times the stable step.

All depths are rows of one table of cumulative imbalances; all roots P(x) = w^2 are found together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from core import checks
from core.initialization import MAX_SEED
from core.matrix_scenario import MatrixScenario, ObjectiveRecipe
from core.rates.scalar import TRUE_GAMMA
from core.roots import preconditioners, smallest_squares
from core.scenario import MAX_DEPTH, ScalarScenario, ScenarioError, number_of, shown

Array = NDArray[np.float64]

Kind = Literal["steps", "balanced", "random"]
Order = Literal["first", "middle", "last"]
MAX_MODES = 16
#: Logarithms of numbers that stay inside double precision with room for a factor or two.
_LOG_LARGEST, _LOG_SMALLEST = math.log(1e290), math.log(1e-290)
_MATRIX_GAMMA = 2.0  # of 1/2 ||W - W*||^2
_LEAST_MODE = 0.5  # of the largest: modes run down evenly to this part


@dataclass(frozen=True, kw_only=True)
class DepthFamily:
    """Networks of every depth, one recipe.

    Attributes
    ----------
    kind : {"steps", "balanced", "random"}
        steps: the w_l^2 of neighbours differ by `step`. balanced: all d_l = 0. random: sizes
        w_l^2 = exp(step z_l), z_l normal, and random signs; depth L has the first L layers of one
        draw. A scalar network starts at these weights; for matrix networks they give the d_l.
    order : {"first", "middle", "last"}
        steps: where the smallest layer is. In the middle, sizes grow to both sides.
    step : float
        s > 0: the step in w_l^2; random: the spread of log w_l^2.
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
        random.
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
            raise ScenarioError("kind", f"must be one of {', '.join(get_args(Kind))}.")
        if self.order not in get_args(Order):
            raise ScenarioError("order", f"must be one of {', '.join(get_args(Order))}.")
        for name in ("step", "target"):
            object.__setattr__(self, name, checks.positive(name, getattr(self, name)))
        product = number_of("product", self.product)
        if abs(product) > math.exp(_LOG_LARGEST / 2):
            raise ScenarioError("product", f"must not be larger than 1e145, not {product:g}.")
        object.__setattr__(self, "product", product)
        _whole("modes", self.modes, 0, MAX_MODES)
        _whole("seed", self.seed, 0, MAX_SEED)
        if self.modes and product < 0.0:
            raise ScenarioError("product", "must not be negative: singular values are not.")
        if not self.depths:
            raise ScenarioError("depths", "is empty.")
        for index, depth in enumerate(self.depths):
            _whole(f"depths[{index}]", depth, 1, MAX_DEPTH)

    @property
    def gamma(self) -> float:
        """PL constant of the objective."""
        return _MATRIX_GAMMA if self.modes else TRUE_GAMMA

    def squares(self, depth: int) -> Array:
        """w_l^2 up to a constant, shape (depth,): their differences are the imbalances."""
        if self.kind == "balanced":
            return np.zeros(depth)
        if self.kind == "random":
            sizes: Array = np.exp(self.step * self._draw[0][:depth])
            return sizes
        smallest = {"first": 0, "middle": (depth - 1) // 2, "last": depth - 1}[self.order]
        return self.step * np.abs(np.arange(depth) - float(smallest))

    def weights(self, depth: int) -> Array:
        """random: the weights of a scalar network, shape (depth,)."""
        return self._draw[1][:depth] * np.sqrt(self.squares(depth))

    def network(self, depth: int) -> ScalarScenario | MatrixScenario:
        """The network of that depth, and its target."""
        if not self.modes:
            if self.kind == "random":
                weights = tuple(self.weights(depth).tolist())
                return ScalarScenario(weights=weights, target=self.target)
            imbalance = -np.diff(self.squares(depth)) + 0.0
            return ScalarScenario(
                imbalance=tuple(imbalance.tolist()), product=self.product, target=self.target
            )
        squares = self.squares(depth)
        cumulative = np.tile(squares - squares.min(), (self.modes, 1))
        x = smallest_squares(cumulative, self.product * self.mode_sizes)
        values = np.sqrt(x[:, None] + cumulative)
        return MatrixScenario(
            weights=tuple(_diagonal(column) for column in values.T),
            objective=ObjectiveRecipe(
                kind="squared", target=_diagonal(self.target * self.mode_sizes)
            ),
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


@dataclass(frozen=True, eq=False)
class DepthCurves:
    """A family against depth; arrays of shape (D,), one entry a depth.

    Attributes
    ----------
    family : DepthFamily
    depths : ndarray of int
    margin : ndarray
        Least |w|, or least sigma_min(W), that the loss at the start allows.
    alpha_star : ndarray
        Exact.
    lower_bound : ndarray
        sqrt((prod c)^2 + (L margin^(2-2/L))^2), the poster's bound with cumulative imbalances c.
    cumulative_product : ndarray
        prod_{l != k} c_l.
    factorial : ndarray
        (L-1)! s^(L-1); equal to `cumulative_product` for unit steps with the smallest layer at an
        end, larger with it in the middle. NaN for families without a step.
    gradient_norm : ndarray
        ||grad|| over all layers at the start.
    sharpness : ndarray
        Largest eigenvalue of the Hessian of the loss in the weights at the minimum that the flow
        reaches. NaN where it reaches none.
    stable_step : ndarray
        2 / sharpness: 1/tau for scalar networks. NaN where the sharpness is 0 or NaN.
    progress : ndarray
        gamma alpha_star stable_step: the guaranteed rate in units of the largest stable step.
    """

    family: DepthFamily
    depths: NDArray[np.int64]
    margin: Array
    alpha_star: Array
    lower_bound: Array
    cumulative_product: Array
    factorial: Array
    gradient_norm: Array
    sharpness: Array
    stable_step: Array
    progress: Array


def depth_curves(family: DepthFamily) -> DepthCurves:
    """All depths of a family at once.

    Raises
    ------
    ScenarioError
        If a number on the way leaves the range of double precision: field "step".
    """
    depths = np.array(family.depths)
    table = _table(family)
    _check_range(family, table)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        try:
            return _curves(family, depths, table)
        except FloatingPointError:
            raise _beyond(int(depths.max())) from None


def _curves(family: DepthFamily, depths: NDArray[np.int64], table: Array) -> DepthCurves:
    starts = _starts(family, table)  # w(0) or sigma_i(0), shape (D, k)
    targets = np.broadcast_to(family.target * family.mode_sizes, starts.shape)
    gaps = targets - starts
    margin = _margin(family, starts, gaps)
    wanted = np.concatenate([np.abs(starts), targets, margin[:, None]], axis=1)
    x = smallest_squares(table[:, None, :], wanted)
    tau = preconditioners(table[:, None, :], x)
    modes = starts.shape[1]
    alpha = tau[:, -1]
    product = np.prod(_others(table), axis=1)
    balanced = depths * margin ** (2.0 - 2.0 / depths)
    factor = 1.0 if family.modes else 2.0  # of f's gradient: f' = -2 (y - w) for |y - w|^2
    gradient = factor * np.sqrt((gaps * gaps * tau[:, :modes]).sum(axis=1))
    sharpness = np.where(_reaches(starts, table, gaps), factor * tau[:, modes], np.nan)
    stable = np.full(len(depths), np.nan)
    np.divide(2.0, sharpness, out=stable, where=sharpness > 0.0)
    return DepthCurves(
        family=family,
        depths=depths,
        margin=margin,
        alpha_star=alpha,
        lower_bound=np.minimum(np.hypot(product, balanced), alpha),
        cumulative_product=product,
        factorial=_factorials(family, depths),
        gradient_norm=gradient,
        sharpness=sharpness,
        stable_step=stable,
        progress=family.gamma * alpha * stable,
    )


def _table(family: DepthFamily) -> Array:
    """Cumulative imbalances, shape (D, longest), each row padded with NaN."""
    table = np.full((len(family.depths), max(family.depths)), np.nan)
    for row, depth in zip(table, family.depths, strict=True):
        squares = family.squares(depth)
        row[:depth] = squares - squares.min()
    return table


def _others(table: Array) -> Array:
    """c_l of all layers but the smallest, which becomes 1 like the padding."""
    others = np.where(np.isnan(table), 1.0, table)
    others[np.arange(len(table)), np.nanargmin(table, axis=1)] = 1.0
    return others


def _starts(family: DepthFamily, table: Array) -> Array:
    if family.modes:
        return np.tile(family.product * family.mode_sizes, (len(table), 1))
    if family.kind != "random":
        return np.full((len(table), 1), family.product)
    products: Array = np.cumprod(family.weights(table.shape[1]))
    return products[np.array(family.depths) - 1, None]


def _margin(family: DepthFamily, starts: Array, gaps: Array) -> Array:
    """As `core.margin` has it, row by row."""
    inside = (starts > 0.0) & (gaps >= 0.0)
    if not family.modes:
        far = np.maximum(family.target - np.abs(gaps), 0.0)
        return np.asarray(np.where(inside, starts, far)[:, 0])
    least = family.target * family.mode_sizes[-1]
    return np.asarray(np.maximum(least - np.sqrt((gaps * gaps).sum(axis=1)), 0.0))


def _reaches(starts: Array, table: Array, gaps: Array) -> NDArray[np.bool_]:
    """Whether every mode of the flow runs to its target: tied smallest weights cannot cross 0."""
    tied = (table == 0.0).sum(axis=1)[:, None] > 1
    stuck: NDArray[np.bool_] = (tied & (starts <= 0.0) & (gaps != 0.0)).any(axis=1)
    return ~stuck


def _factorials(family: DepthFamily, depths: NDArray[np.int64]) -> Array:
    if family.kind != "steps":
        return np.full(len(depths), np.nan)
    return np.array(
        [math.prod(family.step * layer for layer in range(1, depth)) for depth in depths]
    )


def _check_range(family: DepthFamily, table: Array) -> None:
    """Refuse products that double precision cannot hold, before they become 0 or infinite."""
    others = _others(table)
    logs = np.log(np.where(others > 0.0, others, 1.0)).sum(axis=1)
    # P' at the target is at most L times the product of the larger (x + c_l), x <= y^(2/L).
    room = np.log(others + max(family.target, abs(family.product), 1.0) ** 2).sum(axis=1)
    for row in np.flatnonzero((room > _LOG_LARGEST) | (logs < _LOG_SMALLEST)):
        raise _beyond(family.depths[int(row)])


def _beyond(depth: int) -> ScenarioError:
    return ScenarioError(
        "step",
        f"leads to products beyond double precision (1e-290 to 1e290) at depth {depth}; take a "
        "step closer to 1, or fewer layers.",
    )


def _diagonal(values: Array) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in np.diag(values).tolist())


def _whole(field: str, value: object, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ScenarioError(
            field, f"must be a whole number from {least} to {most}, not {shown(value)}."
        )
