"""Orthonormal columns, drawn."""

from __future__ import annotations

import numpy as np

from core.arrays import Array


def orthonormal(random: np.random.Generator, rows: int, columns: int) -> Array:
    """Orthonormal columns, uniformly drawn."""
    q, r = np.linalg.qr(random.standard_normal((rows, columns)))
    frame: Array = q * np.where(np.diag(r) < 0.0, -1.0, 1.0)
    return frame


def extended(random: np.random.Generator, frame: Array, columns: int) -> Array:
    """Orthonormal columns that begin with those of `frame`, the others uniformly drawn."""
    rows, given = frame.shape
    if columns == given:
        return frame
    more = random.standard_normal((rows, columns - given))
    # Of a QR factorization the first columns span what is given; the rest is normal to it.
    rest = np.linalg.qr(np.concatenate([frame, more], axis=1))[0][:, given:]
    return np.concatenate([frame, rest], axis=1)
