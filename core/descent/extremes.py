"""The extreme eigenvalues of the preconditioner T along gradient descent of one or two layers.

T of two layers has the sums of one eigenvalue of W_1 W_1^T and one of W_2^T W_2.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import Array

_CHUNK = 2**18  # numbers of the matrices that are looked at together


class Extremes:
    """lambda_min(T) and lambda_max(T) of many iterates: NaN for more layers than two."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Array, Array]] = []
        self._found: list[tuple[Array, Array]] = []
        self._unknown = 0
        self._one = 0

    def add(self, layers: Sequence[Array]) -> None:
        """One more iterate of the same network."""
        if len(layers) == 1:
            self._one += 1
        elif len(layers) > 2:
            self._unknown += 1
        else:
            self._waiting.append((layers[0] @ layers[0].T, layers[1].T @ layers[1]))
            n, m = len(layers[0]), layers[1].shape[1]
            if len(self._waiting) * (n * n + m * m) > _CHUNK:
                self._look()

    def found(self) -> tuple[Array, Array]:
        """Of all that were added, each of shape (k,)."""
        if self._one or self._unknown:
            known = np.concatenate((np.ones(self._one), np.full(self._unknown, np.nan)))
            return known, known
        if self._waiting or not self._found:
            self._look()
        least, most = zip(*self._found, strict=True)
        return np.concatenate(least), np.concatenate(most)

    def _look(self) -> None:
        if not self._waiting:
            self._found.append((np.empty(0), np.empty(0)))
            return
        self._found.append(extremes(*map(np.stack, zip(*self._waiting, strict=True))))
        self._waiting = []


def extremes(C1: Array, C2: Array) -> tuple[Array, Array]:
    """lambda_min(T) and lambda_max(T) from stacks of W_1 W_1^T and W_2^T W_2; NaN beyond float64.

    Parameters
    ----------
    C1, C2 : ndarray, shapes (k, n, n) and (k, m, m)

    Returns
    -------
    ndarray, shape (k,), twice
    """
    known = np.isfinite(C1.sum(axis=(1, 2)) + C2.sum(axis=(1, 2)))
    values = [np.linalg.eigvalsh(np.where(known[:, None, None], C, 0.0)) for C in (C1, C2)]
    least = sum(np.maximum(value[:, 0], 0.0) for value in values)
    most = sum(value[:, -1] for value in values)
    return np.where(known, least, np.nan), np.where(known, most, np.nan)
