"""The bounds of lambda_min(T) that need no special imbalance, for one network, side by side.

Source: docs/mathematics.md, sections 5 and 11.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from core import network
from core.arrays import EPS, ROUNDINGS, Array
from core.guarantee.deep import (
    Ceilings,
    Spectrum,
    layer_floors,
    margin_bound,
    speaks_unimodal,
    spectra,
    square_bound,
    unimodal_bound,
)
from core.guarantee.margin import smallest_singular_value
from core.guarantee.three_layer import three_layer_bound
from core.objective.base import Objective

ROUNDING = 1e-14  # of the squared layers


class AlphaSource(StrEnum):
    """Where a rate comes from."""

    TWO_LAYER = "two-layer"
    HOMOGENEOUS = "homogeneous"
    BALANCED = "balanced"
    THREE_LAYER_BOUND = "three-layer-bound"
    DEEP_SQUARE = "deep-square"
    DEEP_UNIMODAL = "deep-unimodal"
    DEEP_MARGIN = "deep-margin"
    NONE = "none"

    @property
    def word(self) -> str:
        """As it stands in keys of the catalogue."""
        return self.value.replace("-", "_")


@dataclass(frozen=True, eq=False)
class Candidate:
    """One theorem about one network.

    Attributes
    ----------
    source : AlphaSource
    exact : bool
        Whether the rate is alpha* itself.
    speaks : bool
        Whether the network is of the kind that the theorem needs; if not, `rates` is 0.
    rates : callable
        From margins, shape (...), to alpha* or a lower bound of it, shape (...). Not decreasing.
    """

    source: AlphaSource
    exact: bool
    speaks: bool
    rates: Callable[[Array], Array]


class General:
    """What holds for any imbalance, and what it is worked out from.

    Parameters
    ----------
    weights : sequence of ndarray, W_l of shape (h_{l-1}, h_l)
    objective : Objective or None
        None: nothing is known of ||W||, and no bound gains from a margin.
    imbalances : sequence of Spectrum, optional
        Where they are known already.
    """

    def __init__(
        self,
        weights: Sequence[Array],
        objective: Objective | None,
        imbalances: tuple[Spectrum, ...] | None = None,
    ) -> None:
        self._weights = weights
        self._known = imbalances
        self._shape = network.shape(weights)
        self._held: Array | None = None
        self._sizes: tuple[float, float] | None = None
        if objective is not None and objective.unique:
            least = smallest_singular_value(objective)
            largest = float(objective.centre_singular_values[0])
            off = 1.0 + (ROUNDINGS + max(objective.shape)) * EPS
            self._sizes = (least + largest) * off, largest

    @cached_property
    def imbalances(self) -> tuple[Spectrum, ...]:
        """Eigenvalues of D_1 .. D_{L-1}."""
        return self._known if self._known is not None else spectra(self._weights)

    @cached_property
    def ceilings(self) -> Ceilings:
        """How large each layer can be."""
        return Ceilings(self.imbalances)

    def squares(self, margins: Array) -> Array:
        """y_l >= ||W_l||^2 where the loss is so low that it leaves these margins, shape (..., L).

        A margin above 0 is sigma_min(W*) - sqrt(2 (f - f*) / mu), which tells ||W|| too.
        """
        if self._sizes is None:
            return np.full((*margins.shape, len(self._weights)), np.inf)
        if self._held is not None:
            return np.broadcast_to(self._held, (*margins.shape, len(self._weights)))
        both, largest = self._sizes
        return self.ceilings.squares(np.maximum(both - margins, largest))

    def held(self, reach: float | None) -> General:
        """The same for all weights with ||W|| <= reach, however low their loss; None: unknown."""
        other = copy(self)
        if reach is None:
            other._sizes = None
        else:
            other._sizes, other._held = (0.0, 0.0), self.ceilings.squares(reach)
        return other

    def floors(self, margins: Array) -> Array:
        """x_l <= sigma_r(W_l)^2, r the smallest side of any layer, shape (..., L)."""
        with np.errstate(over="ignore"):
            return layer_floors(self.imbalances, *self._shape, margins, self.squares(margins))

    @property
    def square(self) -> bool:
        """Whether all layers are square of one size."""
        return len({side for layer in self._weights for side in layer.shape}) == 1

    def candidates(self) -> tuple[Candidate, ...]:
        """Every bound, whether it speaks or not: the largest of them holds."""
        n, m = self._shape
        hidden = [layer.shape[1] for layer in self._weights[:-1]]
        found = [
            Candidate(AlphaSource.DEEP_SQUARE, False, self.square, self._square),
            Candidate(
                AlphaSource.DEEP_UNIMODAL,
                False,
                speaks_unimodal(self.imbalances),
                _constant(unimodal_bound(self.imbalances, n, m)),
            ),
            Candidate(AlphaSource.DEEP_MARGIN, False, self._sizes is not None, self._margin),
        ]
        if len(self._weights) == 3:
            bound = self._three_layers()
            wide = min(hidden) >= max(n, m)
            three = Candidate(AlphaSource.THREE_LAYER_BOUND, False, wide, _constant(bound))
            found.insert(0, three)
        return tuple(found)

    def _three_layers(self) -> float:
        first, second = network.imbalances(self._weights)
        return three_layer_bound(first, second, *self._shape, rounding_of(self._weights))

    def _square(self, margins: Array) -> Array:
        if not self.square:
            return np.zeros(margins.shape)
        with np.errstate(over="ignore", invalid="ignore"):
            return _known(square_bound(self.floors(margins)))

    def _margin(self, margins: Array) -> Array:
        if self._sizes is None:
            return np.zeros(margins.shape)
        with np.errstate(over="ignore", invalid="ignore"):
            return _known(margin_bound(*self._shape, margins, self.squares(margins)))


def rounding_of(weights: Sequence[Array]) -> float:
    """What an eigenvalue of an imbalance may be off by."""
    return ROUNDING * sum(float(np.vdot(layer, layer)) for layer in weights)


def _known(bound: Array) -> Array:
    """0, which says nothing, where float64 does not hold what a bound is made of."""
    return np.where(np.isfinite(bound), bound, 0.0)


def _constant(bound: float) -> Callable[[Array], Array]:
    return lambda margins: np.full(margins.shape, bound)
