"""The closed form of two layers with D = lambda I as it stands, in digits that it can afford."""

from __future__ import annotations

import mpmath
import numpy as np

from core.arrays import Array


def exact(
    first: Array, second: Array, target: Array, imbalance: float, t: float
) -> tuple[Array, Array]:
    """Z Z^T at time t, Z = [W_1; W_2^T], and W - Y, each to its own digits."""
    n, m = target.shape
    with mpmath.workdps(60 + int((abs(imbalance) + 6.0) * t)):
        F = mpmath.zeros(n + m)
        for i in range(n + m):
            F[i, i] = mpmath.mpf(imbalance) / (2 if i < n else -2)
        for i, j in np.ndindex(n, m):
            F[i, n + j] = F[n + j, i] = mpmath.mpf(target[i, j])
        values, vectors = mpmath.eigsy(F)
        Z = vectors.T * mpmath.matrix(np.concatenate([first, second.T]).tolist())
        grown = mpmath.diag([mpmath.exp(value * t) for value in values])
        integral = mpmath.diag([mpmath.expm1(2 * value * t) / (2 * value) for value in values])
        inner = mpmath.eye(Z.cols) + Z.T * integral * Z
        whole = vectors * grown * Z * inner**-1 * Z.T * grown * vectors.T
        gap = whole[:n, n:] - mpmath.matrix(target.tolist())
        return np.array(whole.tolist(), dtype=float), np.array(gap.tolist(), dtype=float)
