"""The constraint set as geometry: all weights with the start's imbalances, split by the margin.

With x the square of the smallest weight, w_l = +-sqrt(x + c_l): the set consists of curves, one arc
in each orthant, and |w| >= margin is x >= x*, where alpha* = P'(x*).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from core.arrays import Array
from core.scalar.polynomial import preconditioner


@dataclass(frozen=True, eq=False)
class ConstraintCurves:
    """The constraint set projected on m chosen layers; arcs are separated by columns of NaN.

    Attributes
    ----------
    feasible, infeasible : ndarray, shape (m, n)
        Where |w| >= margin, and where it is below.
    minimisers : ndarray, shape (m, 2^m)
        The points with tau = alpha*, one in each orthant (doubled on an axis).
    """

    feasible: Array
    infeasible: Array
    minimisers: Array


@dataclass(frozen=True, eq=False)
class RateProfile:
    """tau against |w| along the constraint set.

    Attributes
    ----------
    product, preconditioner : ndarray, shape (n,)
        |w| and tau, both increasing from |w| = 0.
    feasible_product, feasible_preconditioner : ndarray, shape (n,)
        The part with |w| >= margin.
    """

    product: Array
    preconditioner: Array
    feasible_product: Array
    feasible_preconditioner: Array


def constraint_curves(
    cumulative_imbalance: Array,
    smallest_square: float,
    layers: Sequence[int],
    reach: float,
    points: int = 40,
) -> ConstraintCurves:
    """Arcs of the constraint set in the chosen layers, out to |w_l| = `reach`.

    Parameters
    ----------
    cumulative_imbalance : ndarray, shape (L,)
    smallest_square : float
        x*.
    layers : sequence of int, length m
        Indices of the layers shown, from 0.
    reach : float
        The feasible arcs end where every chosen layer is at least as large as this (and go at
        least half as far again as the minimisers).
    points : int
        Points an arc.
    """
    offsets = cumulative_imbalance[list(layers)]
    turn = math.sqrt(smallest_square)
    last = max(math.sqrt(max(reach * reach - float(offsets.min()), 0.0)), 1.5 * turn)
    return ConstraintCurves(
        feasible=_in_all_orthants(offsets, turn + (last - turn) * _steps(points)),
        infeasible=_in_all_orthants(offsets, turn * _steps(points)),
        minimisers=_signs(offsets.size) * np.sqrt(smallest_square + offsets)[:, None],
    )


def rate_profile(
    cumulative_imbalance: Array, smallest_square: float, largest_square: float, points: int = 81
) -> RateProfile:
    """tau = P'(x) against |w| = sqrt(P(x)) for x from 0 to `largest_square`, and from x* on."""
    last = math.sqrt(max(largest_square, smallest_square))
    whole = np.linspace(0.0, last, points) ** 2
    feasible = np.linspace(math.sqrt(smallest_square), last, points) ** 2
    return RateProfile(
        product=_product(cumulative_imbalance, whole),
        preconditioner=preconditioner(cumulative_imbalance, whole),
        feasible_product=_product(cumulative_imbalance, feasible),
        feasible_preconditioner=preconditioner(cumulative_imbalance, feasible),
    )


def level_curve(product: float, reach: float, points: int = 40) -> Array:
    """The hyperbola w_1 w_2 = product out to |w_i| = `reach`: its two branches, NaN between.

    Returns
    -------
    ndarray, shape (2, 2 points + 1)
        Empty (shape (2, 0)) if the product is 0 or the hyperbola does not come within reach.
    """
    size = abs(product)
    if size == 0.0 or size >= reach * reach:
        return np.empty((2, 0))
    root = math.sqrt(size)
    first = root * np.exp(_both_ways(points) * math.log(reach / root))
    curve = np.empty((2, 2 * points + 1))
    curve[0, :points] = first
    np.divide(product, first, out=curve[1, :points])
    curve[:, points] = np.nan
    np.negative(curve[:, :points], out=curve[:, points + 1 :])
    return curve


def _product(cumulative_imbalance: Array, x: Array) -> Array:
    product: Array = np.multiply.reduce(np.sqrt(x + cumulative_imbalance[:, None]))
    return product


@cache
def _both_ways(points: int) -> Array:
    """So many numbers from -1 to 1."""
    return np.linspace(-1.0, 1.0, points)


@cache
def _steps(points: int) -> Array:
    """So many numbers from 0 to 1."""
    return np.linspace(0.0, 1.0, points)


@cache
def _signs(count: int) -> Array:
    """All sign patterns as columns, shape (count, 2^count)."""
    return np.array(list(itertools.product((1.0, -1.0), repeat=count))).T


def _in_all_orthants(offsets: Array, smallest: Array) -> Array:
    """The arc sqrt(p^2 + c_l) for p in `smallest`, mirrored into every orthant."""
    signs = _signs(offsets.size)
    arc = np.sqrt(smallest * smallest + offsets[:, None])
    arcs = np.empty((*signs.shape, smallest.size + 1))
    np.multiply(signs[:, :, None], arc[:, None, :], out=arcs[:, :, :-1])
    arcs[:, :, -1] = np.nan
    return arcs.reshape(offsets.size, -1)
