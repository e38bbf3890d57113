"""A step that is a polynomial in time: looks into many of them take few products of matrices."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence
from typing import Self

import numpy as np

from core.arrays import Array
from core.float64 import finite
from core.integrate.base import Step, norm

#: Numbers of states that one product writes, and the fewest states: they stay near the processor.
_NEAR, _FEWEST = 2**16, 7


class Polynomial(Step):
    """Of the state, and of exp(c t) y in the place of y.

    Parameters
    ----------
    unit : float
        The unit of time.
    decay : float
        c, in that unit.
    """

    def __init__(self, unit: float, decay: float) -> None:
        self._unit, self._decay = unit, decay

    @staticmethod
    @abstractmethod
    def basis(times: Array) -> Array:
        """The polynomials that rows are the factors of, at times in units, shape (q, k)."""

    @abstractmethod
    def rows(self) -> tuple[Array, Array]:
        """Factors of state and exp(c t) y, shapes (k, d) and (k, n m)."""

    @classmethod
    def find(cls, steps: Sequence[Self]) -> None:
        """Find rows that are not there yet: together, where that is quicker."""

    @classmethod
    def look(
        cls,
        steps: Sequence[Self],
        elapsed: Sequence[Array],
        states: Sequence[Array],
        y: Sequence[Array],
    ) -> None:
        """Have each of the steps `write`, by the basis at all times together."""
        cls.find(steps)
        counts = [times.size for times in elapsed]
        unit, decay = np.repeat([(step._unit, step._decay) for step in steps], counts, axis=0).T
        times = np.concatenate(elapsed) / unit
        basis = cls.basis(times)
        of_y = basis * np.exp(-decay * times)[:, None]
        end = 0
        for step, count, some_states, some_y in zip(steps, counts, states, y, strict=True):
            begin, end = end, end + count
            of_state, of_z = step.rows()
            most = max(_FEWEST, _NEAR // of_state.shape[1])
            for at in range(0, count, most):
                part = slice(begin + at, min(begin + at + most, end))
                np.dot(basis[part], of_state, out=some_states[at : at + most])
            if not norm(of_state) < math.inf:  # else all are below 1e155, and their sums in range
                finite(some_states)
            np.dot(of_y[begin:end], of_z, out=some_y.reshape(count, -1))
            del of_state  # the next one's rows come where these are, near the processor

    def write(self, elapsed: Array, states: Array, y: Array) -> None:
        """Fill states, shape (q, d), and y, shape (q, n, m)."""
        self.look([self], [elapsed], [states], [y])
