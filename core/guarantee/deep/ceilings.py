"""How large each layer can be: y_l >= ||W_l||^2, and lambda_max(T) <= sum_l prod_{i != l} y_i.

Any depth, widths and imbalance; ||W|| <= p is all that is asked of the product. With S_k =
sum_{l < k} lambda_max(D_l), the largest root y >= max_k S_k of prod_k (y - S_k) = p^2 is not below
||W_1||^2: let z be the top right singular vector of W_1, v_1 = z, v_k = W_k^T v_{k-1} and q_k =
||v_k||^2. Then q_2 = <z, (W_1^T W_1 - D_1) z> >= y - S_2, and by Cauchy and Schwarz
q_{k+1} >= q_k (q_k / q_{k-1} - lambda_max(D_k)), so q_k / q_{k-1} >= y - S_k as long as that is
not negative; and ||W||^2 >= ||W_1||^2 q_L. The mirror image bounds ||W_L||^2, and Weyl's
inequalities on W_l^T W_l = D_l + W_{l+1} W_{l+1}^T carry both to every layer.

Source: docs/mathematics.md, section 11.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from core.arrays import EPS, Array
from core.guarantee.deep.spectra import Spectrum
from core.scalar.polynomial import smallest_square, smallest_squares, sum_of_others

_ROOT = 8 * EPS  # of a root, times the layers and the size of its logarithm


class Ceilings:
    """y_1 .. y_L and their beta for any p.

    Parameters
    ----------
    imbalances : sequence of Spectrum
        Of D_1 .. D_{L-1}.
    drift : float
        No sum of neighbouring lambda_max(D_l) is larger by more than that, and none of
        lambda_min(D_l) smaller.
    """

    def __init__(self, imbalances: Sequence[Spectrum], drift: float = 0.0) -> None:
        least = np.array([each.floor for each in imbalances])
        most = np.array([each.ceiling for each in imbalances])
        self._first = np.concatenate(([0.0], np.cumsum(most) + drift))
        self._last = np.concatenate((np.cumsum(-least[::-1])[::-1] + drift, [0.0]))
        self._from_first = np.concatenate(([0.0], np.cumsum(-least) + drift))
        self._from_last = np.concatenate((np.cumsum(most[::-1])[::-1] + drift, [0.0]))

    def squares(self, reach: ArrayLike) -> Array:
        """y_l >= ||W_l||^2 of all weights with these imbalances and ||W|| <= reach.

        Parameters
        ----------
        reach : array_like, shape (...)
            p >= 0.

        Returns
        -------
        ndarray, shape (..., L)
        """
        squares: Array = np.maximum(np.minimum(*self.sides(reach)), 0.0)
        return squares

    def sides(self, reach: ArrayLike) -> tuple[Array, Array]:
        """Above ||W_l||^2 from the first layer on, and from the last: each of shape (..., L)."""
        p = np.asarray(reach, dtype=float)
        from_first: Array = _largest(self._first, p)[..., None] + self._from_first
        from_last: Array = _largest(self._last, p)[..., None] + self._from_last
        return from_first, from_last

    def beta(self, reach: ArrayLike) -> Array:
        """sum_l prod_{i != l} y_i >= lambda_max(T), shape (...); inf beyond float64."""
        with np.errstate(over="ignore", invalid="ignore"):
            beta = sum_of_others(self.squares(reach)) * (1.0 + 4 * EPS * self._first.size)
        return np.where(np.isnan(beta), np.inf, beta)


def _largest(offsets: Array, reach: Array) -> Array:
    """The largest root y of prod_k (y - S_k) = p^2, and no less: rounded up."""
    top = float(offsets.max())
    x = _roots(top - offsets, reach)
    logs = np.abs(np.log(np.where(x > 0.0, x, 1.0)))
    x = x * (1.0 + _ROOT * (offsets.size + logs))
    return x + top + EPS * abs(top)


def _roots(gaps: Array, reach: Array) -> Array:
    """The roots x >= 0 of prod_k (x + gap_k) = p^2; of one p by floats, which is sooner."""
    if reach.ndim:
        return smallest_squares(gaps, reach)
    try:
        return np.asarray(smallest_square(gaps.tolist(), float(reach)))
    except OverflowError:
        return np.asarray(np.inf)
