"""A quadratic around its minimiser: 1/2 ||W - W*||^2 or 1/2 ||X W - Y||^2."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.objective.local import Curvature, Local, Series


class LocalQuadratic(Local):
    """f - f* = 1/2 ||y||^2, with H the Hessian: y has H^(1/2) in it."""

    linear = True

    def gradient(self, y: Array) -> Array:
        """H^(1/2) y."""
        return self.root[:, None] * y

    def excess(self, y: Array) -> Array:
        """1/2 ||y||^2."""
        excess: Array = 0.5 * np.einsum("...ij,...ij->...", y, y)
        return excess

    def curvature(self, y: Array) -> Curvature:
        """H^(1/2) everywhere."""
        return Curvature(np.diag(self.root))

    def series(self, order: int) -> Series:
        """Of every order: E_k = H W_k."""
        return QuadraticSeries(self.root, self._centre.shape[1])


class QuadraticSeries(Series):
    """E_k = H W_k with diagonal H: a mask times what W_k has, one product of all entries.

    Parameters
    ----------
    root : ndarray, shape (n,)
        H^(1/2).
    m : int
        Columns of W.
    """

    def __init__(self, root: Array, m: int) -> None:
        n = len(root)
        super().__init__(n, m)
        mask = np.zeros((n + m, n + m))
        mask[:n, n:] = root[:, None] ** 2
        mask[n:, :n] = root**2
        self._mask = mask.ravel()
        self._at = _places(n, m)

    def begin(self, y: Array) -> None:
        """The Hessian is the same everywhere."""

    def of_product(self, k: int, W: Array, out: Array) -> None:
        """H W_k and its transpose."""
        np.multiply(W.ravel().take(self._at), self._mask, out)

    def of_gram(self, k: int, gram: Array, out: Array) -> None:
        """H W_k and its transpose: both blocks are in the Gram matrix."""
        np.multiply(gram, self._mask, out)


@lru_cache(maxsize=64)
def _places(n: int, m: int) -> NDArray[np.intp]:
    """Where in W the entries of M are from."""
    index = np.zeros((n + m, n + m), dtype=np.intp)
    index[:n, n:] = np.arange(n * m).reshape(n, m)
    index[n:, :n] = index[:n, n:].T
    return index.ravel()
