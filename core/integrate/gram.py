"""Two layers by the Taylor series of their Gram matrix (`taylor`)."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.integrate.base import norm
from core.integrate.taylor import ORDER, TOLERANCE, TaylorStepper
from core.objective.local import Local


class GramStepper(TaylorStepper):
    """By G, which must be definite: rounding would turn an eigenvalue 0 into one that grows."""

    _sides = 2.0

    def __init__(
        self,
        local: Local,
        gram: Array,
        y: Array,
        tolerance: float = TOLERANCE,
    ) -> None:
        super().__init__(local, gram, y, tolerance)
        self._transposed = np.arange(gram.size).reshape(gram.shape).T.ravel()

    def _gram_size(self) -> float:
        return norm(self.state)

    def _products(self) -> Array:
        n = self._n
        return self._g.reshape(ORDER + 1, *self._shape)[:, :n, n:]

    def _expand(self, order: int, shifts: list[float]) -> None:
        shift = self._diagonal.fill
        add, multiply, of_gram = np.add, np.multiply, self._series.of_gram
        product, total = np.empty(self._shape), np.empty(self.state.shape)
        flat, transposed, plan = product.ravel(), self._transposed, self._plan
        for k in range(1, order + 1):
            left, right, scale, g, m = plan[k - 1]
            shift(shifts[k - 1])
            left.dot(right, product)
            add(flat, flat.take(transposed), total)
            multiply(total, scale, g)
            of_gram(k, g, m)
