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
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import EPS, ROUNDINGS, Array, beyond_rounding, listed
from core.depth.family import DepthFamily
from core.depth.square import square_arrays
from core.errors import ScenarioError
from core.integrate.budget import wanted
from core.scalar.polynomial import preconditioners, smallest_squares

#: Logarithms of numbers that stay inside double precision with room for a factor or two.
_LOG_LARGEST, _LOG_SMALLEST = math.log(1e290), math.log(1e-290)


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
        Exact; NaN where only bounds of it are known.
    lower_bound : ndarray
        sqrt((prod c)^2 + (L margin^(2-2/L))^2), the poster's bound with cumulative imbalances c;
        where the modes differ in their imbalances, the largest bound that speaks.
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
        gamma alpha_star stable_step: the guaranteed rate in units of the largest stable step. With
        the bound in place of alpha_star where that is not known.
    least : ndarray or None
        The least lambda_min(T) along the flow. With the next two, of families whose modes differ in
        their imbalances; None and empty of the others.
    alpha_source : tuple of str
        Which theorem gives `lower_bound`.
    bounds : mapping
        What each of the theorems gives, NaN at depths of which it does not speak.
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
    least: Array | None = None
    alpha_source: tuple[str, ...] = ()
    bounds: Mapping[str, Array] = field(default_factory=dict)

    @property
    def proven(self) -> Array:
        """alpha_star, or the largest bound of it."""
        return np.where(np.isnan(self.alpha_star), self.lower_bound, self.alpha_star)

    def to_json(self) -> dict[str, Any]:
        """The curves as JSON values; null where there is no number."""
        arrays = {
            name: listed(values)
            for name in self.__dataclass_fields__
            if isinstance(values := getattr(self, name), np.ndarray)
        }
        if not self.alpha_source:
            return arrays
        bounds = {name: listed(values) for name, values in self.bounds.items()}
        return arrays | {"alpha_source": list(self.alpha_source), "bounds": bounds}


def depth_curves(family: DepthFamily) -> DepthCurves:
    """All depths of a family at once.

    Raises
    ------
    ScenarioError
        If a number on the way leaves the range of double precision: field "step".
    """
    depths = np.array(family.depths)
    table = None if family.square else _table(family)
    if table is not None:
        _check_range(family, table)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        try:
            if table is None:
                return DepthCurves(family, depths, **square_arrays(family))
            return _curves(family, depths, table)
        except FloatingPointError:
            raise _beyond(family, int(depths.max())) from None


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
        lower_bound=np.where(_exact(depths, margin, table), alpha, np.hypot(product, balanced)),
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
        wanted()
        row[:depth] = family.cumulative(depth)
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
    products = np.cumprod(family.weights(table.shape[1]))
    return np.asarray(products[np.array(family.depths) - 1, None])


def _exact(depths: NDArray[np.int64], margin: Array, table: Array) -> NDArray[np.bool_]:
    """Where the lower bound is alpha* itself (`core.scalar.rate`)."""
    balanced = ~(table > 0.0).any(axis=1)
    return np.asarray((depths <= 2) | (margin == 0.0) | balanced)


def _margin(family: DepthFamily, starts: Array, gaps: Array) -> Array:
    """As `core.guarantee.margin` has it, row by row."""
    inside = (starts > 0.0) & (gaps >= 0.0)
    if not family.modes:
        rounding = (ROUNDINGS + np.array(family.depths)) * EPS * family.target
        far = beyond_rounding(family.target, np.abs(gaps[:, 0]), rounding)
        return np.asarray(np.where(inside[:, 0], starts[:, 0], far))
    least, distance = family.target * family.mode_sizes[-1], np.sqrt((gaps * gaps).sum(axis=1))
    return beyond_rounding(least, distance, (ROUNDINGS + family.modes) * EPS * family.target)


def _reaches(starts: Array, table: Array, gaps: Array) -> NDArray[np.bool_]:
    """Whether every mode of the flow runs to its target: tied smallest weights cannot cross 0."""
    tied = (table == 0.0).sum(axis=1)[:, None] > 1
    stuck: NDArray[np.bool_] = (tied & (starts <= 0.0) & (gaps != 0.0)).any(axis=1)
    return ~stuck


def _factorials(family: DepthFamily, depths: NDArray[np.int64]) -> Array:
    if family.kind != "steps":
        return np.full(len(depths), np.nan)
    products = np.cumprod(np.append(1.0, family.step * np.arange(1.0, depths.max())))
    return np.asarray(products[depths - 1])


def _check_range(family: DepthFamily, table: Array) -> None:
    """Refuse products that double precision cannot hold, before they become 0 or infinite."""
    others = _others(table)
    logs = np.log(np.where(others > 0.0, others, 1.0)).sum(axis=1)
    # P' is at most L times the product of the (x + c_l), and x at most w^(2/L).
    depths = np.array(family.depths)
    x = max(family.target, abs(family.product), 1.0) ** (2.0 / depths)
    room = depths * np.log(x) + np.log1p(others / x[:, None]).sum(axis=1)
    for row in np.flatnonzero((room > _LOG_LARGEST) | (logs < _LOG_SMALLEST)):
        raise _beyond(family, family.depths[int(row)])


def _beyond(family: DepthFamily, depth: int) -> ScenarioError:
    return ScenarioError(
        "target" if family.kind == "balanced" else "step",
        "depth.beyond_double",
        depth=depth,
    )
