"""Singular vectors of graded matrices: small columns keep their own digits."""

from __future__ import annotations

import numpy as np

from core.arrays import EPS, Array

_EVEN = 1e-5  # least beside largest singular value from which the usual method will do
_SWEEPS = 12


def right_vectors(matrix: Array) -> Array:
    """Orthogonal J, shape (c, c), with orthogonal columns in matrix @ J, the longest first.

    By Jacobi's one-sided rotations where columns are of very different lengths: what is lost of a
    column is a rounding of itself, not of the largest (Demmel, Veselic 1992).
    """
    _, values, turned = np.linalg.svd(matrix)
    if values.size == matrix.shape[1] and values[-1] > _EVEN * values[0]:
        vectors: Array = turned.T
        return vectors
    columns = matrix.shape[1]
    work, J = matrix.copy(), np.eye(columns)
    for _ in range(_SWEEPS):
        settled = True
        for i in range(columns - 1):
            for j in range(i + 1, columns):
                a, b = work[:, i], work[:, j]
                alpha, beta, gamma = float(a @ a), float(b @ b), float(a @ b)
                if abs(gamma) <= 2.0 * EPS * np.sqrt(alpha) * np.sqrt(beta):
                    continue
                settled = False
                zeta = (beta - alpha) / (2.0 * gamma)
                t = (1.0 if zeta >= 0.0 else -1.0) / (abs(zeta) + np.hypot(1.0, zeta))
                cosine = 1.0 / np.hypot(1.0, t)
                turn = np.array([[cosine, cosine * t], [-cosine * t, cosine]])
                work[:, [i, j]] = work[:, [i, j]] @ turn
                J[:, [i, j]] = J[:, [i, j]] @ turn
        if settled:
            break
    order = np.argsort(-np.linalg.norm(work, axis=0), kind="stable")
    return J[:, order]


def columns_in_order(matrix: Array) -> Array:
    """The columns made orthonormal from the first on; where one is 0, any that is left."""
    lengths = np.linalg.norm(matrix, axis=0)
    scaled = matrix / np.where(lengths > 0.0, lengths, 1.0)
    scaled[:, lengths == 0.0] = 0.0
    Q, R = np.linalg.qr(scaled)
    signs = np.where(np.diagonal(R) < 0.0, -1.0, 1.0)
    return np.asarray(Q * signs, dtype=float)
