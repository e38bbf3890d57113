"""What the start of a matrix network of any depth guarantees of gradient descent.

On the way of a step, W_l - u g_l with 0 <= u <= eta, D_l changes by u^2 (g_l^T g_l - g_{l+1}
g_{l+1}^T) exactly, and the second derivative of the loss is at most K beta + s nu times ||g||^2:
y_l >= ||W_l||^2 give beta = sum_l prod_{i != l} y_i, and nu is the largest eigenvalue of M_lk =
prod_{i != l,k} sqrt(y_i), M_ll = 0, whose trace is 0: nu^2 <= (1 - 1/L) ||M||_F^2 =: Q. The y_l
are those of the start's imbalances, moved by a drift delta, at the reach of the start's loss. With

    K(delta) = K beta(delta) + s(0)/2 (sqrt(Q(0)) + Q(delta) / sqrt(Q(0)))

and delta >= eta e(0) / (1 - eta K(delta) / 2) no run breaks out. y_l is taken from one of its two
sides, from the one that is smaller at the start: then K is convex in delta, and so is
e(0)/delta + K(delta)/2, whose least value is 1 over the largest step.

Source: docs/mathematics.md, section 16.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from core import network
from core.arrays import Array
from core.descent.certified.bounds import Bounds, Certified, where_least, where_reached
from core.guarantee.candidates import rounding_of
from core.guarantee.deep import (
    Ceilings,
    layer_floors,
    margin_bound,
    spectra,
    square_bound,
    unimodal_bound,
)
from core.guarantee.three_layer import three_layer_bound
from core.objective.base import Objective
from core.scalar.polynomial import second_derivative, sum_of_others
from words import Message

_HALVINGS = 60
_DOUBLINGS = 2000


class DeepBounds(Bounds):
    """Of one network of two or more layers and its objective, whose minimiser is unique.

    Parameters
    ----------
    objective : Objective
    weights : sequence of ndarray
        At the start.
    excess, margin, reach : float
        f(W(0)) - f*, and between what sigma_min(W) and ||W|| stay while it does not grow.
    """

    def __init__(
        self,
        objective: Objective,
        weights: Sequence[Array],
        excess: float,
        margin: float,
        reach: float,
    ) -> None:
        super().__init__(excess=excess, mu=objective.mu)
        self._shape = network.shape(weights)
        self._square = len({side for layer in weights for side in layer.shape}) == 1
        self._imbalances = spectra(weights)
        self._matrices = network.imbalances(weights) if len(weights) == 3 else []
        self._rounding = rounding_of(weights)
        self._margin, self._reach = np.asarray(margin), reach
        self._K = objective.smoothness
        self._s = math.sqrt(2.0 * self._K * excess)
        first, last = Ceilings(self._imbalances).sides(reach)
        self._from_first = first <= last
        self._part = 1.0 - 1.0 / len(weights)
        self._bend = math.sqrt(self._part * second_derivative(self.squares(0.0).tolist()))

    def squares(self, drift: float) -> Array:
        """y_l >= ||W_l||^2 while the imbalances have drifted no farther, shape (L,)."""
        first, last = Ceilings(self._imbalances, drift).sides(self._reach)
        squares: Array = np.maximum(np.where(self._from_first, first, last), 0.0)
        return squares

    def alpha(self, drift: float) -> float:
        """The largest of the bounds for any imbalance, of all that are no farther than `drift`.

        What asks for D_l >= 0 of a singular D_l is lost with the least drift.
        """
        drift = max(drift, 4.0 * self._rounding)
        moved = [each.drifted(drift) for each in self._imbalances]
        n, m = self._shape
        squares = self.squares(drift) if self._margin > 0.0 else np.ones(len(moved) + 1)
        found = [float(margin_bound(n, m, self._margin, squares)), unimodal_bound(moved, n, m)]
        if self._square:
            floors = layer_floors(moved, n, m, self._margin, squares)
            found.append(float(square_bound(floors)))
        if len(self._matrices) == 2:
            first, second = self._matrices
            found.append(three_layer_bound(first, second, n, m, self._rounding, drift))
        return max((bound for bound in found if math.isfinite(bound)), default=0.0)

    def smoothness(self, drift: float) -> float:
        """K, with the imbalances of this drift."""
        squares = self.squares(drift)
        bend = self._bend
        if drift > 0.0 and bend > 0.0:
            bend = 0.5 * (bend + self._part * second_derivative(squares.tolist()) / bend)
        K = self._K * float(sum_of_others(squares)) + self._s * bend
        if not math.isfinite(K):
            raise OverflowError
        return K

    def at(self, step: float) -> Certified | Message:
        """With a constant step."""
        undisturbed = step * self.smoothness(0.0)
        if undisturbed >= 2.0:
            return Message("certificate.curvature", value=undisturbed)
        if self.excess == 0.0:
            return self.certified(0.0, self.smoothness(0.0))
        most = self._most
        if self._step(most) < step:
            return Message("certificate.no_fixed_point")
        drift = where_reached(self._step, step, step * self.excess, most)
        return self.certified(drift, self.smoothness(drift))

    def largest(self) -> float:
        """Below it every step has a certificate."""
        if self.excess == 0.0:
            return 2.0 / self.smoothness(0.0)
        most = self._most
        return self._step(most if self.alpha(most) > 0.0 else min(most, self._gone))

    def _step(self, drift: float) -> float:
        """The step at which this drift is eta e(0) / (1 - eta K / 2)."""
        return 1.0 / self._inverse(drift)

    def _inverse(self, drift: float) -> float:
        return self.excess / drift + 0.5 * self.smoothness(drift)

    @cached_property
    def _most(self) -> float:
        """The drift of the largest step, whatever is left of the rate."""
        drift = 2.0 * self.excess / self.smoothness(0.0)
        here = self._inverse(drift)
        lowest = self.excess / here
        for _ in range(_DOUBLINGS):
            further = self._inverse(2.0 * drift)
            if further >= here:
                break
            drift, here, lowest = 2.0 * drift, further, drift
        if not 0.0 < lowest < drift < math.inf:
            raise OverflowError  # beyond float64
        return where_least(self._inverse, lowest, 2.0 * drift)

    @cached_property
    def _gone(self) -> float:
        """The drift that leaves no rate."""
        low, high = 0.0, max(max(abs(each.most), abs(each.least)) for each in self._imbalances)
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            if self.alpha(middle) > 0.0:
                low = middle
            else:
                high = middle
        return high
