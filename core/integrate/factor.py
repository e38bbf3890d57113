"""Two layers by the Taylor series of a factor of their Gram matrix (`taylor`)."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.integrate.base import norm
from core.integrate.taylor import ORDER, TOLERANCE, TaylorStepper
from core.objective.local import Local


class FactorStepper(TaylorStepper):
    """By V^T, shape (n + m, r), for any G = V^T V."""

    def __init__(
        self,
        local: Local,
        factor: Array,
        y: Array,
        tolerance: float = TOLERANCE,
    ) -> None:
        super().__init__(local, factor, y, tolerance)
        (n, m), rows = y.shape, factor.shape[1]
        self._w = np.zeros((ORDER + 1, n, m))
        # V_1 from the first coefficient down, V_2 from the last up: W_k is one product.
        self._first = np.zeros((ORDER + 1, rows, n))
        self._second = np.zeros((ORDER + 1, rows, m))

    def _gram_size(self) -> float:
        return norm(self.state) ** 2

    def _products(self) -> Array:
        return self._w

    def _expand(self) -> None:
        n, rows = self._n, self._shape[1]
        first = self._first.reshape(-1, n)
        second = self._second.reshape(-1, self.y.shape[1])
        self._first[0] = self.state.reshape(self._shape)[:n].T
        self._second[ORDER] = self.state.reshape(self._shape)[n:].T
        for k, (left, right, scale, g, m) in enumerate(self._plan, start=1):
            V = g.reshape(self._shape)
            np.dot(left, right, V)
            np.multiply(g, scale, g)
            self._first[k] = V[:n].T
            self._second[ORDER - k] = V[n:].T
            W = self._w[k]
            np.dot(first[: (k + 1) * rows].T, second[(ORDER - k) * rows :], W)
            self._series.of_product(k, W, m)
