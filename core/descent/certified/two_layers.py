"""What the start of two layers, of any shapes, guarantees of gradient descent.

One step changes D by eta^2 (W_2 G^T G W_2^T - W_1^T G G^T W_1), so by at most eta^2 ||g||^2, and
the sum over all steps is at most delta = eta e(0) / (1 - eta K(delta) / 2). K(delta) is K_t at
s(0), with the eigenvalues of D in beta* moved by delta the bad way. The least solution delta is the
ceiling of the drift.

For a given delta the largest step that it allows is the root eta(delta) of a cubic. Between the
places where an eigenvalue of D comes to 0, eta(delta) rises to one maximum and falls: so the
largest step of all is found exactly, and so is the least delta of a step.

Source: docs/mathematics.md, section 16.
"""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from core.arrays import Array
from core.descent.certified.bounds import Bounds, Certified, where_least, where_reached
from core.descent.step.one_step import cubic_root, two_layer_curvature
from core.guarantee.two_layer import half_of_rate
from core.objective.base import Objective
from words import Message


class TwoLayerBounds(Bounds):
    """Of one network and its objective, whose minimiser is unique.

    Parameters
    ----------
    objective : Objective
    eigenvalues : ndarray, shape (h,)
        Of D, in any order; all of them, of a hidden layer no wider than n + m.
    excess, margin, reach : float
        f(W(0)) - f*, and between what sigma_min(W) and ||W|| stay while it does not grow.
    """

    def __init__(
        self, objective: Objective, eigenvalues: Array, excess: float, margin: float, reach: float
    ) -> None:
        super().__init__(excess=excess, mu=objective.mu)
        n, m = objective.shape
        down = np.sort(eigenvalues)[::-1].tolist()
        up = [-value for value in reversed(down)]
        # lambda_1 and the n-th of D, lambda_1 and the m-th of -D; -inf where there is none.
        self._most, self._nth = down[0], down[n - 1] if n <= len(down) else -math.inf
        self._least, self._mth = up[0], up[m - 1] if m <= len(up) else -math.inf
        self._margins = (margin if n <= m else 0.0, margin if m <= n else 0.0)
        self._reach = reach
        self._K = objective.smoothness
        self._s = math.sqrt(2.0 * self._K * excess)
        edges = sorted({value for value in (self._nth, self._mth) if value > 0.0})
        self._edges = [0.0, *edges, math.inf]

    def alpha(self, drift: float) -> float:
        """alpha* of section 3, every eigenvalue of D moved by `drift` the bad way."""
        p_1, q_1 = max(self._most + drift, 0.0), max(self._least + drift, 0.0)
        p_n, q_m = max(self._nth - drift, 0.0), max(self._mth - drift, 0.0)
        left, right = self._margins
        return half_of_rate(p_n, q_1, left) + half_of_rate(q_m, p_1, right)

    def beta(self, drift: float) -> float:
        """beta* of section 11, likewise."""
        return self._side(self._most + drift, self._mth - drift) + self._side(
            self._least + drift, self._nth - drift
        )

    def at(self, step: float) -> Certified | Message:
        """With a constant step."""
        undisturbed = step * self.smoothness(step, 0.0)
        if undisturbed >= 2.0:
            return Message("certificate.curvature", value=undisturbed)
        if self.excess == 0.0:
            return self.certified(0.0, self.smoothness(step, 0.0))
        for low, peak, highest in self._peaks:
            if highest >= step:
                drift = self._least_drift(step, low, peak)
                return self.certified(drift, self.smoothness(step, drift))
        return Message("certificate.no_fixed_point")

    def largest(self) -> float:
        """Below it every step has a certificate."""
        if self.excess == 0.0:
            return 2.0 / (self._K * self.beta(0.0))
        return max(highest for low, _, highest in self._peaks if low < self._gone)

    def smoothness(self, step: float, drift: float) -> float:
        """K_t at the start's loss, and at the reach and the imbalances of this drift."""
        beta = np.asarray(self.beta(drift))
        return float(two_layer_curvature(self._K, beta, np.asarray(self.excess), np.asarray(step)))

    @property
    def _gone(self) -> float:
        """The drift that leaves no rate: with a margin there is none."""
        return math.inf if max(self._margins) > 0.0 else max(self._nth, self._mth)

    def _side(self, most: float, other: float) -> float:
        """Above the largest eigenvalue of one side: `two_layer_ceiling`."""
        other = max(other, 0.0, -most)
        return half_of_rate(max(most, 0.0), other, self._reach)

    def _step(self, drift: float) -> float:
        """The step at which this drift is eta e(0) / (1 - eta K / 2)."""
        a, s = self._K * self.beta(drift), self._s
        return cubic_root(self.excess / drift + 0.5 * (a + s), 0.5 * a * s, 0.125 * a * s * s)

    @cached_property
    def _peaks(self) -> list[tuple[float, float, float]]:
        """Of every part between edges: where it begins, where eta is largest, and how large."""
        # The largest step of all is at least eta(d), and e(0) eta <= delta <= 2 / (K eta).
        some = self._step(self.excess / (self._K * self.beta(0.0) + self._s))
        lowest, highest = 0.5 * some * self.excess, 4.0 / (self._K * some)
        if not 0.0 < lowest < highest < math.inf:
            raise OverflowError  # beyond float64
        found = []
        for low, high in zip(self._edges[:-1], self._edges[1:], strict=True):
            begin, end = max(low, lowest), min(high, highest)
            if begin < end:
                peak = where_least(lambda drift: -self._step(drift), begin, end)
                found.append((low, peak, self._step(peak)))
            elif high <= lowest:  # eta(delta) still rises at the end of this part
                found.append((low, high, self._step(high)))
        return found

    def _least_drift(self, step: float, low: float, peak: float) -> float:
        """The least delta that this step allows, where eta(delta) rises up to `peak`."""
        return where_reached(self._step, step, max(low, step * self.excess), peak)
