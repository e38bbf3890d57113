"""Which theorem speaks about a matrix network, and what it guarantees at a given margin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core import network
from core.arrays import Array
from core.guarantee.homogeneous import (
    balanced,
    balanced_rate,
    homogeneous_cumulative,
    homogeneous_imbalance,
    homogeneous_rate,
)
from core.guarantee.three_layer import three_layer_bound
from core.guarantee.two_layer import TwoLayerRate, imbalance_eigenvalues, two_layer_rate

ROUNDING = 1e-14  # of the squared layers


class AlphaSource(StrEnum):
    """Where a rate comes from."""

    TWO_LAYER = "two-layer"
    HOMOGENEOUS = "homogeneous"
    BALANCED = "balanced"
    THREE_LAYER_BOUND = "three-layer-bound"
    NONE = "none"


@dataclass(frozen=True, eq=False)
class Guarantee:
    """What is guaranteed of lambda_min(T) for all weights with the same imbalances.

    Attributes
    ----------
    source : AlphaSource
    exact : bool
        Whether `alpha` is the minimum alpha*, not a lower bound of it.
    alpha : callable
        From a margin to alpha* or its lower bound.
    published : callable or None
        The bound that the poster or earlier work gives at that margin, where alpha* is sharper.
    imbalance : ndarray, shape (k,)
        Two layers: eigenvalues of D, largest first, without the zeros of a wide network.
        Homogeneous: d_1 .. d_{L-1}. Empty otherwise.
    """

    source: AlphaSource
    exact: bool
    alpha: Callable[[float], float]
    published: Callable[[float], float] | None
    imbalance: Array

    def two_layer(self, n: int, m: int, margin: float) -> TwoLayerRate | None:
        """The parts of a two-layer rate."""
        if self.source is not AlphaSource.TWO_LAYER:
            return None
        return two_layer_rate(self.imbalance, n, m, margin)


def guarantee(weights: Sequence[Array]) -> Guarantee:
    """The sharpest statement known for the imbalances of these weights.

    Two layers of any shape, homogeneous imbalance and balanced weights: alpha* exactly. Three
    layers: a lower bound, without a margin. Deeper with general imbalance: none is computed here,
    though there are some.
    """
    n, m = network.shape(weights)
    depth = len(weights)
    if depth == 2:
        eigenvalues = _without_rounding(imbalance_eigenvalues(*weights), weights)
        return Guarantee(
            AlphaSource.TWO_LAYER,
            True,
            lambda margin: two_layer_rate(eigenvalues, n, m, margin).alpha_star,
            None,
            eigenvalues,
        )
    if balanced(weights):
        return Guarantee(
            AlphaSource.BALANCED,
            True,
            lambda margin: balanced_rate(n, m, depth, margin).alpha_star,
            lambda margin: balanced_rate(n, m, depth, margin).lower_bound,
            np.zeros(depth - 1),
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
        )
    if depth == 3:
        first, second = network.imbalances(weights)
        bound = three_layer_bound(first, second, n, m, _rounding(weights))
        return Guarantee(
            AlphaSource.THREE_LAYER_BOUND, False, lambda _margin: bound, None, np.empty(0)
        )
    return Guarantee(AlphaSource.NONE, False, lambda _margin: 0.0, None, np.empty(0))


def _without_rounding(eigenvalues: Array, weights: Sequence[Array]) -> Array:
    """Eigenvalues of D, with 0 for those that are rounding: no rate comes from them."""
    return np.where(np.abs(eigenvalues) <= _rounding(weights), 0.0, eigenvalues)


def _rounding(weights: Sequence[Array]) -> float:
    """What an eigenvalue of an imbalance may be off by."""
    return ROUNDING * sum(float(np.vdot(layer, layer)) for layer in weights)
