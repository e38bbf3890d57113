"""How small each layer can be: x_l <= sigma_r(W_l)^2, r the smallest side of any layer.

sigma_r is the least singular value of a layer that has such a side, of every square layer above
all, and the last one that all layers have. With s_l = sigma_r(W_l)^2, Weyl's inequalities on
W_l^T W_l = D_l + W_{l+1} W_{l+1}^T give lambda_min(D_l) <= s_l - s_{l+1} <= lambda_max(D_l),
s_l >= lambda_r(D_l) and s_{l+1} >= lambda_r(-D_l). Where D_1 .. D_l >= 0, both terms live in the
row space of W_l, which has n dimensions at most: s_l - s_{l+1} >= lambda_n(D_l) there, and the
mirror image holds where D_l .. D_{L-1} <= 0. Last, sigma_r(W) is at most sigma_r(W_l) times the
norms of the others. The least x >= 0 that satisfy the same lie below.

Source: docs/mathematics.md, section 11.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import Array
from core.guarantee.deep.spectra import Spectrum
from core.guarantee.deep.square import per_square


def layer_floors(
    imbalances: Sequence[Spectrum], n: int, m: int, margin: Array, squares: Array
) -> Array:
    """x_l of all weights with these imbalances, a product n x m and sigma_min(W) >= margin.

    Parameters
    ----------
    imbalances : sequence of Spectrum
        Of D_1 .. D_{L-1}.
    n, m : int
    margin : ndarray, shape (...)
    squares : ndarray, shape (..., L)
        y_l >= ||W_l||^2; of no account where the margin is 0.

    Returns
    -------
    ndarray, shape (..., L)
    """
    depth = squares.shape[-1]
    rank = common_rank(imbalances, n, m)
    floors = np.zeros(squares.shape)
    for layer in range(depth):
        others = np.delete(squares, layer, axis=-1).prod(axis=-1)
        floors[..., layer] = per_square(margin, others)
    for layer, each in enumerate(imbalances):
        _lift(floors[..., layer], each.above_zero(rank))
        _lift(floors[..., layer + 1], each.below_zero(rank))
    falling = np.logical_and.accumulate([each.positive for each in imbalances])
    rising = np.logical_and.accumulate([each.negative for each in imbalances[::-1]])[::-1]
    # Chains of differences run one way only: back and forth loses lambda_max - lambda_min.
    for layer in range(depth - 2, -1, -1):
        each = imbalances[layer]
        step = each.above_zero(n) if falling[layer] else 0.0
        _lift(floors[..., layer], floors[..., layer + 1] + (step or each.floor))
    for layer, each in enumerate(imbalances):
        step = each.below_zero(m) if rising[layer] else 0.0
        _lift(floors[..., layer + 1], floors[..., layer] + (step or -each.ceiling))
    return floors


def common_rank(imbalances: Sequence[Spectrum], n: int, m: int) -> int:
    """r: every layer has so many singular values, and one of them no more."""
    return min(n, m, *(each.width for each in imbalances))


def _lift(floors: Array, least: float | Array) -> None:
    np.maximum(floors, least, out=floors)
