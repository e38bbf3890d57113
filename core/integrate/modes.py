"""The flow where the preconditioner stands still: independent exponentials.

With T and the Hessian H fixed, dy/dt = -A y with A similar to the symmetric H^(1/2) T H^(1/2). For
two layers T is a Kronecker sum, and A splits into one n x n matrix for each eigenvector of C_2.
This is the end of every flow that converges, and the preconditioner of `collocation`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.float64 import finite
from core.objective.local import Curvature, Local


@dataclass(frozen=True, eq=False)
class Modes:
    """Eigenvectors of A.

    Attributes
    ----------
    rates : ndarray, shape (m, n)
        Eigenvalues of A.
    left : ndarray, shape (m, n, n)
        Eigenvectors, for each column of `right`.
    right : ndarray, shape (m, m)
    curvature : Curvature
        The symmetric A acts on its metric @ y.
    shape : tuple of int
        Of y, if not (n, m): `dense_modes` takes it for one column.
    """

    rates: Array
    left: Array
    right: Array
    curvature: Curvature
    shape: tuple[int, int]

    def amplitudes(self, y: Array) -> Array:
        """Of each mode, shape (m, n, q), for y of shape (q, n, m)."""
        y = y.reshape(len(y), self.left.shape[-1], len(self.right))
        if self.curvature.metric is not None:
            y = self.curvature.metric @ y
        return self.left.mT @ (y @ self.right).transpose(2, 1, 0)

    def combine(self, amplitudes: Array) -> Array:
        """y, shape (q, n, m), from `amplitudes`, shape (m, n, q)."""
        y = (self.left @ amplitudes).transpose(2, 1, 0) @ self.right.T
        if self.curvature.inverse is not None:
            y = self.curvature.inverse @ y
        return y.reshape(len(y), *self.shape)

    def decay(self, y: Array, times: Array) -> Array:
        """y at `times`, shape (q, n, m), if T and H stand still; y is (n, m) at time 0."""
        start = self.amplitudes(y[None])
        # Underflow is the right answer for a mode that has died.
        return self.combine(start * np.exp(-np.minimum(self.rates[:, :, None] * times, 745.0)))


def two_layer_modes(local: Local, gram: Array, y: Array) -> Modes:
    """A for T = C_1 (x) I + I (x) C_2; gram is [[C_1, W], [W^T, C_2]]."""
    n = len(y)
    values, right = np.linalg.eigh(finite(gram[n:, n:]))
    curvature = local.curvature(y)
    root = curvature.root
    inner = root @ gram[:n, :n] @ root + values[:, None, None] * (root @ root)
    rates, left = np.linalg.eigh(finite(inner))
    return Modes(np.maximum(rates, 0.0), left, right, curvature, (n, y.shape[1]))


def dense_modes(local: Local, T: Array, y: Array) -> Modes:
    """A for any T, shape (n m, n m); as if y were one column of n m entries, row by row."""
    m = y.shape[1]
    curvature = local.curvature(y)
    rows = np.kron(curvature.root, np.eye(m))
    rates, left = np.linalg.eigh(finite(rows @ T @ rows)[None])
    # The metric is for losses of one column alone.
    return Modes(np.maximum(rates, 0.0), left, np.eye(1), curvature, (len(y), m))
