"""A bound of lambda_min(T) for unimodal imbalance: layers that shrink up to one and grow behind it.

D_l >= 0 for l < k and D_l <= 0 for l >= k: layer k is the thinnest. The term l = k of T alone has
lambda_min >= sigma_n(W_1 .. W_{k-1})^2 sigma_m(W_{k+1} .. W_L)^2. D_1 >= 0 is W_1^T W_1 >=
W_2 W_2^T, so the range of W_2 lies in the n-dimensional row space of W_1, and so on to the right:
W_1 .. W_{k-1} act as n x n matrices on these spaces, where Weyl's inequality gives
sigma_n(W_i)^2 >= lambda_n(D_i) + ... + lambda_n(D_{k-1}). The right side is its mirror image. No
margin enters; for numbers it is the product of the cumulative imbalances, and so it is for
homogeneous imbalance.

Source: docs/mathematics.md, section 11.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.arrays import EPS, Array
from core.guarantee.deep.spectra import Spectrum


def unimodal_bound(imbalances: Sequence[Spectrum], n: int, m: int) -> float:
    """Below lambda_min(T) of all weights with these imbalances; 0 if no layer is the thinnest.

    prod_{i < k} sum_{j = i .. k-1} lambda_n(D_j) prod_{i > k} sum_{j = k .. i-1} lambda_m(-D_j),
    the largest over the k that may be the thinnest.

    Parameters
    ----------
    imbalances : sequence of Spectrum
        Of D_1 .. D_{L-1}.
    n, m : int
        Shape of the product.
    """
    depth = len(imbalances) + 1
    return max((_at(imbalances, k, n, m) for k in thinnest(imbalances)), default=0.0) * (
        1.0 - 4 * EPS * depth
    )


def speaks_unimodal(imbalances: Sequence[Spectrum]) -> bool:
    """Whether some layer is the thinnest; the bound may be 0 all the same."""
    return bool(thinnest(imbalances))


def thinnest(imbalances: Sequence[Spectrum]) -> range:
    """Every k, counted from 0, with D_l >= 0 before it and D_l <= 0 from it on."""
    rising = next((i for i, each in enumerate(imbalances) if not each.positive), len(imbalances))
    falling = next((i for i in range(len(imbalances), 0, -1) if not imbalances[i - 1].negative), 0)
    return range(falling, rising + 1)


def _at(imbalances: Sequence[Spectrum], k: int, n: int, m: int) -> float:
    bound = 1.0
    so_far = 0.0
    for each in reversed(imbalances[:k]):
        so_far += each.above_zero(n)
        bound *= so_far
    so_far = 0.0
    for each in imbalances[k:]:
        so_far += each.below_zero(m)
        bound *= so_far
    return bound


class Short(StrEnum):
    """What imbalances lack, so that `unimodal_bound` is 0."""

    INDEFINITE = "indefinite"
    ORDER = "order"
    RANK = "rank"


@dataclass(frozen=True)
class Shortfall:
    """Why the bound is 0.

    Attributes
    ----------
    kind : Short
        A D_l that is indefinite; one that is positive behind one that is negative; or one with too
        few eigenvalues away from 0.
    layer : int
        l of it, from 1.
    least, most : float
        Its extreme eigenvalues.
    before : int
        l of the negative one before it; 0 for the other kinds.
    needed, found : int
        Eigenvalues away from 0, for the kind "rank".
    """

    kind: Short
    layer: int
    least: float
    most: float
    before: int = 0
    needed: int = 0
    found: int = 0


def shortfall(imbalances: Sequence[Spectrum], n: int, m: int) -> Shortfall | None:
    """What keeps `unimodal_bound` at 0; None if it is not 0, or by underflow alone."""
    worst = max(
        (i for i, each in enumerate(imbalances) if not (each.positive or each.negative)),
        key=lambda i: min(imbalances[i].most, -imbalances[i].least),
        default=None,
    )
    if worst is not None:
        return _lack(Short.INDEFINITE, imbalances, worst)
    chosen = thinnest(imbalances)
    if not chosen:
        negative = next(i for i, each in enumerate(imbalances) if not each.positive)
        after = next(i for i in range(negative + 1, len(imbalances)) if not imbalances[i].negative)
        return _lack(Short.ORDER, imbalances, after, before=negative + 1)
    best = max(chosen, key=lambda k: _ranked(imbalances, k, n, m))
    # The sums start next to the thinnest layer: there the first 0 is.
    left = imbalances[best - 1].above_zero(n) if best else 1.0
    right = imbalances[best].below_zero(m) if best < len(imbalances) else 1.0
    if left == 0.0:
        count = _count(imbalances[best - 1].values, imbalances[best - 1].rounding)
        return _lack(Short.RANK, imbalances, best - 1, needed=n, found=count)
    if right == 0.0:
        count = _count(-imbalances[best].values, imbalances[best].rounding)
        return _lack(Short.RANK, imbalances, best, needed=m, found=count)
    return None


def _ranked(imbalances: Sequence[Spectrum], k: int, n: int, m: int) -> int:
    """How many of the two sides of layer k are away from 0."""
    left = k == 0 or imbalances[k - 1].above_zero(n) > 0.0
    right = k == len(imbalances) or imbalances[k].below_zero(m) > 0.0
    return int(left) + int(right)


def _count(values: Array, rounding: float) -> int:
    return int((values > 2.0 * rounding).sum())


def _lack(kind: Short, imbalances: Sequence[Spectrum], index: int, **more: int) -> Shortfall:
    each = imbalances[index]
    return Shortfall(kind, index + 1, each.least, each.most, **more)
