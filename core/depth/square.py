"""Families whose imbalances are no multiples of the identity, against depth.

All layers share their singular vectors with the target, and the modes differ in their imbalances:
D_l = diag(d_l1 .. d_ln). No closed form of alpha* speaks of them beyond two layers, but the bounds
for square layers, for unimodal imbalance and from the margin do. T has the eigenvalues
sum_l prod_{i < l} s_ia prod_{i > l} s_ib for the pairs of modes (a, b), s_la the square of mode a
in layer l. The squares of all modes run monotonically from start to target, and so do these: the
least lambda_min(T) of the flow is that of its start or that of its end.

Source: docs/mathematics.md, section 11.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from core.arrays import Array
from core.guarantee.candidates import AlphaSource, General
from core.guarantee.deep import Shortfall, Spectrum, shortfall
from core.guarantee.deep.spectra import ROUNDING
from core.guarantee.margin import matrix_margin
from core.guarantee.theorems import guarantee
from core.integrate.budget import wanted
from core.objective.base import Objective
from core.objective.squared import Squared
from core.scalar.polynomial import smallest_squares

if TYPE_CHECKING:
    from core.depth.family import DepthFamily


def aligned_eigenvalues(squares: Array) -> Array:
    """Those of T where all layers share their singular vectors, shape (k, k), a pair each.

    Parameters
    ----------
    squares : ndarray, shape (k, L)
        Of the layers' singular values, a mode a row.
    """
    one = np.ones((len(squares), 1))
    before = np.cumprod(np.hstack([one, squares[:, :-1]]), axis=1)
    behind = np.cumprod(np.hstack([one, squares[:, :0:-1]]), axis=1)[:, ::-1]
    # No matrix product: that of a library does not say where it leaves double precision.
    eigenvalues: Array = (before[:, None, :] * behind[None, :, :]).sum(axis=-1)
    return eigenvalues


def square_arrays(family: DepthFamily) -> dict[str, Any]:
    """What `DepthCurves` holds of such a family, by name.

    Raises
    ------
    FloatingPointError
        Where a number leaves double precision, if numpy is told to.
    """
    rows = [_at(family, depth) for depth in family.depths]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    sources = {source for row in rows for source in row["bounds"]}
    nothing = np.full(len(rows), np.nan)
    bounds = {
        str(source): np.array([row["bounds"].get(source, np.nan) for row in rows])
        for source in AlphaSource
        if source in sources
    }
    arrays = {name: np.array(values) for name, values in columns.items() if name != "bounds"}
    return arrays | {
        "cumulative_product": nothing,
        "factorial": nothing,
        "alpha_source": tuple(str(source) for source in columns["alpha_source"]),
        "bounds": bounds,
    }


def square_shortfall(family: DepthFamily, depth: int) -> Shortfall | None:
    """What the imbalances of the network of that depth lack; None where they give a bound."""
    cumulative = family.mode_cumulative(depth)
    squares = smallest_squares(cumulative, family.product * family.mode_sizes)[:, None] + cumulative
    return shortfall(_spectra(np.sqrt(squares), cumulative), family.modes, family.modes)


def _at(family: DepthFamily, depth: int) -> dict[str, Any]:
    wanted()
    cumulative = family.mode_cumulative(depth)
    starts, targets = family.product * family.mode_sizes, family.target * family.mode_sizes
    objective = Squared(np.diag(targets))
    margin = matrix_margin(objective, np.diag(starts)).margin
    begin, end = (
        smallest_squares(cumulative, sigma)[:, None] + cumulative for sigma in (starts, targets)
    )
    first, last = aligned_eigenvalues(begin), aligned_eigenvalues(end)
    exact, bounds = _bounds(objective, np.sqrt(begin), cumulative, margin)
    source = max(bounds, key=lambda each: bounds[each])
    alpha = bounds[source]
    sharpness = float(last.max())
    return {
        "margin": margin,
        "alpha_star": alpha if exact else np.nan,
        "lower_bound": alpha,
        "gradient_norm": float(np.linalg.norm((targets - starts) * np.sqrt(np.diag(first)))),
        "sharpness": sharpness,
        "stable_step": 2.0 / sharpness,
        "progress": family.gamma * alpha * (2.0 / sharpness),
        "least": float(min(first.min(), last.min())),
        "alpha_source": source if alpha > 0.0 or exact else AlphaSource.NONE,
        "bounds": bounds,
    }


def _bounds(
    objective: Objective, sizes: Array, cumulative: Array, margin: float
) -> tuple[bool, dict[AlphaSource, float]]:
    """Whether alpha* itself is known; and that, or the bounds that speak."""
    modes, depth = sizes.shape
    layers = [np.diag(column) for column in sizes.T]
    if depth <= 2 or modes == 1:
        known = guarantee(layers, objective)
        return True, {known.source: known.alpha(margin)}
    general = General(layers, objective, _spectra(sizes, cumulative))
    at = np.asarray(margin)
    return False, {
        each.source: float(each.rates(at)) for each in general.candidates() if each.speaks
    }


def _spectra(sizes: Array, cumulative: Array) -> tuple[Spectrum, ...]:
    """Of the D_l, which are diagonal: differences of the cumulative imbalances."""
    rounding = ROUNDING * (sizes * sizes).sum(axis=0)
    differences = -np.sort(np.diff(cumulative, axis=1), axis=0)
    return tuple(
        Spectrum(values=values, width=len(sizes), rounding=float(sum(pair)))
        for values, pair in zip(differences.T, pairwise(rounding.tolist()), strict=True)
    )
