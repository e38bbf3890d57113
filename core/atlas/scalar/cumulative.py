"""Cumulative imbalances of many networks, and which layers tie for the smallest.

Sums are carried in two floats, good to 32 digits. Where that does not decide whether a sum is 0,
`core.scalar.cumulative` does, once for each set of imbalances that is met.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.atlas.scalar.rows import total
from core.scalar.cumulative import cumulative_imbalances

_NEAR = 2.0**-45  # of what a sum is a sum of: below it may be rounding, or a tie


def cumulative_tables(imbalance: Array) -> tuple[Array, NDArray[np.intp]]:
    """c_1 .. c_L, and the index of the smallest layer.

    Parameters
    ----------
    imbalance : ndarray, shape (L - 1, p)

    Returns
    -------
    cumulative : ndarray, shape (L, p)
    smallest : ndarray of int, shape (p,)
    """
    count = imbalance.shape[1]
    high, low = np.zeros((len(imbalance) + 1, count)), np.zeros((len(imbalance) + 1, count))
    for layer, d in enumerate(imbalance):
        high[layer + 1], low[layer + 1] = _minus(high[layer], low[layer], d)
    # The smallest square; of two whose large parts are one, the smaller rest.
    smallest = high.argmin(axis=0)
    least, rest = high.min(axis=0), np.take_along_axis(low, smallest[None], axis=0)[0]
    cumulative = (high - least) + (low - rest)
    # Layers with nothing but imbalances of 0 between them tie, whatever there is beside them.
    steps = np.zeros((len(imbalance) + 1, count), dtype=np.intp)
    np.cumsum(imbalance != 0.0, axis=0, out=steps[1:])
    apart = steps != np.take_along_axis(steps, smallest[None], axis=0)[0]
    near = np.abs(cumulative) <= _NEAR * total(np.abs(imbalance))
    doubtful = (near & apart).any(axis=0)
    if doubtful.any():
        sets, which = np.unique(imbalance[:, doubtful], axis=1, return_inverse=True)
        answers = [cumulative_imbalances(column) for column in sets.T.tolist()]
        cumulative[:, doubtful] = np.array([c for c, _ in answers]).T[:, which]
        smallest[doubtful] = np.array([k for _, k in answers])[which]
    return cumulative, smallest


def _minus(high: Array, low: Array, d: Array) -> tuple[Array, Array]:
    """(high + low) - d in two floats."""
    total = high - d
    back = total - high
    lost = (high - (total - back)) - (d + back)
    rest = lost + low
    result = total + rest
    return result, rest - (result - total)
