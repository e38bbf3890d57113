"""The closed two-layer system in thirty digits: Taylor steps short enough to leave no doubt.

No formula of the program is used: W, C_1 and C_2 are series of their own, and the gradient is a
function of W.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray

from core.arrays import Array

_ORDER = 20
_DIGITS = 30


def distances(
    curvature: Array, centre: Array, W1: Array, W2: Array, times: list[float], step: float
) -> Array:
    """W - W* at the times, shape (T, n, m), for grad f = curvature (W - W*), shape (n, n)."""
    with mpmath.workdps(_DIGITS):
        first, second = _exact(W1), _exact(W2)
        state = (first @ second, first @ first.T, second.T @ second)
        H, target = _exact(curvature), _exact(centre)
        found, now = [], mpmath.mpf(0)
        for time in times:
            while now < time:
                length = min(mpmath.mpf(step), mpmath.mpf(time) - now)
                state = _step(state, lambda W: H @ (W - target), lambda W: H @ W, length)
                now += length
            found.append((state[0] - target).astype(float))
    return np.array(found)


def _exact(matrix: Array) -> NDArray[Any]:
    return np.vectorize(mpmath.mpf, otypes=[object])(matrix)


def _step(
    state: tuple[NDArray[Any], ...],
    gradient: Callable[[NDArray[Any]], NDArray[Any]],
    linear: Callable[[NDArray[Any]], NDArray[Any]],
    length: mpmath.mpf,
) -> tuple[NDArray[Any], ...]:
    W, C1, C2 = ([part] for part in state)
    E = [gradient(state[0])]
    for k in range(_ORDER):
        pairs = [(j, k - j) for j in range(k + 1)]
        W.append(-sum(C1[i] @ E[j] + E[i] @ C2[j] for i, j in pairs) / (k + 1))
        left = sum(E[i] @ W[j].T for i, j in pairs)
        right = sum(E[i].T @ W[j] for i, j in pairs)
        C1.append(-(left + left.T) / (k + 1))
        C2.append(-(right + right.T) / (k + 1))
        E.append(linear(W[-1]))
    return tuple(sum(part * length**k for k, part in enumerate(series)) for series in (W, C1, C2))
