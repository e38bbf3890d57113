"""Which theorems speak about a matrix network, and what they guarantee at a given margin."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core import network
from core.arrays import Array
from core.guarantee.beta import Beta, BetaSource, homogeneous_beta, sublevel_reach
from core.guarantee.candidates import AlphaSource, Candidate, General, rounding_of
from core.guarantee.homogeneous import (
    balanced,
    balanced_rate,
    homogeneous_cumulative,
    homogeneous_imbalance,
    homogeneous_rate,
)
from core.guarantee.margin import sublevel_margin
from core.guarantee.two_layer import TwoLayerRate, imbalance_eigenvalues, two_layer_rate
from core.guarantee.two_layer_ceiling import two_layer_ceiling
from core.objective.base import Objective
from core.scalar.polynomial import smallest_squares

__all__ = ["AlphaSource", "Candidate", "Guarantee", "guarantee"]


@dataclass(frozen=True, eq=False)
class Guarantee:
    """What is guaranteed of the eigenvalues of T for all weights with the same imbalances.

    Attributes
    ----------
    source : AlphaSource
        The largest bound at the margin of the start; NONE if all are 0 and none is alpha* itself.
    exact : bool
        Whether `alpha` is the minimum alpha*, not a lower bound of it.
    alpha : callable
        From a margin to alpha* or its lower bound, the largest of all candidates.
    published : callable or None
        The bound that the poster or earlier work gives at that margin, where alpha* is sharper.
    imbalance : ndarray, shape (k,)
        Two layers: eigenvalues of D, largest first, without the zeros of a wide network.
        Homogeneous: d_1 .. d_{L-1}. Empty otherwise.
    beta : callable
        From a bound of ||W||, shape (...), to one above lambda_max(T), shape (...).
    beta_source : BetaSource
    general : General
        What holds for any imbalance.
    alike : callable or None
        Where all layers share their singular vectors: from a singular value of W, shape (...), to
        the squares of those of the layers, shape (..., L).
    """

    source: AlphaSource
    exact: bool
    alpha: Callable[[float], float]
    published: Callable[[float], float] | None
    imbalance: Array
    beta: Beta
    beta_source: BetaSource
    general: General
    alike: Callable[[Array], Array] | None = None

    def alphas(self, margins: Array) -> Array:
        """`alpha` of each of the margins, shape (...)."""
        if self.exact:
            found = [self.alpha(margin) for margin in margins.ravel().tolist()]
            return np.reshape(found, margins.shape)
        return _largest(self.candidates, margins)

    def floors(self, sigmas: Array, reach: float | None) -> Array:
        """alpha* or a lower bound of it for weights with sigma_min(W) >= sigma, shape (...).

        Unlike `alphas` it does not take a large sigma for a low loss: ||W|| may be up to `reach`,
        so it is what the weights with these imbalances allow.
        """
        if self.exact:
            return self.alphas(sigmas)
        return _largest(self.general.held(reach).candidates(), sigmas)

    def layer_floors(self, n: int, m: int, margin: float) -> Array:
        """x_l <= sigma_r(W_l)^2, r the smallest side of any layer, shape (L,)."""
        floors = self.general.floors(np.asarray(margin))
        if self.alike is not None:
            return np.maximum(floors, self.alike(np.asarray(margin)))
        parts = self.two_layer(n, m, margin)
        return floors if parts is None else np.maximum(floors, (parts.left, parts.right))

    def layer_ceilings(self, reach: float) -> Array:
        """y_l >= ||W_l||^2 of all weights with ||W|| <= reach, shape (L,)."""
        ceilings = self.general.ceilings.squares(reach)
        if self.alike is None:
            return ceilings
        return np.minimum(ceilings, self.alike(np.asarray(reach)))

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """All theorems about networks of this depth, an exact one first."""
        general = self.general.candidates() if self.general.imbalances else ()
        if not self.exact:
            return general
        return Candidate(self.source, True, True, self.alphas), *general

    def two_layer(self, n: int, m: int, margin: float) -> TwoLayerRate | None:
        """The parts of a two-layer rate."""
        if self.source is not AlphaSource.TWO_LAYER:
            return None
        return two_layer_rate(self.imbalance, n, m, margin)


def guarantee(weights: Sequence[Array], objective: Objective | None = None) -> Guarantee:
    """The sharpest statements known for the imbalances of these weights.

    Two layers of any shape, homogeneous imbalance and balanced weights: alpha* exactly. Any other
    network: the largest of several lower bounds, of which one needs nothing but a margin.

    Parameters
    ----------
    weights : sequence of ndarray, W_l of shape (h_{l-1}, h_l)
        At the start.
    objective : Objective, optional
        Its minimiser and the loss at the start say how large the layers can become; without it a
        margin helps exact rates only.
    """
    general = General(weights, objective)
    n, m = network.shape(weights)
    depth = len(weights)
    if depth == 2:
        return _two_layers(weights, general)
    if balanced(weights):
        return Guarantee(
            AlphaSource.BALANCED,
            True,
            lambda margin: balanced_rate(n, m, depth, margin).alpha_star,
            lambda margin: balanced_rate(n, m, depth, margin).lower_bound,
            np.zeros(depth - 1),
            lambda reach: homogeneous_beta(np.zeros(depth), reach),
            BetaSource.BALANCED,
            general,
            lambda sigma: _alike(np.zeros(depth), sigma),
        )
    homogeneous = homogeneous_imbalance(weights)
    if homogeneous is not None:
        cumulative = homogeneous_cumulative(weights)
        return Guarantee(
            AlphaSource.HOMOGENEOUS,
            True,
            lambda margin: homogeneous_rate(cumulative, margin).alpha_star,
            lambda margin: homogeneous_rate(cumulative, margin).lower_bound,
            np.array(homogeneous),
            lambda reach: homogeneous_beta(cumulative, reach),
            BetaSource.HOMOGENEOUS,
            general,
            lambda sigma: _alike(cumulative, sigma),
        )
    return _deep(weights, objective, general)


def search_reach(objective: Objective, weights: Sequence[Array]) -> float:
    """How large ||W|| may be in a search for the minimum that the guarantee speaks of.

    Infinite for exact rates, which hold without such a limit, and where there is none.
    """
    if guarantee(weights).exact:
        return math.inf
    return float(sublevel_reach(objective, objective.excess(network.product(weights))))


def _two_layers(weights: Sequence[Array], general: General) -> Guarantee:
    n, m = network.shape(weights)
    eigenvalues = _without_rounding(imbalance_eigenvalues(*weights), weights)
    width = weights[0].shape[1]
    return Guarantee(
        AlphaSource.TWO_LAYER,
        True,
        lambda margin: two_layer_rate(eigenvalues, n, m, margin).alpha_star,
        None,
        eigenvalues,
        lambda reach: two_layer_ceiling(eigenvalues, width, n, m, reach),
        BetaSource.TWO_LAYER,
        general,
    )


def _deep(weights: Sequence[Array], objective: Objective | None, general: General) -> Guarantee:
    candidates = general.candidates()
    margin = np.zeros(())
    if objective is not None:
        margin = sublevel_margin(objective, objective.excess(network.product(weights)))
    best = max(candidates, key=lambda each: float(each.rates(margin)))
    return Guarantee(
        best.source if float(best.rates(margin)) > 0.0 else AlphaSource.NONE,
        False,
        lambda margin: float(_largest(candidates, np.asarray(margin))),
        None,
        np.empty(0),
        general.ceilings.beta,
        BetaSource.DEEP,
        general,
    )


def _alike(cumulative: Array, sigma: Array) -> Array:
    squares: Array = smallest_squares(cumulative, sigma)[..., None] + cumulative
    return squares


def _largest(candidates: Sequence[Candidate], margins: Array) -> Array:
    rates: Array = np.max([each.rates(margins) for each in candidates], axis=0)
    return rates


def _without_rounding(eigenvalues: Array, weights: Sequence[Array]) -> Array:
    """Eigenvalues of D, with 0 for those that are rounding: no rate comes from them."""
    return np.where(np.abs(eigenvalues) <= rounding_of(weights), 0.0, eigenvalues)
