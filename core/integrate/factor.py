"""Two layers by the Taylor series of a factor of their Gram matrix (`taylor`)."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.integrate.base import norm
from core.integrate.taylor import ORDER, TOLERANCE, TaylorStepper
from core.objective.local import Local


class FactorStepper(TaylorStepper):
    """By V^T, shape (n + m, r), for any G = V^T V."""

    _sides = 1.0

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
        first, second = self._first.reshape(-1, n), self._second.reshape(-1, m)
        #: Of step k besides: the coefficient's rows, where they go, and the product that is W_k.
        self._rows = [
            (
                (V := g.reshape(factor.shape)),
                V[:n].T,
                V[n:].T,
                self._first[k],
                self._second[ORDER - k],
                first[: (k + 1) * rows].T,
                second[(ORDER - k) * rows :],
                self._w[k],
            )
            for k, (*_, g, _) in enumerate(self._plan, start=1)
        ]

    def _gram_size(self) -> float:
        return norm(self.state) ** 2

    def _products(self) -> Array:
        return self._w

    def _expand(self, order: int, shifts: list[float]) -> None:
        state, n = self.state.reshape(self._shape), self._n
        self._first[0], self._second[ORDER] = state[:n].T, state[n:].T
        multiply, of_product = np.multiply, self._series.of_product
        shift = self._diagonal.fill
        for k in range(1, order + 1):
            left, right, scale, g, m = self._plan[k - 1]
            V, above, below, first, second, A, B, W = self._rows[k - 1]
            shift(shifts[k - 1])
            left.dot(right, V)
            multiply(g, scale, g)
            first[...] = above
            second[...] = below
            A.dot(B, W)
            of_product(k, W, m)
